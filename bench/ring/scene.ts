import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { startLake } from '../../local/aws/lake.ts';
import { spawnBot, stopBot } from '../../local/bot.ts';
import { startDynamo } from '../../local/dynamodb.ts';
import { seedAccounts } from '../../local/seed-tables.ts';
import { botSettings, REGION } from '../../local/settings.ts';
import { type Person, person } from '../../local/slack/person.ts';
import { type SlackWorkspace, startSlack } from '../../local/slack/workspace.ts';
import { createTables } from '../../local/tables.ts';
import { compile } from '../../scripts/build/bot.ts';
import { interceptor } from '../../test/support/wire.ts';
import { tap } from './tap.ts';

export type Transport = 'Socket Mode' | 'signed HTTP';

export const TABLES = { subscriptions: 'AwsDataMeshSubscriptions', meshdesk: 'Meshdesk' };
export const CHANNEL = 'C0RETAIL';
/** Most people at once. */
const PEOPLE = 50;

/** A workspace of fifty approvers, with an app in it. */
export interface Scene {
  people: Person[];
  /** Told of the app's messages. */
  slack: Awaited<ReturnType<typeof tap>>;
  documents: DynamoDBDocumentClient;
  /** Calls so far, by `service:Operation`; those of DynamoDB only where they are counted. */
  calls(): Record<string, number>;
  /** Posts a message in the app's name. */
  post(message: object): Promise<void>;
  close(): Promise<void>;
}

/** Opens it with Meshdesk, or with a Bolt app that does nothing but acknowledge. To count takes time of every call. */
export async function openScene(transport: Transport, app: 'meshdesk' | 'plain', counted = false): Promise<Scene> {
  const [dynamo, lake, slack] = await Promise.all([
    startDynamo(),
    startLake({ region: REGION, seed: true }),
    startSlack(),
  ]);
  const users = Array.from({ length: PEOPLE }, (_, number) => `U0PERSON${number}`);
  for (const user of users) await control(slack, 'users', { user, create: true });
  await control(slack, 'usergroups', { group: 'S0RETAIL', users });
  await control(slack, 'channels', { channel: CHANNEL, invite: users });
  await createTables(dynamo.url, REGION, TABLES);
  await seedAccounts(dynamo.url, REGION, TABLES.meshdesk);
  const counts: Record<string, number> = {};
  const count = (name: string) => {
    counts[name] = (counts[name] ?? 0) + 1;
    return undefined;
  };
  const tapped = await tap(slack.apiUrl, (method) => count(`slack:${method}`));
  const tables = await interceptor(dynamo.url, (operation) => count(`dynamodb:${operation}`));
  const settings = {
    ...botSettings(dynamo.url, lake, slack, TABLES),
    ...(counted && { AWS_ENDPOINT_URL_DYNAMODB: tables.url }),
    SLACK_API_URL: `${tapped.url}/api/`,
    LOG_LEVEL: 'ERROR',
  };
  const bot = await startApp(transport, app, settings, slack);
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new DynamoDBClient({ endpoint: dynamo.url, region: REGION, credentials });
  return {
    people: users.map((user) => person(slack.url, user)),
    slack: tapped,
    documents: DynamoDBDocumentClient.from(client),
    calls: () => ({ ...counts, ...lake.calls().counts }),
    async post(message) {
      const headers = { authorization: `Bearer ${slack.settings.botToken}`, 'content-type': 'application/json' };
      await fetch(`${tapped.url}/api/chat.postMessage`, { method: 'POST', headers, body: JSON.stringify(message) });
    },
    async close() {
      await stopBot(bot);
      client.destroy();
      await Promise.all([tables.close(), tapped.close(), slack.close(), lake.close(), dynamo.close()]);
    },
  };
}

async function startApp(
  transport: Transport,
  app: 'meshdesk' | 'plain',
  settings: Record<string, string>,
  slack: SlackWorkspace,
): Promise<ChildProcess> {
  const nodeOptions = app === 'meshdesk' ? (process.env.BENCH_NODE_OPTIONS?.split(' ') ?? []) : [];
  if (app === 'meshdesk' && transport === 'Socket Mode') return spawnBot(settings, nodeOptions);
  const name = app === 'plain' ? 'plain-bot' : 'http-bot';
  const program = await compile(`bench/ring/${name}.ts`, `dist/bench/${name}`);
  const bot = fork(program, transport === 'signed HTTP' ? ['http'] : [], {
    execArgv: nodeOptions,
    env: { ...process.env, ...settings },
  });
  const [{ url }] = (await once(bot, 'message')) as [{ url: string }];
  const { signingSecret } = slack.settings;
  if (transport === 'signed HTTP') await control(slack, 'request-url', { url, signingSecret });
  return bot;
}

async function control(slack: SlackWorkspace, path: string, body: object): Promise<void> {
  const response = await fetch(`${slack.url}/_control/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
}
