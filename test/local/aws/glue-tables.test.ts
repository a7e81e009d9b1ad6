import {
  CreateDatabaseCommand,
  CreateTableCommand,
  DeleteDatabaseCommand,
  DeleteTableCommand,
  GetDatabaseCommand,
  GetDatabasesCommand,
  GetTableCommand,
  GetTablesCommand,
  paginateGetTables,
  type TableInput,
  UpdateDatabaseCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-glue';
import { beforeEach, describe, expect, it } from 'vitest';
import { type Clients, CONSUMER, lakeForTests, MESH, producerInMesh, RETAIL, userOf } from './support.ts';

const lake = await lakeForTests();
let producer: Clients;
beforeEach(async () => {
  producer = await producerInMesh(lake);
});

const create = (input: TableInput, DatabaseName = 'shop') =>
  producer.glue.send(new CreateTableCommand({ DatabaseName, TableInput: input }));
const columns = (...names: string[]) => ({ Columns: names.map((Name) => ({ Name, Type: 'int' })) });
const shop = () => producer.glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: 'shop' } }));

describe('Databases', () => {
  it('are created under a folded name and read back with their catalog', async () => {
    await producer.glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: 'Shop', Description: 'A shop' } }));
    const { Database } = await producer.glue.send(new GetDatabaseCommand({ Name: 'SHOP' }));
    expect(Database).toMatchObject({ Name: 'shop', Description: 'A shop', CatalogId: MESH });
    expect(Database?.CreateTime).toBeInstanceOf(Date);
  });

  it('exist once', async () => {
    await shop();
    await expect(shop()).rejects.toMatchObject({ name: 'AlreadyExistsException' });
  });

  it('lose on an update what the update does not say', async () => {
    await producer.glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: 'shop', Description: 'A shop' } }));
    await producer.glue.send(
      new UpdateDatabaseCommand({ Name: 'shop', DatabaseInput: { Name: 'shop', LocationUri: 's3://a/' } }),
    );
    const { Database } = await producer.glue.send(new GetDatabaseCommand({ Name: 'shop' }));
    expect(Database).toMatchObject({ LocationUri: 's3://a/' });
    expect(Database?.Description).toBeUndefined();
  });

  it('are listed in pages that a token of another listing does not continue', async () => {
    for (const Name of ['c', 'a', 'b'])
      await producer.glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name } }));
    const first = await producer.glue.send(new GetDatabasesCommand({ MaxResults: 2 }));
    expect(first.DatabaseList?.map((one) => one.Name)).toEqual(['a', 'b']);
    const { NextToken } = first;
    const second = await producer.glue.send(new GetDatabasesCommand({ MaxResults: 2, NextToken }));
    expect(second.DatabaseList?.map((one) => one.Name)).toEqual(['c']);
    expect(second.NextToken).toBeUndefined();
    const elsewhere = producer.glue.send(new GetTablesCommand({ DatabaseName: 'a', NextToken }));
    await expect(elsewhere).rejects.toMatchObject({ name: 'InvalidInputException' });
    const forged = producer.glue.send(new GetDatabasesCommand({ NextToken: 'page-2' }));
    await expect(forged).rejects.toMatchObject({ name: 'InvalidInputException' });
  });

  it('are not shown to an account that nothing is shared with', async () => {
    await shop();
    const consumer = userOf(lake, CONSUMER);
    await expect(consumer.glue.send(new GetDatabaseCommand({ CatalogId: MESH, Name: 'shop' }))).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
  });

  it.each(['', 'x'.repeat(256)])('refuse a name of %# characters out of 1 to 255', async (Name) => {
    const refused = producer.glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name } }));
    await expect(refused).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('take their tables with them', async () => {
    await shop();
    await create({ Name: 'orders' });
    await producer.glue.send(new DeleteDatabaseCommand({ Name: 'shop' }));
    await shop();
    const gone = producer.glue.send(new GetTableCommand({ DatabaseName: 'shop', Name: 'orders' }));
    await expect(gone).rejects.toMatchObject({ name: 'EntityNotFoundException' });
  });

  it("default in a producer's own account to everything for IAM_ALLOWED_PRINCIPALS, in the mesh to nothing", async () => {
    await shop();
    await userOf(lake, RETAIL).glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: 'own' } }));
    const groupGrants = (account: string) =>
      lake
        .state()
        .accounts[account]?.grants.filter((grant) => grant.principal === 'IAM_ALLOWED_PRINCIPALS')
        .map((grant) => grant.resource);
    expect(groupGrants(MESH)).toEqual([]);
    expect(groupGrants(RETAIL)).toContainEqual({ Database: { CatalogId: RETAIL, Name: 'own' } });
  });
});

describe('Tables', () => {
  beforeEach(shop);

  it('read back what was put, with what Glue adds', async () => {
    await create({ Name: 'Orders', Owner: RETAIL, StorageDescriptor: columns('a'), Parameters: { k: 'v' } });
    const { Table } = await producer.glue.send(new GetTableCommand({ DatabaseName: 'Shop', Name: 'ORDERS' }));
    expect(Table).toMatchObject({
      Name: 'orders',
      DatabaseName: 'shop',
      Owner: RETAIL,
      Parameters: { k: 'v' },
      StorageDescriptor: columns('a'),
      CatalogId: MESH,
      VersionId: '0',
      IsRegisteredWithLakeFormation: false,
      CreatedBy: `arn:aws:sts::${MESH}:assumed-role/DataMeshAdminProducer-${RETAIL}/slack-U1`,
    });
  });

  it('exist once, in a database that exists', async () => {
    await create({ Name: 'orders' });
    await expect(create({ Name: 'ORDERS' })).rejects.toMatchObject({ name: 'AlreadyExistsException' });
    await expect(create({ Name: 'orders' }, 'nowhere')).rejects.toMatchObject({ name: 'EntityNotFoundException' });
  });

  it('refuse two columns of one name', async () => {
    const twice = create({ Name: 'orders', StorageDescriptor: columns('a', 'A') });
    await expect(twice).rejects.toMatchObject({ name: 'InvalidInputException' });
  });

  it('are replaced by an update, whose version can be asked for', async () => {
    await create({ Name: 'orders', Description: 'old', Parameters: { k: 'v' } });
    const update = (VersionId: string) =>
      producer.glue.send(new UpdateTableCommand({ DatabaseName: 'shop', VersionId, TableInput: { Name: 'orders' } }));
    await update('0');
    await expect(update('0')).rejects.toMatchObject({ name: 'ConcurrentModificationException' });
    const { Table } = await producer.glue.send(new GetTableCommand({ DatabaseName: 'shop', Name: 'orders' }));
    expect(Table).toMatchObject({ VersionId: '1' });
    expect(Table?.Description).toBeUndefined();
    expect(Table?.Parameters).toBeUndefined();
  });

  it('are changed and dropped by those only who hold ALTER and DROP; an administrator must be granted them', async () => {
    await create({ Name: 'orders' });
    const admin = userOf(lake, MESH);
    const update = admin.glue.send(new UpdateTableCommand({ DatabaseName: 'shop', TableInput: { Name: 'orders' } }));
    await expect(update).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: 'Insufficient Lake Formation permission(s): Required Alter on orders',
    });
    const drop = admin.glue.send(new DeleteTableCommand({ DatabaseName: 'shop', Name: 'orders' }));
    await expect(drop).rejects.toMatchObject({ name: 'AccessDeniedException' });
    await producer.glue.send(new DeleteTableCommand({ DatabaseName: 'shop', Name: 'orders' }));
    const again = producer.glue.send(new DeleteTableCommand({ DatabaseName: 'shop', Name: 'orders' }));
    await expect(again).rejects.toMatchObject({ name: 'EntityNotFoundException' });
  });

  it('leave no grant behind when they are dropped', async () => {
    await create({ Name: 'orders' });
    await producer.glue.send(new DeleteTableCommand({ DatabaseName: 'shop', Name: 'orders' }));
    const left = lake
      .state()
      .accounts[MESH]?.grants.filter(({ resource }) => resource.Table ?? resource.TableWithColumns);
    expect(left).toEqual([]);
  });

  it('are found by an expression that matches anywhere in the name', async () => {
    for (const Name of ['orders', 'orders_archive', 'items']) await create({ Name });
    const found = async (Expression: string) =>
      (await producer.glue.send(new GetTablesCommand({ DatabaseName: 'shop', Expression }))).TableList?.map(
        (one) => one.Name,
      );
    expect(await found('orders')).toEqual(['orders', 'orders_archive']);
    expect(await found('^orders$')).toEqual(['orders']);
    await expect(found('(')).rejects.toMatchObject({ name: 'InvalidInputException' });
  });

  it('come in pages of 100 at most', async () => {
    await Promise.all(
      Array.from({ length: 205 }, (_, index) => create({ Name: `t${String(index).padStart(3, '0')}` })),
    );
    const pages: string[][] = [];
    for await (const page of paginateGetTables({ client: producer.glue }, { DatabaseName: 'shop' })) {
      pages.push((page.TableList ?? []).map((one) => `${one.Name}`));
    }
    expect(pages.map((page) => page.length)).toEqual([100, 100, 5]);
    expect(pages.flat()).toEqual(Array.from({ length: 205 }, (_, index) => `t${String(index).padStart(3, '0')}`));
    const more = producer.glue.send(new GetTablesCommand({ DatabaseName: 'shop', MaxResults: 101 }));
    await expect(more).rejects.toMatchObject({ name: 'ValidationException' });
  });
});

describe('Resource links', () => {
  beforeEach(async () => {
    await shop();
    await create({
      Name: 'orders',
      StorageDescriptor: columns('a', 'b'),
      PartitionKeys: [{ Name: 'day', Type: 'date' }],
    });
  });
  const TargetTable = { CatalogId: MESH, DatabaseName: 'shop', Name: 'Orders' };

  it("show their target's structure under their own name", async () => {
    await create({ Name: 'orders_link', TargetTable });
    const { Table } = await producer.glue.send(new GetTableCommand({ DatabaseName: 'shop', Name: 'orders_link' }));
    expect(Table).toMatchObject({
      Name: 'orders_link',
      StorageDescriptor: columns('a', 'b'),
      PartitionKeys: [{ Name: 'day', Type: 'date' }],
      TargetTable: { ...TargetTable, Name: 'orders' },
    });
  });

  it('are listed bare and refused alone when their target is gone', async () => {
    await create({ Name: 'orders_link', TargetTable });
    await producer.glue.send(new DeleteTableCommand({ DatabaseName: 'shop', Name: 'orders' }));
    const { TableList } = await producer.glue.send(new GetTablesCommand({ DatabaseName: 'shop' }));
    expect(TableList?.map((one) => [one.Name, one.StorageDescriptor])).toEqual([['orders_link', undefined]]);
    const alone = producer.glue.send(new GetTableCommand({ DatabaseName: 'shop', Name: 'orders_link' }));
    await expect(alone).rejects.toMatchObject({ name: 'EntityNotFoundException' });
  });

  it('have nothing of their own', async () => {
    const mixed = create({ Name: 'orders_link', TargetTable, StorageDescriptor: columns('a') });
    await expect(mixed).rejects.toMatchObject({ name: 'InvalidInputException' });
    const halfway = create({ Name: 'orders_link', TargetTable: { DatabaseName: 'shop', Name: 'orders' } });
    await expect(halfway).rejects.toMatchObject({ name: 'InvalidInputException' });
  });

  it('to a database open the tables of that database', async () => {
    const TargetDatabase = { CatalogId: MESH, DatabaseName: 'shop' };
    await producer.glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: 'shop_link', TargetDatabase } }));
    const { TableList } = await producer.glue.send(new GetTablesCommand({ DatabaseName: 'shop_link' }));
    expect(TableList?.map((one) => [one.DatabaseName, one.Name])).toEqual([['shop', 'orders']]);
    const { Database } = await producer.glue.send(new GetDatabaseCommand({ Name: 'shop_link' }));
    expect(Database?.TargetDatabase).toEqual(TargetDatabase);
    await expect(create({ Name: 'more' }, 'shop_link')).rejects.toMatchObject({ name: 'InvalidInputException' });
  });
});
