import { randomBytes } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { onTestFinished } from 'vitest';
import { type Lake, startLake } from '../../local/aws/lake.ts';
import { seedAccounts } from '../../local/seed-tables.ts';
import { botSettings, REGION, type Tables } from '../../local/settings.ts';
import { type Person, person, type SeenMessage } from '../../local/slack/person.ts';
import { type SlackOptions, type SlackWorkspace, startSlack } from '../../local/slack/workspace.ts';
import { createTables } from '../../local/tables.ts';
import { type Config, readConfig } from '../../src/config.ts';
import { type Bot, startBot } from '../../src/handlers/bot.ts';
import { askerStore } from '../../src/mesh/stores/askers.ts';
import { takeDynamo } from './dynamo.ts';
import { startHttpBot } from './http-bot.ts';

/** DynamoDB Local, the lake with the cast's tables, Slack, and the cast's accounts connected; tables of its own. */
export interface World {
  lake: Lake;
  slack: SlackWorkspace;
  config: Config;
  /** The environment that the bot as a process would be given. */
  environment: Record<string, string>;
  documents: DynamoDBDocumentClient;
  /** Starts the bot in this process, over Socket Mode or, with MESHDESK_TRANSPORT=http, signed HTTP. It stops with the test. */
  bot(other?: Partial<Config>): Promise<Bot>;
  as(user: string): Person;
  /** Writes a request in the form of the Python library, and answers its id. */
  ask(request?: Record<string, unknown>): Promise<string>;
  /** Writes a request as Meshdesk does for one of its users, and answers its id. */
  askAs(userId: string, request?: Record<string, unknown>): Promise<string>;
  put(item: Record<string, unknown>): Promise<void>;
  record(subscriptionId: string): Promise<Record<string, unknown> | undefined>;
  /** What Meshdesk's table holds of a subscription, by its sort key. */
  kept(subscriptionId: string): Promise<Record<string, unknown>[]>;
  /** What Lake Formation has granted to the account in the mesh account, as `table: PERMISSIONS / grantable`, sorted; the part of the table after its name. */
  grants(account: string): string[];
}

/** Opens a world that is closed when the test ends. */
export async function openWorld(options: { slack?: SlackOptions; accounts?: boolean } = {}): Promise<World> {
  const dynamoUrl = await takeDynamo();
  const [lake, slack] = await Promise.all([startLake({ region: REGION, seed: true }), startSlack(options.slack ?? {})]);
  onTestFinished(async () => {
    await Promise.all([lake.close(), slack.close()]);
  });
  const suffix = randomBytes(6).toString('hex');
  const tables = { subscriptions: `Subscriptions-${suffix}`, meshdesk: `Meshdesk-${suffix}` };
  await createTables(dynamoUrl, REGION, tables);
  if (options.accounts !== false) await seedAccounts(dynamoUrl, REGION, tables.meshdesk);
  const environment = { ...botSettings(dynamoUrl, lake, slack, tables), LOG_LEVEL: 'ERROR' };
  Object.assign(process.env, environment);
  const config = readConfig();
  const client = new DynamoDBClient({ endpoint: dynamoUrl, region: REGION });
  const documents = DynamoDBDocumentClient.from(client);
  return {
    lake,
    slack,
    config,
    environment,
    documents,
    ...tableAccess(documents, tables),
    async bot(other = {}) {
      const settings = { ...config, ...other };
      const bot = process.env.MESHDESK_TRANSPORT === 'http' ? await httpBot(settings, slack) : await startBot(settings);
      onTestFinished(() => bot.stop());
      return bot;
    },
    as: (user) => person(slack.url, user),
    grants: (account) => grantsOf(lake, account),
  };
}

async function httpBot(config: Config, slack: SlackWorkspace): Promise<Bot> {
  const { bot, url } = await startHttpBot(config);
  await control(slack, 'request-url', { url, signingSecret: slack.settings.signingSecret });
  return bot;
}

/** The card of a request in a channel: the message whose foot bears the request's id; the newest if there are several. */
export async function cardOf(me: Person, channel: string, subscriptionId: string): Promise<SeenMessage | undefined> {
  const messages = await me.messages(channel);
  return messages.filter((message) => JSON.stringify(message.blocks).includes(`Request ${subscriptionId}`)).at(-1);
}

/** Waits until the card of a request shows `text`, and answers it. */
export function cardShowing(
  me: Person,
  channel: string,
  subscriptionId: string,
  text: string,
  patience = 20_000,
): Promise<SeenMessage> {
  return me.until(async () => {
    const card = await cardOf(me, channel, subscriptionId);
    return card !== undefined && textOf(card).includes(text) ? card : null;
  }, patience);
}

/** All text of a message's blocks, in reading order. */
export function textOf(message: { blocks: unknown[] }): string {
  const texts: string[] = [];
  JSON.stringify(message.blocks, (key, value: unknown) => {
    if (key === 'text' && typeof value === 'string') texts.push(value);
    if (key === 'user_id' && typeof value === 'string') texts.push(`@${value}`);
    return value;
  });
  return texts.join('');
}

/** The action ids of a message's buttons, in order. */
export function buttonsOf(message: { blocks: unknown[] }): string[] {
  return (
    JSON.stringify(message.blocks)
      .match(/"action_id":"[^"]+"/g)
      ?.map((found) => found.slice('"action_id":"'.length, -1)) ?? []
  );
}

function tableAccess(documents: DynamoDBDocumentClient, tables: Tables) {
  const put = async (Item: Record<string, unknown>) => {
    await documents.send(new PutCommand({ TableName: tables.subscriptions, Item }));
  };
  const ask = async (request: Record<string, unknown> = {}) => {
    const SubscriptionId = String(request.SubscriptionId ?? randomBytes(11).toString('hex'));
    await put({
      SubscriptionId,
      Status: 'Pending',
      OwnerPrincipal: '111111111111',
      SubscriberPrincipal: '999999999999',
      DatabaseName: 'tpcds-111111111111',
      TableName: ['web_sales', 'store_sales'],
      RequestedGrants: ['SELECT', 'DESCRIBE'],
      CreationDate: '2026-11-23 06:21:57',
      CreatedBy: 'arn:aws:sts::555555555555:assumed-role/DataMeshAdminConsumer-999999999999/maya.lindqvist',
      ...request,
    });
    return SubscriptionId;
  };
  return {
    put,
    ask,
    async askAs(userId: string, request: Record<string, unknown> = {}) {
      const SubscriptionId = randomBytes(11).toString('hex');
      const CreationDate = String(request.CreationDate ?? '2026-11-23 06:21:57');
      await askerStore(documents, tables.meshdesk).note({ SubscriptionId, CreationDate }, userId);
      const CreatedBy = `arn:aws:sts::555555555555:assumed-role/DataMeshAdminConsumer-999999999999/slack-${userId}`;
      return ask({ CreatedBy, ...request, SubscriptionId, CreationDate });
    },
    async record(SubscriptionId: string) {
      const Key = { SubscriptionId };
      return (await documents.send(new GetCommand({ TableName: tables.subscriptions, Key, ConsistentRead: true })))
        .Item;
    },
    async kept(subscriptionId: string) {
      const { Items } = await documents.send(
        new QueryCommand({
          TableName: tables.meshdesk,
          ConsistentRead: true,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': `subscription#${subscriptionId}` },
        }),
      );
      return Items ?? [];
    },
  };
}

function grantsOf(lake: Lake, account: string): string[] {
  const { grants = [] } = lake.state().accounts['555555555555'] ?? {};
  return grants
    .filter(({ principal }) => principal === account)
    .map(({ resource, permissions, grantable }) => {
      const { Table, TableWithColumns, DataCellsFilter, Database } = resource;
      const name = Table?.Name ?? TableWithColumns?.Name ?? DataCellsFilter?.TableName ?? `database ${Database?.Name}`;
      const without = TableWithColumns?.ColumnWildcard?.ExcludedColumnNames ?? [];
      const part = DataCellsFilter ? ' filtered' : without.length > 0 ? ` without ${[...without].sort()}` : '';
      return `${name}${part}: ${[...permissions].sort()} / ${[...grantable].sort()}`;
    })
    .sort();
}

/** Tells the Slack stand-in something under `/_control/`. */
export function tellSlack(world: World, path: string, body: unknown): Promise<void> {
  return control(world.slack, path, body);
}

async function control(slack: SlackWorkspace, path: string, body: unknown): Promise<void> {
  const response = await fetch(`${slack.url}/_control/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
}
