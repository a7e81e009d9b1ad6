import {
  CreateDatabaseCommand,
  CreateTableCommand,
  GetPartitionsCommand,
  GetTableCommand,
  GetTablesCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-glue';
import { describe, expect, it } from 'vitest';
import type { ProductTable } from '../../src/mesh/data-products/create.ts';
import { isMeshError } from '../../src/mesh/errors.ts';
import { tables } from './support/decisions.ts';
import { aTable, FINANCE, grantsOf, publish, RETAIL, TPCDS } from './support/mesh.ts';
import { addPartitions, makeSource } from './support/source.ts';
import { CRAWLER, workshop } from './support/workshop.ts';

const shop = workshop();

const meshTable = async (Name: string) => {
  const { Table } = await shop.asMesh.glue.send(new GetTableCommand({ DatabaseName: TPCDS, Name }));
  return Table;
};

describe('running again', () => {
  const WRITES = /:(Create|Update|Batch(Create|Update|Grant|Revoke)|Put|Register|Grant|Add|Accept)/;

  it('writes nothing when nothing has changed', async () => {
    await makeSource(shop.producer, {
      database: 'tpcds',
      tables: tables('web_sales', 'store_sales'),
      partitionsEach: 3,
      tags: { Zone: 'gold' },
    });
    const parameters = { domain: 'retail', dataProductName: 'sales', syncMeshCrawlerRoleArn: CRAWLER };
    await shop.create(parameters);
    shop.mesh.lake.clearCalls();
    const { Tables } = await shop.create(parameters);
    expect(Tables.map((table) => table.State)).toEqual(['unchanged', 'unchanged']);
    expect(Object.keys(shop.calls()).filter((name) => WRITES.test(name))).toEqual([]);
  });

  it('brings over what has changed in the source', async () => {
    await makeSource(shop.producer, {
      database: 'tpcds',
      tables: tables('web_sales', 'store_sales'),
      partitionsEach: 3,
    });
    await shop.create();
    const input = aTable({ Name: 'web_sales', Description: 'new' });
    const StorageDescriptor = { ...input.StorageDescriptor, Location: 's3://retail-lake/tpcds/web_sales' };
    await shop.producer.glue.send(
      new UpdateTableCommand({ DatabaseName: 'tpcds', TableInput: { ...input, StorageDescriptor } }),
    );
    await addPartitions(shop.producer, 'tpcds', 'store_sales', 3, 5);
    const { Tables } = await shop.create();
    expect(Tables.map((table) => table.State)).toEqual(['updated', 'updated']);
    expect(await meshTable('web_sales')).toMatchObject({ Description: 'new', Owner: RETAIL });
    const { Partitions } = await shop.asMesh.glue.send(
      new GetPartitionsCommand({ DatabaseName: TPCDS, TableName: 'store_sales' }),
    );
    expect(Partitions).toHaveLength(5);
  });

  it.each(['CreateTable', 'BatchCreatePartition', 'BatchGrantPermissions', 'AddLFTagsToResource', 'RegisterResource'])(
    'does the rest after %s began to fail',
    async (operation) => {
      await makeSource(shop.producer, {
        database: 'tpcds',
        tables: tables('web_sales', 'store_sales'),
        partitionsEach: 3,
        tags: { Zone: 'gold' },
      });
      shop.mesh.lake.addFault({
        match: { operation },
        action: { error: { code: 'AccessDeniedException', message: 'no' } },
      });
      const first = await shop.create().catch((error: unknown) => error);
      const failed = isMeshError(first, 'AwsCallFailed') || (first as { NotShared: object[] }).NotShared.length > 0;
      expect(failed).toBe(true);
      shop.mesh.lake.clearFaults();
      const { Tables, NotShared } = await shop.create();
      expect(NotShared).toEqual([]);
      expect(Tables).toHaveLength(2);
      expect(await grantsOf(shop.asMesh, RETAIL)).toHaveLength(5);
    },
  );

  it('makes no table, and tells of none, when the database cannot be granted', async () => {
    await makeSource(shop.producer, { database: 'tpcds', tables: tables('web_sales', 'store_sales') });
    const broken = { code: 'AccessDeniedException', message: 'no', table: TPCDS };
    shop.mesh.lake.addFault({ match: { operation: 'BatchGrantPermissions' }, action: { failEntry: broken } });
    const told: ProductTable[] = [];
    const error = await shop.create({}, told).catch((thrown: unknown) => thrown);
    expect(isMeshError(error, 'AwsCallFailed') && error.details.awsMessage).toBe(`Database ${TPCDS}: no`);
    expect(told).toEqual([]);
    expect(shop.mesh.lake.state().accounts['555555555555']?.databases[TPCDS]?.tables).toEqual({});
  });

  it('goes on with the other tables when one fails', async () => {
    await makeSource(shop.producer, { database: 'tpcds', tables: tables('web_sales', 'store_sales') });
    await publish(shop.asMesh, TPCDS, [{ Name: 'web_sales', Owner: FINANCE }]);
    const { Tables, NotShared } = await shop.create();
    expect(Tables.map((table) => table.SourceTable)).toEqual(['store_sales']);
    expect(NotShared).toMatchObject([{ SourceTable: 'web_sales', State: 'failed', Code: 'NameTaken' }]);
  });

  it('leaves a table of another kind that bears the name of a link', async () => {
    await makeSource(shop.producer, { database: 'tpcds', tables: tables('web_sales') });
    await shop.producer.glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: TPCDS } }));
    await shop.producer.glue.send(
      new CreateTableCommand({ DatabaseName: TPCDS, TableInput: { Name: 'web_sales_link', Description: 'mine' } }),
    );
    expect((await shop.create()).NotShared).toMatchObject([{ SourceTable: 'web_sales', Code: 'NameTaken' }]);
    const { TableList } = await shop.producer.glue.send(new GetTablesCommand({ DatabaseName: TPCDS }));
    expect(TableList?.[0]?.Description).toBe('mine');
  });
});
