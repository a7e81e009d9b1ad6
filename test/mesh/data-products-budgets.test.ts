import { describe, expect, it, onTestFinished } from 'vitest';
import { createFloor, createOrder, leastTime, total } from '../../bench/core/floors.ts';
import { openSessions } from '../../src/mesh/aws/sessions.ts';
import { createDataProducts } from '../../src/mesh/data-products/create.ts';
import { tables } from './support/decisions.ts';
import { credentialsOf, MESH, REGION, RETAIL } from './support/mesh.ts';
import { takeRounds } from './support/rounds.ts';
import { makeSource } from './support/source.ts';
import { workshop } from './support/workshop.ts';

const shop = workshop();
/** Calls that a process has under way at once, unless told otherwise. */
const AT_ONCE = 16;

describe('budgets', () => {
  const many = (count: number) => tables(...Array.from({ length: count }, (_, index) => `table_${index}`));
  const tags = { Zone: 'gold', Sensitivity: 'none', Team: 'retail' };

  it.each([
    [1, 0],
    [20, 100],
  ])('share %i tables of %i partitions in 1.15 times the fewest calls at most', async (count, partitions) => {
    await makeSource(shop.producer, {
      database: 'tpcds',
      tables: many(count).map((table) => (partitions === 0 ? { ...table, PartitionKeys: [] } : table)),
      partitionsEach: partitions,
    });
    shop.mesh.lake.clearCalls();
    await shop.create({ domain: 'retail', dataProductName: 'sales' });
    const floor = createFloor({ tables: count, partitions, keys: 2 });
    expect(shop.total()).toBeLessThanOrEqual(1.15 * total({ ...floor, sts: 0 }));
  });

  it.each([
    [1, 0, 1],
    [1, 100, 1],
    [20, 0, 1.25],
    [20, 100, 1.25],
  ])(
    'share %i tables of %i partitions with at most %f times as many calls one after the other as have to be',
    async (count, partitions, most) => {
      await makeSource(shop.producer, {
        database: 'tpcds',
        tables: many(count).map((table) => (partitions === 0 ? { ...table, PartitionKeys: [] } : table)),
        partitionsEach: partitions,
      });
      const rounds = await takeRounds(shop.mesh);
      const sessions = openSessions({
        meshAccountId: MESH,
        region: REGION,
        credentials: credentialsOf(RETAIL),
        s3PathStyle: true,
        base: 'account',
      });
      onTestFinished(() => sessions.close());
      const parameters = { sourceDatabaseName: 'tpcds', domain: 'retail', dataProductName: 'sales' };
      const who = { accountId: RETAIL, actor: 'slack-U0RITA' };
      expect((await createDataProducts({ ...shop.mesh.desk, sessions }, who, parameters)).Tables).toHaveLength(count);
      const size = { tables: count, partitions };
      const least = leastTime(total(createFloor({ ...size, keys: 2 })), createOrder(size), AT_ONCE, 1);
      expect(rounds.calls.length).toBeLessThanOrEqual(most * least);
    },
  );

  it('share 50 tables of 100 partitions with three tags each in few calls more than the fewest', async () => {
    await makeSource(shop.producer, { database: 'tpcds', tables: many(50), partitionsEach: 100, tags });
    shop.mesh.lake.clearCalls();
    const { Tables } = await shop.create({ domain: 'retail', dataProductName: 'sales' });
    expect(Tables).toHaveLength(50);
    const floor = createFloor({ tables: 50, partitions: 100, keys: 5 });
    expect(shop.total()).toBeLessThanOrEqual(1.02 * total({ ...floor, sts: 0 }));
    const { counts } = shop.mesh.lake.calls();
    expect(counts['glue:BatchCreatePartition']).toBe(50);
    expect(counts['s3:PutBucketPolicy']).toBe(1);
  });

  it('grow no worse than linearly with the number of tables', async () => {
    const callsFor = async (database: string, count: number) => {
      await makeSource(shop.producer, {
        database,
        bucket: `lake-${database}`,
        tables: many(count),
        partitionsEach: 100,
      });
      shop.mesh.lake.clearCalls();
      await shop.create({ sourceDatabaseName: database });
      return shop.total();
    };
    const few = await callsFor('few', 20);
    expect(await callsFor('many', 80)).toBeLessThanOrEqual(4 * few);
  });

  it('read a table of many partitions in segments', async () => {
    await makeSource(shop.producer, { database: 'tpcds', tables: tables('web_sales'), partitionsEach: 2500 });
    await shop.create();
    const { journal } = shop.mesh.lake.calls();
    const read = journal.filter((entry) => entry.operation === 'GetPartitions');
    expect(read.some((entry) => (entry.input as { Segment?: object }).Segment !== undefined)).toBe(true);
    expect(shop.calls()['glue:BatchCreatePartition']).toBeLessThanOrEqual(25 + 25 + 10);
    shop.mesh.lake.clearCalls();
    expect((await shop.create()).Tables[0]?.State).toBe('unchanged');
  });
});
