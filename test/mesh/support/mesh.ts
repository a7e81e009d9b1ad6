import { readFile } from 'node:fs/promises';
import { type AttributeValue, CreateTableCommand, DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { CreateDatabaseCommand, CreateTableCommand as CreateGlueTable, type TableInput } from '@aws-sdk/client-glue';
import { BatchWriteCommand, DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { ulid } from 'ulid';
import { type Lake, startLake } from '../../../local/aws/lake.ts';
import { type MeshSession, openSessions, type Sessions } from '../../../src/mesh/aws/sessions.ts';
import { chunked } from '../../../src/mesh/canonical.ts';
import type { MeshDesk } from '../../../src/mesh/desk.ts';
import { type SubscriptionStore, subscriptionStore } from '../../../src/mesh/stores/subscriptions.ts';
import type { Subscription } from '../../../src/mesh/subscription.ts';
import { takeDynamo } from '../../support/dynamo.ts';

export const MESH = '555555555555';
export const RETAIL = '111111111111';
export const FINANCE = '222222222222';
export const MARKETING = '999999999999';
export const REGION = 'us-east-1';
/** A mesh database, as the original names it. */
export const TPCDS = `tpcds-${RETAIL}`;

/** A mesh on the lake stand-in and DynamoDB Local, with nothing in it. */
export interface TestMesh {
  lake: Lake;
  desk: MeshDesk;
  sessions: Sessions;
  store: SubscriptionStore;
  /** The mesh account, as the admin of that producer's part. */
  asProducer(account?: string): Promise<MeshSession>;
  /** Puts an item as it is. */
  put(item: Record<string, unknown>): Promise<void>;
  putAll(items: readonly Record<string, unknown>[]): Promise<void>;
  /** Puts a pending request of marketing's for retail's tables. */
  request(over?: Partial<Subscription>): Promise<Subscription>;
  record(subscriptionId: string): Promise<Subscription>;
  /** The item as DynamoDB has it, with its types. */
  item(subscriptionId: string): Promise<Record<string, AttributeValue>>;
  /** What `store` calls DynamoDB with. */
  documents: DynamoDBDocumentClient;
  /** Calls of DynamoDB that `store` has made, by operation. */
  storeCalls: Record<string, number>;
  close(): Promise<void>;
}

/** Opens one; the SDK finds it by its own environment variables, which belong to the test's process. */
export async function openMesh(
  options: { concurrency?: number; now?: () => Date; clock?: () => Date } = {},
): Promise<TestMesh> {
  const lake = await startLake(options.clock ? { now: options.clock } : {});
  process.env.AWS_ENDPOINT_URL = lake.url;
  process.env.AWS_ENDPOINT_URL_DYNAMODB = await takeDynamo();
  const table = `Subscriptions-${ulid()}`;
  const documents = DynamoDBDocumentClient.from(
    new DynamoDBClient({ region: REGION, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }),
  );
  await createSubscriptionsTable(documents, table);
  const sessions = openSessions({
    ...sessionSettings(lake),
    ...(options.concurrency && { concurrency: options.concurrency }),
  });
  const desk: MeshDesk = {
    sessions,
    subscriptionsTable: table,
    meshAccountId: MESH,
    region: REGION,
    now: options.now ?? (() => new Date()),
  };
  const store = subscriptionStore(documents, table);
  const storeCalls: Record<string, number> = {};
  documents.middlewareStack.add(
    (next, { commandName = '' }) =>
      (args) => {
        storeCalls[commandName] = (storeCalls[commandName] ?? 0) + 1;
        return next(args);
      },
    { step: 'initialize' },
  );
  const put = async (Item: Record<string, unknown>) => {
    await documents.send(new PutCommand({ TableName: table, Item }));
  };
  const record = async (subscriptionId: string) => {
    const read = await store.get(subscriptionId, { consistent: true });
    if (!read?.readable) throw new Error(`no readable record ${subscriptionId}`);
    return read.subscription;
  };
  return {
    lake,
    desk,
    sessions,
    store,
    documents,
    put,
    putAll: async (items) => {
      for (const batch of chunked(items, 25)) {
        const requests = batch.map((Item) => ({ PutRequest: { Item } }));
        await documents.send(new BatchWriteCommand({ RequestItems: { [table]: requests } }));
      }
    },
    record,
    storeCalls,
    item: async (SubscriptionId) => {
      const Key = { SubscriptionId: { S: SubscriptionId } };
      const { Item } = await documents.send(new GetItemCommand({ TableName: table, Key, ConsistentRead: true }));
      return Item ?? {};
    },
    asProducer: (accountId = RETAIL) => sessions.inMesh({ role: 'producer', accountId, actor: 'test' }),
    request: async (over = {}) => {
      const { Notes, ...item } = aRequest(over);
      await put({ ...item, ...(Notes && { Notes: new Set(Notes) }) });
      return record(item.SubscriptionId);
    },
    close: async () => {
      sessions.close();
      documents.destroy();
      await lake.close();
    },
  };
}

/** How the bot opens its sessions on the lake. */
export function sessionSettings({ externalId }: Lake) {
  const bot = { base: 'bot', s3PathStyle: true } as const;
  return { ...bot, meshAccountId: MESH, region: REGION, externalId, credentials: credentialsOf(MESH) };
}

/** Long-lived credentials of an account's user, as the stand-in knows them. */
export function credentialsOf(accountId: string) {
  return { accessKeyId: `AKIA${accountId}TEST`, secretAccessKey: 'secret' };
}

/** A pending request in the form that the original writes. */
export function aRequest(over: Partial<Subscription> = {}): Subscription {
  return {
    SubscriptionId: ulid(),
    Status: 'Pending',
    OwnerPrincipal: RETAIL,
    SubscriberPrincipal: MARKETING,
    DatabaseName: TPCDS,
    TableName: ['web_sales', 'store_sales'],
    RequestedGrants: ['SELECT', 'DESCRIBE'],
    CreationDate: '2026-11-23 06:21:57',
    CreatedBy: `arn:aws:sts::${MESH}:assumed-role/DataMeshAdminConsumer-${MARKETING}/someone`,
    ...over,
  };
}

/** Makes a database of the mesh with tables that belong to `owner`. */
export async function publish(session: MeshSession, databaseName: string, tables: readonly Partial<TableInput>[]) {
  await session.glue.send(
    new CreateDatabaseCommand({ DatabaseInput: { Name: databaseName, CreateTableDefaultPermissions: [] } }),
  );
  await addTables(session, databaseName, tables);
}

export async function addTables(session: MeshSession, databaseName: string, tables: readonly Partial<TableInput>[]) {
  await Promise.all(
    tables.map((table) =>
      session.glue.send(new CreateGlueTable({ DatabaseName: databaseName, TableInput: aTable(table) })),
    ),
  );
}

export function aTable(over: Partial<TableInput> = {}): TableInput {
  const Name = over.Name ?? 'web_sales';
  return {
    Name,
    Owner: RETAIL,
    TableType: 'EXTERNAL_TABLE',
    StorageDescriptor: {
      Columns: [
        { Name: 'id', Type: 'bigint' },
        { Name: 'customer_email', Type: 'string', Comment: 'personal' },
        { Name: 'price', Type: 'decimal(7,2)' },
      ],
      Location: `s3://retail-lake/tpcds/${Name}`,
    },
    PartitionKeys: [{ Name: 'sold_date', Type: 'date' }],
    ...over,
  };
}

/** Grants that the stand-in holds for an account, as `table scope: PERMISSIONS` lines. */
export async function grantsOf(session: MeshSession, principal = MARKETING): Promise<string[]> {
  const { ListPermissionsCommand } = await import('@aws-sdk/client-lakeformation');
  const lines: string[] = [];
  let NextToken: string | undefined;
  do {
    const page = await session.lakeFormation.send(
      new ListPermissionsCommand({
        Principal: { DataLakePrincipalIdentifier: principal },
        ...(NextToken && { NextToken }),
      }),
    );
    for (const { Resource, Permissions, PermissionsWithGrantOption } of page.PrincipalResourcePermissions ?? []) {
      const { Database, Table, TableWithColumns, DataCellsFilter } = Resource ?? {};
      const columns = TableWithColumns?.ColumnNames?.join(',') ?? '*';
      const excluded = TableWithColumns?.ColumnWildcard?.ExcludedColumnNames?.map((name) => `-${name}`).join('') ?? '';
      const name =
        (Database && `db ${Database.Name}`) ??
        Table?.Name ??
        (TableWithColumns && `${TableWithColumns.Name}(${columns}${excluded})`) ??
        (DataCellsFilter && `${DataCellsFilter.TableName}[filter]`) ??
        JSON.stringify(Resource);
      const options = new Set<string>(PermissionsWithGrantOption);
      const permissions = (Permissions ?? []).map((one) => (options.has(one) ? `${one}+` : one)).sort();
      lines.push(`${name}: ${permissions.join(' ')}`);
    }
    NextToken = page.NextToken;
  } while (NextToken);
  return lines.sort();
}

async function createSubscriptionsTable(documents: DynamoDBDocumentClient, TableName: string) {
  const path = new URL('../../records/subscriptions-table.json', import.meta.url);
  const { BillingModeSummary: _billing, ...form } = JSON.parse(await readFile(path, 'utf8'));
  await documents.send(new CreateTableCommand({ ...form, TableName, BillingMode: 'PAY_PER_REQUEST' }));
}
