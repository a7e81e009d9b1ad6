import { randomBytes } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchWriteCommand, DynamoDBDocumentClient, PutCommand, paginateScan } from '@aws-sdk/lib-dynamodb';
import { type Lake, startLake } from '../../local/aws/lake.ts';
import { seedAccounts } from '../../local/seed-tables.ts';
import { botSettings, REGION, type Tables } from '../../local/settings.ts';
import { type SlackWorkspace, startSlack } from '../../local/slack/workspace.ts';
import { createTables } from '../../local/tables.ts';

export const RETAIL = '111111111111';
export const MARKETING = '999999999999';
export const MESH = '555555555555';
export const DATABASE = `tpcds-${RETAIL}`;

/** Both tables, the lake with the cast's products, and a workspace: what workers come and go at. */
export interface Place {
  dynamoUrl: string;
  lake: Lake;
  slack: SlackWorkspace;
  tables: Tables;
  documents: DynamoDBDocumentClient;
  /** What the bot is given, with nothing between it and the services. */
  environment: Record<string, string>;
  put(item: Record<string, unknown>): Promise<void>;
  /** Every item of a table. */
  items(table: string): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
}

/** Tables that several places use one after the other. */
export interface Ground {
  dynamoUrl: string;
  tables: Tables;
}

export async function openGround(dynamoUrl: string): Promise<Ground> {
  const suffix = randomBytes(6).toString('hex');
  const tables = { subscriptions: `Subscriptions-${suffix}`, meshdesk: `Meshdesk-${suffix}` };
  await createTables(dynamoUrl, REGION, tables);
  return { dynamoUrl, tables };
}

/** Opens a place on the ground, whose tables are emptied, and the cast connected. `slackNow` is Slack's clock, in milliseconds. */
export async function openPlace({ dynamoUrl, tables }: Ground, slackNow: () => number = Date.now): Promise<Place> {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new DynamoDBClient({ endpoint: dynamoUrl, region: REGION, credentials });
  const documents = DynamoDBDocumentClient.from(client);
  await Promise.all([
    emptied(documents, tables.subscriptions, ['SubscriptionId']),
    emptied(documents, tables.meshdesk, ['pk', 'sk']),
  ]);
  const [lake, slack] = await Promise.all([startLake({ region: REGION, seed: true }), startSlack({ now: slackNow })]);
  await seedAccounts(dynamoUrl, REGION, tables.meshdesk);
  return {
    ...{ dynamoUrl, lake, slack, tables, documents },
    environment: botSettings(dynamoUrl, lake, slack, tables),
    put: async (Item) => void (await documents.send(new PutCommand({ TableName: tables.subscriptions, Item }))),
    items: (table) => itemsOf(documents, table),
    close: async () => {
      documents.destroy();
      await Promise.all([lake.close(), slack.close()]);
    },
  };
}

/** Tells the Slack stand-in something. */
export async function control({ slack }: Pick<Place, 'slack'>, path: string, body: object): Promise<void> {
  const answer = await fetch(`${slack.url}/_control/${path}`, { method: 'POST', body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
}

async function itemsOf(client: DynamoDBDocumentClient, TableName: string): Promise<Record<string, unknown>[]> {
  const items: Record<string, unknown>[] = [];
  for await (const { Items = [] } of paginateScan({ client }, { TableName, ConsistentRead: true }))
    items.push(...Items);
  return items;
}

async function emptied(documents: DynamoDBDocumentClient, table: string, key: readonly string[]): Promise<void> {
  const items = await itemsOf(documents, table);
  for (let at = 0; at < items.length; at += 25) {
    const requests = items.slice(at, at + 25).map((item) => ({
      DeleteRequest: { Key: Object.fromEntries(key.map((name) => [name, item[name]])) },
    }));
    await documents.send(new BatchWriteCommand({ RequestItems: { [table]: requests } }));
  }
}

/** A request of marketing's for two of retail's tables, in the form of the Python library. */
export function aRequest(over: Record<string, unknown> = {}): Record<string, unknown> & { SubscriptionId: string } {
  return {
    SubscriptionId: 'KsW3zj257VX4YAnKjg2rt8',
    Status: 'Pending',
    OwnerPrincipal: RETAIL,
    SubscriberPrincipal: MARKETING,
    DatabaseName: DATABASE,
    TableName: ['web_sales', 'store_sales'],
    RequestedGrants: ['SELECT', 'DESCRIBE'],
    CreationDate: '2026-11-23 06:21:57',
    CreatedBy: `arn:aws:sts::${MESH}:assumed-role/DataMeshAdminConsumer-${MARKETING}/maya.lindqvist`,
    ...over,
  };
}
