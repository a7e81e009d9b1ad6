import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateDatabaseCommand, CreateTableCommand } from '@aws-sdk/client-glue';
import { BatchWriteCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import pLimit from 'p-limit';
import { type Lake, startLake } from '../../local/aws/lake.ts';
import { BOT_NODE_OPTIONS } from '../../local/bot.ts';
import { startDynamo } from '../../local/dynamodb.ts';
import { botSettings, REGION } from '../../local/settings.ts';
import { type SlackWorkspace, startSlack } from '../../local/slack/workspace.ts';
import { createTables } from '../../local/tables.ts';
import { compile } from '../../scripts/build/bot.ts';
import { openSessions } from '../../src/mesh/aws/sessions.ts';
import { chunked } from '../../src/mesh/canonical.ts';
import type { Used } from './bot.ts';

const TABLES = { subscriptions: 'AwsDataMeshSubscriptions', meshdesk: 'Meshdesk' };
const MESH = '555555555555';
/** A consumer that nobody has connected: it has no channel that is told besides. */
const CONSUMER = '888888888888';
/** Decides for every producer. */
export const APPROVER = 'U0RITA';

/** Producers, each with a channel and two tables in the mesh, and their requests. */
export interface Flood {
  slack: SlackWorkspace;
  channels: string[];
  /** Writes so many requests, those for one producer after those for another, and answers their ids by channel. */
  ask(many: number): Promise<Map<string, string[]>>;
  /** Starts the bot in a process of its own, with what `npm run bot` tells Node, and waits until it has nothing to do. */
  bot(): Promise<FloodedBot>;
  /** How many messages there are in each channel. */
  posted(): Promise<Record<string, number>>;
  close(): Promise<void>;
}

export interface FloodedBot {
  used(): Promise<Used>;
  stop(): Promise<void>;
}

/** Opens it; `rateLimits`: one message a second and channel. */
export async function openFlood(producers: number, rateLimits: boolean): Promise<Flood> {
  const [dynamo, lake, slack] = await Promise.all([
    startDynamo(),
    startLake({ region: REGION }),
    startSlack({ rateLimits }),
  ]);
  const accounts = Array.from({ length: producers }, (_, at) => String(300_000_000_000 + at));
  const channels = accounts.map((account) => `C${account}`);
  await createTables(dynamo.url, REGION, TABLES);
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new DynamoDBClient({ endpoint: dynamo.url, region: REGION, credentials });
  const documents = DynamoDBDocumentClient.from(client);
  const put = async (table: string, items: object[]) => {
    for (const batch of chunked(items, 25)) {
      const RequestItems = { [table]: batch.map((Item) => ({ PutRequest: { Item } })) };
      await documents.send(new BatchWriteCommand({ RequestItems }));
    }
  };
  await offer(lake, accounts);
  for (const id of channels)
    await tell(slack, 'channels', { create: id.toLowerCase(), id, members: ['U0MESHDESK', APPROVER] });
  await put(TABLES.meshdesk, accounts.map(connected));
  const running: ChildProcess[] = [];
  return {
    slack,
    channels,
    async ask(many) {
      const asked = accounts.map((account, at) => {
        const share = Math.floor(many / producers) + (at < many % producers ? 1 : 0);
        return Array.from({ length: share }, (_, number) => request(account, number));
      });
      await put(TABLES.subscriptions, asked.flat());
      return new Map(
        channels.map((channel, at) => [channel, (asked[at] ?? []).map(({ SubscriptionId }) => SubscriptionId)]),
      );
    },
    async bot() {
      const child = fork(await compile('bench/flood/bot.ts', 'dist/bench/flood'), {
        execArgv: [...BOT_NODE_OPTIONS, ...(process.env.BENCH_NODE_OPTIONS?.split(' ') ?? [])],
        env: { ...process.env, ...botSettings(dynamo.url, lake, slack, TABLES) },
      });
      running.push(child);
      await once(child, 'message');
      const used = async () => {
        child.send('used');
        return (await once(child, 'message'))[0] as Used;
      };
      await calm(used);
      return {
        used,
        async stop() {
          child.send('stop');
          await once(child, 'exit');
        },
      };
    },
    posted: async () => (await fetch(`${slack.url}/_control/posted`)).json() as Promise<Record<string, number>>,
    async close() {
      for (const child of running) if (child.exitCode === null) child.kill('SIGKILL');
      client.destroy();
      await Promise.all([dynamo.close(), lake.close(), slack.close()]);
    },
  };
}

/** Calls of DynamoDB in a second of a bot that only looks whether there is news. */
const IDLE_CALLS = 30;

/** Waits until the bot has seen that accounts were connected, and has nothing to do. */
async function calm(used: () => Promise<Used>): Promise<void> {
  for (let before = -IDLE_CALLS; ; ) {
    const { dynamodb = 0 } = (await used()).calls;
    if (dynamodb > 0 && dynamodb - before < IDLE_CALLS) return;
    before = dynamodb;
    await wait(1_000);
  }
}

/** Each producer's tables in the mesh, made by its own session there. */
async function offer(lake: Lake, accounts: readonly string[]): Promise<void> {
  process.env.AWS_ENDPOINT_URL = lake.url;
  const sessions = openSessions({
    ...{ base: 'bot', meshAccountId: MESH, region: REGION, externalId: lake.externalId, s3PathStyle: true },
    credentials: { accessKeyId: `AKIA${MESH}BENCH`, secretAccessKey: 'secret' },
  });
  const few = pLimit(16);
  const one = async (accountId: string) => {
    lake.addAccount(accountId);
    const { glue } = await sessions.inMesh({ role: 'producer', accountId, actor: 'bench' });
    const Name = databaseOf(accountId);
    await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name, CreateTableDefaultPermissions: [] } }));
    for (const table of ['orders', 'customers'])
      await glue.send(new CreateTableCommand(tableIn(Name, table, accountId)));
  };
  await Promise.all(accounts.map((accountId) => few(() => one(accountId))));
  sessions.close();
}

const databaseOf = (account: string) => `sales-${account}`;

function tableIn(DatabaseName: string, Name: string, Owner: string) {
  const Columns = ['id', 'customer', 'price', 'sold_on'].map((column) => ({ Name: column, Type: 'string' }));
  const StorageDescriptor = { Columns, Location: `s3://${DatabaseName}/${Name}` };
  return { DatabaseName, TableInput: { Name, Owner, TableType: 'EXTERNAL_TABLE', StorageDescriptor } };
}

function connected(accountId: string) {
  return {
    ...{ pk: `account#${accountId}`, sk: 'account', listing: 'accounts', listed: accountId, accountId },
    ...{ name: `Team ${accountId}`, producer: true, consumer: false, channel: `C${accountId}`, selfApproval: false },
    ...{ approvers: { users: [APPROVER], groups: [] }, members: { users: [], groups: [] } },
  };
}

function request(owner: string, number: number) {
  return {
    SubscriptionId: `${owner}x${String(number).padStart(5, '0')}`,
    Status: 'Pending',
    OwnerPrincipal: owner,
    SubscriberPrincipal: CONSUMER,
    DatabaseName: databaseOf(owner),
    TableName: ['orders', 'customers'],
    RequestedGrants: ['SELECT', 'DESCRIBE'],
    CreationDate: '2026-11-23 06:21:57',
    CreatedBy: `arn:aws:sts::${MESH}:assumed-role/DataMeshAdminConsumer-${CONSUMER}/bench`,
  };
}

/** Tells the Slack stand-in something under `/_control/`. */
async function tell(slack: SlackWorkspace, path: string, body: object): Promise<void> {
  const response = await fetch(`${slack.url}/_control/${path}`, { method: 'POST', body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
}
