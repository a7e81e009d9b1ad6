import {
  BatchCreatePartitionCommand,
  BatchDeletePartitionCommand,
  BatchGetPartitionCommand,
  BatchUpdatePartitionCommand,
  CreateDatabaseCommand,
  CreatePartitionCommand,
  CreateTableCommand,
  GetPartitionCommand,
  GetPartitionsCommand,
  type PartitionInput,
  paginateGetPartitions,
  UpdatePartitionCommand,
} from '@aws-sdk/client-glue';
import { beforeEach, describe, expect, it } from 'vitest';
import { type Clients, lakeForTests, MESH, producerInMesh, userOf } from './support.ts';

const lake = await lakeForTests();
const orders = { DatabaseName: 'shop', TableName: 'orders' };
let glue: Clients['glue'];

beforeEach(async () => {
  ({ glue } = await producerInMesh(lake));
  await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: 'shop' } }));
  const PartitionKeys = [
    { Name: 'Country', Type: 'string' },
    { Name: 'day', Type: 'int' },
  ];
  await glue.send(new CreateTableCommand({ DatabaseName: 'shop', TableInput: { Name: 'orders', PartitionKeys } }));
});

const batch = (PartitionInputList: PartitionInput[]) =>
  glue.send(new BatchCreatePartitionCommand({ ...orders, PartitionInputList }));
const days = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) => ({
    Values: ['de', String(from + index)],
    StorageDescriptor: { Location: `s3://shop/${from + index}` },
  }));
const select = async (Expression: string) => {
  const { Partitions } = await glue.send(new GetPartitionsCommand({ ...orders, Expression }));
  return (Partitions ?? []).map(({ Values }) => Values?.join('/'));
};

describe('Creating partitions', () => {
  it('takes 100 in a batch and refuses 101', async () => {
    expect((await batch(days(0, 100))).Errors).toEqual([]);
    await expect(batch(days(100, 101))).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining(
        "at 'partitionInputList' failed to satisfy constraint: Member must have length less than or equal to 100",
      ),
    });
  });

  it('names in Errors what is there already and what has the wrong number of values, and makes the rest', async () => {
    await batch(days(1, 1));
    const { Errors } = await batch([...days(1, 2), { Values: ['de'] }]);
    expect(Errors).toEqual([
      { PartitionValues: ['de', '1'], ErrorDetail: expect.objectContaining({ ErrorCode: 'AlreadyExistsException' }) },
      { PartitionValues: ['de'], ErrorDetail: expect.objectContaining({ ErrorCode: 'InvalidInputException' }) },
    ]);
    expect(await select('')).toEqual(['de/1', 'de/2']);
  });

  it('refuses a single one that exists', async () => {
    const create = () => glue.send(new CreatePartitionCommand({ ...orders, PartitionInput: { Values: ['de', '1'] } }));
    await create();
    await expect(create()).rejects.toMatchObject({ name: 'AlreadyExistsException' });
  });

  it('needs ALTER on the table', async () => {
    const admin = userOf(lake, MESH).glue;
    const refused = admin.send(new CreatePartitionCommand({ ...orders, PartitionInput: { Values: ['de', '1'] } }));
    await expect(refused).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});

describe('Reading partitions', () => {
  it('comes in pages of 1000 at most', async () => {
    for (let from = 0; from < 2100; from += 100) await batch(days(from, 100));
    const sizes: number[] = [];
    for await (const page of paginateGetPartitions({ client: glue }, { ...orders }))
      sizes.push(page.Partitions?.length ?? 0);
    expect(sizes).toEqual([1000, 1000, 100]);
    const more = glue.send(new GetPartitionsCommand({ ...orders, MaxResults: 1001 }));
    await expect(more).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('gives each partition to one segment of up to ten', async () => {
    await batch(days(0, 100));
    const found: string[] = [];
    for (let SegmentNumber = 0; SegmentNumber < 4; SegmentNumber += 1) {
      const { Partitions } = await glue.send(
        new GetPartitionsCommand({ ...orders, Segment: { SegmentNumber, TotalSegments: 4 } }),
      );
      expect(Partitions?.length).toBeGreaterThan(0);
      found.push(...(Partitions ?? []).map(({ Values }) => `${Values?.[1]}`));
    }
    expect(found.map(Number).sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, index) => index));
    const outside = glue.send(new GetPartitionsCommand({ ...orders, Segment: { SegmentNumber: 4, TotalSegments: 4 } }));
    await expect(outside).rejects.toMatchObject({ name: 'InvalidInputException' });
    const eleven = glue.send(new GetPartitionsCommand({ ...orders, Segment: { SegmentNumber: 0, TotalSegments: 11 } }));
    await expect(eleven).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it.each([
    ["country = 'de' AND day >= 10", ['de/10', 'de/20']],
    ['day < 10', ['de/9', 'fr/1']],
    ["country IN ('fr', 'it') OR day = 20", ['de/20', 'fr/1']],
    ['day BETWEEN 9 AND 10', ['de/9', 'de/10']],
    ["NOT (country LIKE 'd%')", ['fr/1']],
    ["country <> 'de'", ['fr/1']],
    ['day IS NOT NULL AND day NOT IN (9, 10)', ['de/20', 'fr/1']],
  ])('selects by %s', async (expression, expected) => {
    await batch(
      [
        ['de', '9'],
        ['de', '10'],
        ['de', '20'],
        ['fr', '1'],
      ].map((Values) => ({ Values })),
    );
    expect(await select(expression)).toEqual(expected);
  });

  it.each(['color = 1', 'day =', 'day ~ 1', 'day = 1)', '= 1'])('refuses the expression %s', async (expression) => {
    await expect(select(expression)).rejects.toMatchObject({ name: 'InvalidInputException' });
  });

  it("goes through a resource link to the target's partitions", async () => {
    await batch(days(1, 2));
    const TargetTable = { CatalogId: MESH, DatabaseName: 'shop', Name: 'orders' };
    await glue.send(new CreateTableCommand({ DatabaseName: 'shop', TableInput: { Name: 'link', TargetTable } }));
    const { Partitions } = await glue.send(new GetPartitionsCommand({ DatabaseName: 'shop', TableName: 'link' }));
    expect(Partitions?.map(({ TableName, Values }) => [TableName, Values?.[1]])).toEqual([
      ['orders', '1'],
      ['orders', '2'],
    ]);
  });

  it('gets some by their values and leaves out those that are not there', async () => {
    await batch(days(1, 2));
    const PartitionsToGet = [{ Values: ['de', '2'] }, { Values: ['de', '3'] }];
    const { Partitions, UnprocessedKeys } = await glue.send(
      new BatchGetPartitionCommand({ ...orders, PartitionsToGet }),
    );
    expect(Partitions?.map(({ Values }) => Values)).toEqual([['de', '2']]);
    expect(UnprocessedKeys).toEqual([]);
    const missing = glue.send(new GetPartitionCommand({ ...orders, PartitionValues: ['de', '3'] }));
    await expect(missing).rejects.toMatchObject({ name: 'EntityNotFoundException' });
  });
});

describe('Changing partitions', () => {
  it('replaces one, under other values too', async () => {
    await batch(days(1, 1));
    const change = { PartitionValueList: ['de', '1'], PartitionInput: { Values: ['de', '2'], Parameters: { k: 'v' } } };
    await glue.send(new UpdatePartitionCommand({ ...orders, ...change }));
    const { Partition } = await glue.send(new GetPartitionCommand({ ...orders, PartitionValues: ['de', '2'] }));
    expect(Partition).toMatchObject({ Parameters: { k: 'v' }, CatalogId: MESH });
    expect(Partition?.StorageDescriptor).toBeUndefined();
    expect(await select('')).toEqual(['de/2']);
  });

  it('names in Errors what is not there', async () => {
    await batch(days(1, 1));
    const Entries = ['1', '2'].map((day) => ({
      PartitionValueList: ['de', day],
      PartitionInput: { Values: ['de', day] },
    }));
    const updated = await glue.send(new BatchUpdatePartitionCommand({ ...orders, Entries }));
    expect(updated.Errors?.map((error) => [error.PartitionValueList, error.ErrorDetail?.ErrorCode])).toEqual([
      [['de', '2'], 'EntityNotFoundException'],
    ]);
    const PartitionsToDelete = Entries.map(({ PartitionValueList }) => ({ Values: PartitionValueList }));
    const deleted = await glue.send(new BatchDeletePartitionCommand({ ...orders, PartitionsToDelete }));
    expect(deleted.Errors?.map((error) => error.PartitionValues)).toEqual([['de', '2']]);
    expect(await select('')).toEqual([]);
  });
});
