import {
  GetCrawlerCommand,
  GetDatabaseCommand,
  GetPartitionsCommand,
  GetTableCommand,
  PutResourcePolicyCommand,
  UpdateDatabaseCommand,
} from '@aws-sdk/client-glue';
import { GetResourceLFTagsCommand, ListResourcesCommand } from '@aws-sdk/client-lakeformation';
import { GetResourceShareInvitationsCommand } from '@aws-sdk/client-ram';
import { GetBucketPolicyCommand, PutBucketPolicyCommand } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import type { ProductTable } from '../../src/mesh/data-products/create.ts';
import { tables } from './support/decisions.ts';
import { FINANCE, grantsOf, MESH, publish, RETAIL, TPCDS } from './support/mesh.ts';
import { addPartitions, dayNumber, makeSource } from './support/source.ts';
import { CRAWLER, SERVICE_ROLE, workshop } from './support/workshop.ts';

const shop = workshop();

const meshTable = async (Name: string) => {
  const { Table } = await shop.asMesh.glue.send(new GetTableCommand({ DatabaseName: TPCDS, Name }));
  return Table;
};
const bucketPolicy = async () => {
  const { Policy } = await shop.producer.s3.send(new GetBucketPolicyCommand({ Bucket: 'retail-lake' }));
  return JSON.parse(Policy ?? '{}');
};

describe('data products', () => {
  it('are copied into the mesh, granted to the shop.producer, linked in its account and open to the mesh', async () => {
    await makeSource(shop.producer, {
      database: 'tpcds',
      tables: tables('web_sales', 'store_sales'),
      partitionsEach: 3,
    });
    const told: ProductTable[] = [];
    const result = await shop.create({}, told);
    expect(result).toEqual({
      DatabaseName: TPCDS,
      Tables: [
        { SourceTable: 'store_sales', LinkTable: 'store_sales_link', State: 'created' },
        { SourceTable: 'web_sales', LinkTable: 'web_sales_link', State: 'created' },
      ],
      NotShared: [],
      LocationRole: SERVICE_ROLE,
    });
    expect(told).toHaveLength(2);
    expect(await meshTable('web_sales')).toMatchObject({
      Owner: RETAIL,
      TableType: 'EXTERNAL_TABLE',
      StorageDescriptor: { Location: 's3://retail-lake/tpcds/web_sales' },
      PartitionKeys: [{ Name: 'sold_date', Type: 'date' }],
    });
    const { Partitions } = await shop.asMesh.glue.send(
      new GetPartitionsCommand({ DatabaseName: TPCDS, TableName: 'web_sales' }),
    );
    expect(Partitions?.map((partition) => partition.Values?.[0]).sort()).toEqual([0, 1, 2].map(dayNumber));
    expect(await grantsOf(shop.asMesh, RETAIL)).toEqual([
      `db ${TPCDS}: CREATE_TABLE DESCRIBE`,
      'store_sales(*): SELECT+',
      'store_sales: ALTER+ DELETE+ DESCRIBE+ INSERT+',
      'web_sales(*): SELECT+',
      'web_sales: ALTER+ DELETE+ DESCRIBE+ INSERT+',
    ]);
    expect(await grantsOf(shop.asMesh, `arn:aws:iam::${MESH}:role/AwsDataMesh/DataMeshAdminReadOnly`)).toEqual([
      'store_sales: DESCRIBE',
      'web_sales: DESCRIBE',
    ]);
    const link = await shop.producer.glue.send(new GetTableCommand({ DatabaseName: TPCDS, Name: 'web_sales_link' }));
    expect(link.Table?.StorageDescriptor?.Location).toBe('s3://retail-lake/tpcds/web_sales');
  });

  it('are found by a name, or by an expression for whole names', async () => {
    await makeSource(shop.producer, {
      database: 'tpcds',
      tables: tables('orders', 'orders_archive', 'store_1', 'old_store_1'),
    });
    expect((await shop.create({ tableNameRegex: 'orders' })).Tables.map((table) => table.SourceTable)).toEqual([
      'orders',
    ]);
    expect((await shop.create({ tableNameRegex: 'store_\\d' })).Tables.map((table) => table.SourceTable)).toEqual([
      'store_1',
    ]);
  });

  it('refuse views and links by name, and go on with the rest', async () => {
    await makeSource(shop.producer, {
      database: 'tpcds',
      tables: [
        { Name: 'web_sales' },
        { Name: 'a_view', TableType: 'VIRTUAL_VIEW', ViewOriginalText: 'x' },
        { Name: 'a_link', TargetTable: { CatalogId: RETAIL, DatabaseName: 'tpcds', Name: 'web_sales' } },
      ],
    });
    const { Tables, NotShared } = await shop.create();
    expect(Tables.map((table) => table.SourceTable)).toEqual(['web_sales']);
    expect(NotShared).toEqual([
      {
        SourceTable: 'a_link',
        State: 'refused',
        Code: 'resource-link',
        Reason: 'A resource link cannot be shared as a data product.',
      },
      { SourceTable: 'a_view', State: 'refused', Code: 'view', Reason: 'A view cannot be shared as a data product.' },
    ]);
  });

  it('send Glue nothing of a table but what its input takes', async () => {
    await makeSource(shop.producer, { database: 'tpcds', tables: tables('web_sales') });
    shop.mesh.lake.clearCalls();
    await shop.create();
    const created = shop.mesh.lake.calls().journal.filter((entry) => entry.operation === 'CreateTable');
    const inputs = created.map((entry) => Object.keys((entry.input as { TableInput: object }).TableInput).sort());
    expect(inputs).toContainEqual(['Name', 'Owner', 'PartitionKeys', 'Retention', 'StorageDescriptor', 'TableType']);
  });

  it('keep public metadata private when that is asked for', async () => {
    await makeSource(shop.producer, { database: 'tpcds', tables: tables('web_sales') });
    await shop.create({ createPublicMetadata: false });
    expect(await grantsOf(shop.asMesh, `arn:aws:iam::${MESH}:role/AwsDataMesh/DataMeshAdminReadOnly`)).toEqual([]);
  });

  it('carry the tags of the source, of the domain and of the product', async () => {
    await makeSource(shop.producer, {
      database: 'tpcds',
      tables: tables('web_sales'),
      tags: { Sensitivity: 'pii', Zone: 'gold' },
    });
    await shop.create({ domain: 'Retail', dataProductName: 'Sales' });
    const { LFTagsOnTable } = await shop.asMesh.lakeFormation.send(
      new GetResourceLFTagsCommand({ Resource: { Table: { DatabaseName: TPCDS, Name: 'web_sales' } } }),
    );
    const tags = Object.fromEntries((LFTagsOnTable ?? []).map(({ TagKey, TagValues }) => [TagKey, TagValues?.[0]]));
    expect(tags).toEqual({ sensitivity: 'pii', zone: 'gold', domain: 'retail', dataproduct: 'sales' });
    expect(shop.calls()['lakeformation:AddLFTagsToResource']).toBe(2);
  });

  it('take the names that are given for the database and the links', async () => {
    await makeSource(shop.producer, { database: 'tpcds', tables: tables('web_sales') });
    const result = await shop.create({
      exposeDataMeshDbName: 'Retail_Products',
      exposeTableReferencesWithSuffix: '_shared',
    });
    expect(result).toMatchObject({ DatabaseName: 'retail_products', Tables: [{ LinkTable: 'web_sales_shared' }] });
  });

  it('register locations with the role that is configured', async () => {
    await makeSource(shop.producer, { database: 'tpcds', tables: tables('web_sales') });
    const role = `arn:aws:iam::${MESH}:role/LakeReader`;
    const { LocationRole } = await shop.create({ locationRoleArn: role });
    expect(LocationRole).toBe(role);
    const { ResourceInfoList } = await shop.asMesh.lakeFormation.send(new ListResourcesCommand({}));
    expect(ResourceInfoList?.map(({ ResourceArn, RoleArn }) => [ResourceArn, RoleArn])).toEqual([
      ['arn:aws:s3:::retail-lake/tpcds/web_sales', role],
    ]);
    expect((await bucketPolicy()).Statement[0].Principal).toEqual({ AWS: role });
  });

  it('open the prefixes of the tables alone, in one write, and keep every statement of others', async () => {
    await makeSource(shop.producer, { database: 'tpcds', tables: tables('web_sales', 'store_sales') });
    const theirs = {
      Sid: 'Theirs',
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${FINANCE}:root` },
      Action: 's3:GetObject',
      Resource: 'arn:aws:s3:::retail-lake/reports/*',
    };
    const Policy = JSON.stringify({ Version: '2012-10-17', Id: 'kept', Statement: [theirs] });
    await shop.producer.s3.send(new PutBucketPolicyCommand({ Bucket: 'retail-lake', Policy }));
    shop.mesh.lake.clearCalls();
    await shop.create();
    expect(shop.calls()['s3:PutBucketPolicy']).toBe(1);
    const policy = await bucketPolicy();
    expect(policy.Id).toBe('kept');
    expect(policy.Statement[0]).toEqual(theirs);
    expect(policy.Statement[1]).toMatchObject({
      Principal: { AWS: SERVICE_ROLE },
      Action: ['s3:GetObject'],
      Resource: ['arn:aws:s3:::retail-lake/tpcds/store_sales/*', 'arn:aws:s3:::retail-lake/tpcds/web_sales/*'],
    });
    expect(policy.Statement[2].Condition.StringLike['s3:prefix']).toContain('tpcds/web_sales/*');
    expect(JSON.stringify(policy.Statement)).not.toContain('"arn:aws:s3:::retail-lake/*"');
  });

  it('let an existing database of the mesh keep what it has', async () => {
    await makeSource(shop.producer, { database: 'tpcds', tables: tables('web_sales') });
    await publish(shop.asMesh, TPCDS, []);
    const DatabaseInput = {
      Name: TPCDS,
      Description: 'Ours',
      LocationUri: 's3://retail-lake/tpcds',
      Parameters: { team: 'retail' },
      CreateTableDefaultPermissions: [
        { Principal: { DataLakePrincipalIdentifier: 'IAM_ALLOWED_PRINCIPALS' }, Permissions: ['ALL' as const] },
      ],
    };
    await shop.asMesh.glue.send(new UpdateDatabaseCommand({ Name: TPCDS, DatabaseInput }));
    await shop.create();
    const { Database } = await shop.asMesh.glue.send(new GetDatabaseCommand({ Name: TPCDS }));
    expect(Database).toMatchObject({
      Description: 'Ours',
      LocationUri: 's3://retail-lake/tpcds',
      Parameters: { team: 'retail' },
    });
    expect(Database?.CreateTableDefaultPermissions ?? []).toEqual([]);
  });

  it('accept the very share, whatever other invitations there are', async () => {
    await makeSource(shop.producer, { database: 'tpcds', tables: tables('web_sales') });
    await shop.create();
    const { resourceShareInvitations } = await shop.producer.ram.send(new GetResourceShareInvitationsCommand({}));
    expect(resourceShareInvitations?.map((invitation) => invitation.status)).toEqual(['ACCEPTED']);
  });

  it('need no invitation within an organisation', async () => {
    shop.mesh.lake.setOrganization(true);
    await makeSource(shop.producer, { database: 'tpcds', tables: tables('web_sales') });
    expect((await shop.create()).Tables).toHaveLength(1);
  });

  it('allow RAM in the resource policy of a catalog that has one, and keep the rest of it', async () => {
    await makeSource(shop.producer, { database: 'tpcds', tables: tables('web_sales') });
    const theirs = {
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${FINANCE}:root` },
      Action: 'glue:GetTable',
      Resource: `arn:aws:glue:us-east-1:${MESH}:catalog`,
    };
    const PolicyInJson = JSON.stringify({ Version: '2012-10-17', Statement: [theirs] });
    await shop.asMesh.glue.send(new PutResourcePolicyCommand({ PolicyInJson, EnableHybrid: 'TRUE' }));
    expect((await shop.create()).Tables).toHaveLength(1);
    const put = shop.mesh.lake.calls().journal.filter((entry) => entry.operation === 'PutResourcePolicy');
    const [sent] = put.map((entry) => entry.input as { PolicyInJson: string }).slice(-1);
    const policy = JSON.parse(sent?.PolicyInJson ?? '{}');
    expect(policy.Statement[0]).toEqual(theirs);
    expect(policy.Statement[1]).toMatchObject({
      Action: ['glue:ShareResource'],
      Principal: { Service: ['ram.amazonaws.com'] },
    });
  });

  it('are kept up to date by one crawler in the mesh account, every four hours unless told', async () => {
    await makeSource(shop.producer, { database: 'tpcds', tables: tables('web_sales', 'store_sales') });
    const { Crawler: name } = await shop.create({ tableNameRegex: 'web_sales', syncMeshCrawlerRoleArn: CRAWLER });
    await shop.create({ tableNameRegex: 'store_sales', syncMeshCrawlerRoleArn: CRAWLER });
    const { Crawler } = await shop.asMesh.glue.send(new GetCrawlerCommand({ Name: name }));
    expect(Crawler).toMatchObject({
      Role: CRAWLER,
      Targets: { CatalogTargets: [{ DatabaseName: TPCDS, Tables: ['store_sales', 'web_sales'] }] },
      SchemaChangePolicy: { UpdateBehavior: 'UPDATE_IN_DATABASE', DeleteBehavior: 'LOG' },
      Schedule: { ScheduleExpression: 'cron(0 0/4 * * ? *)' },
    });
    expect(await grantsOf(shop.asMesh, CRAWLER)).toEqual(
      expect.arrayContaining(['web_sales(*): SELECT', 'web_sales: ALTER DESCRIBE INSERT']),
    );
  });

  it('say how many partitions the mesh cannot read', async () => {
    await makeSource(shop.producer, {
      database: 'tpcds',
      tables: tables('web_sales', 'store_sales'),
      partitionsEach: 2,
    });
    await addPartitions(shop.producer, 'tpcds', 'web_sales', 2, 5, 's3://somewhere-else/web_sales');
    const { Tables } = await shop.create();
    expect(Tables.map((table) => table.Notes)).toEqual([
      undefined,
      ["The data of 3 partitions lie outside of the table's location; the mesh cannot read them."],
    ]);
  });

  it('say that the metadata of an Iceberg table stand still', async () => {
    const Parameters = { table_type: 'ICEBERG', metadata_location: 's3://retail-lake/tpcds/ice/metadata/1.json' };
    await makeSource(shop.producer, { database: 'tpcds', tables: [{ Name: 'ice', Parameters }] });
    const { Tables } = await shop.create();
    expect(Tables[0]?.Notes?.[0]).toContain('metadata_location');
  });
});
