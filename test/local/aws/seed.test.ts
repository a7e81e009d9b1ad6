import { GetPartitionsCommand, GetTableCommand, GetTablesCommand } from '@aws-sdk/client-glue';
import { GetResourceLFTagsCommand, ListPermissionsCommand } from '@aws-sdk/client-lakeformation';
import { HeadBucketCommand } from '@aws-sdk/client-s3';
import { afterAll, describe, expect, it } from 'vitest';
import { startLake } from '../../../local/aws/lake.ts';
import { seedCast } from '../../../local/aws/seed.ts';
import { consumerSession, DATABASE, FINANCE, MESH, producerInMesh, RETAIL, userOf } from './support.ts';

const lake = await startLake({ seed: true });
afterAll(() => lake.close());
const retail = userOf(lake, RETAIL);

/** The state without the times at which it was written. */
function timeless() {
  const times = new Set(['updated', 'created', 'at']);
  return JSON.parse(JSON.stringify(lake.state(), (key, value) => (times.has(key) ? undefined : value)));
}

describe('The seed', () => {
  it('done twice is the same as once', async () => {
    const once = timeless();
    await seedCast({ endpoint: lake.url, region: lake.region });
    expect(timeless()).toEqual(once);
  });

  it('leaves the calls uncounted', async () => {
    const fresh = await startLake({ seed: true });
    expect(fresh.calls().counts).toEqual({});
    await fresh.close();
  });

  it("gives the retail account TPC-DS's 24 tables, and a view, a link and an Iceberg table", async () => {
    const { TableList = [] } = await retail.glue.send(new GetTablesCommand({ DatabaseName: 'tpcds' }));
    const special = new Set(['fx_rates_link', 'web_clickstream', 'web_sales_by_year']);
    expect(TableList.filter(({ Name = '' }) => !special.has(Name))).toHaveLength(24);
    expect(
      TableList.filter(({ Name = '' }) => special.has(Name)).map(({ TableType, TargetTable, Parameters }) =>
        TableType === 'VIRTUAL_VIEW' ? 'view' : TargetTable ? 'link' : Parameters?.table_type,
      ),
    ).toEqual(['link', 'ICEBERG', 'view']);
    const { Table } = await retail.glue.send(new GetTableCommand({ DatabaseName: 'tpcds', Name: 'customer' }));
    expect(Table?.StorageDescriptor).toMatchObject({ Location: `s3://retail-tpcds-${RETAIL}/customer/` });
    expect(Table?.StorageDescriptor?.Columns).toHaveLength(18);
    expect(Table?.IsRegisteredWithLakeFormation).toBe(true);
    await retail.s3.send(new HeadBucketCommand({ Bucket: `retail-tpcds-${RETAIL}` }));
  });

  it('publishes the tables to the mesh, owned by the producer and with their partitions', async () => {
    const { glue } = await producerInMesh(lake);
    const { Table } = await glue.send(new GetTableCommand({ DatabaseName: DATABASE, Name: 'web_sales' }));
    expect(Table).toMatchObject({
      Owner: RETAIL,
      CatalogId: MESH,
      PartitionKeys: [{ Name: 'ws_sold_date_sk', Type: 'int' }],
    });
    expect(Table?.StorageDescriptor?.Columns).toHaveLength(33);
    const { Partitions } = await glue.send(
      new GetPartitionsCommand({ DatabaseName: DATABASE, TableName: 'web_sales' }),
    );
    expect(Partitions).toHaveLength(6);
    const finance = await (await producerInMesh(lake, FINANCE)).glue.send(
      new GetTablesCommand({ DatabaseName: `ledger-${FINANCE}` }),
    );
    expect(finance.TableList?.map(({ Name, Owner }) => [Name, Owner])).toEqual(
      ['accounts', 'fx_rates', 'invoices', 'journal_entries', 'payments'].map((name) => [name, FINANCE]),
    );
  });

  it('shares the product back to its producer, who has accepted', async () => {
    const { Table } = await retail.glue.send(
      new GetTableCommand({ CatalogId: MESH, DatabaseName: DATABASE, Name: 'item' }),
    );
    expect(Table?.Owner).toBe(RETAIL);
    const { lake: client } = await producerInMesh(lake);
    const Resource = { Table: { DatabaseName: DATABASE, Name: 'item' } };
    const { PrincipalResourcePermissions } = await client.send(new ListPermissionsCommand({ Resource }));
    const toAccount = PrincipalResourcePermissions?.filter(
      (entry) => entry.Principal?.DataLakePrincipalIdentifier === RETAIL,
    );
    expect(toAccount?.every((entry) => entry.AdditionalDetails?.ResourceShare?.length === 1)).toBe(true);
  });

  it("marks the customers' personal columns confidential", async () => {
    const { lake: client } = await producerInMesh(lake);
    const Resource = { Table: { DatabaseName: DATABASE, Name: 'customer' } };
    const { LFTagsOnColumns, LFTagsOnTable } = await client.send(new GetResourceLFTagsCommand({ Resource }));
    expect(LFTagsOnTable).toEqual([{ CatalogId: MESH, TagKey: 'domain', TagValues: ['retail'] }]);
    const marked = LFTagsOnColumns?.filter(({ LFTags }) => LFTags?.some(({ TagKey }) => TagKey === 'sensitivity'));
    expect(marked?.map(({ Name }) => Name)).toContain('c_email_address');
  });

  it('gives the consumer nothing yet', async () => {
    const consumer = await consumerSession(lake);
    const read = consumer.glue.send(new GetTableCommand({ CatalogId: MESH, DatabaseName: DATABASE, Name: 'item' }));
    await expect(read).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});
