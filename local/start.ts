import { parseArgs } from 'node:util';
import { startLake } from './aws/lake.ts';
import { keepBot, settingsFile } from './bot.ts';
import { DynamoNotStarted, startDynamo } from './dynamodb.ts';
import { seedAccounts, seedRequests } from './seed-tables.ts';
import { botSettings, REGION } from './settings.ts';
import { startSlack } from './slack/workspace.ts';
import { createTables } from './tables.ts';

const TABLES = { subscriptions: 'AwsDataMeshSubscriptions', meshdesk: 'Meshdesk' };

/** What has been started, to be ended in the opposite order, whatever happens. */
const started: (() => Promise<void>)[] = [];
const keep = <T extends { close(): Promise<void> }>(service: T): T => {
  started.unshift(() => service.close());
  return service;
};

/** The whole of Meshdesk on this machine: DynamoDB Local, the lake and Slack as stand-ins, the cast, and the bot as it is. */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { port: { type: 'string', default: '4100' } } });
  process.once('SIGINT', () => end(0));
  process.once('SIGTERM', () => end(0));
  if (process.env.npm_lifecycle_event !== undefined) endWithParent();
  // The SDK's word on Node 20 helps nobody here: on Lambda it runs on Node 24.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  console.log('Starting DynamoDB Local, the lake and Slack …');
  const slack = keep(await startSlack({ port: Number(values.port) }));
  const [dynamo, lake] = await Promise.all([
    startDynamo().then(keep),
    startLake({ region: REGION, seed: true }).then(keep),
  ]);
  await createTables(dynamo.url, REGION, TABLES);
  await seedAccounts(dynamo.url, REGION, TABLES.meshdesk);
  await seedRequests(dynamo.url, REGION, TABLES.subscriptions);
  const settings = botSettings(dynamo.url, lake, slack, TABLES);
  const { command } = keep(await settingsFile(settings));
  const bot = keep(
    keepBot(settings, (code) => {
      console.error(`The bot has ended with exit code ${code}, and all ends with it: what it said stands above.`);
      void end(code);
    }),
  );
  console.log(`
  Slack (the stand-in):  ${slack.url}/?user=U0RITA&channel=C0RETAIL
  You are Rita, who decides for Retail: approve or deny the requests in #retail-data.
  The lake: ${lake.url}   DynamoDB Local: ${dynamo.url}   Ctrl-C ends it all.
  The bot: process ${bot.pid()}. Kill it, and it is started again. Another one beside it, from any shell:
  ${command}
`);
}

/** npm tells its shell to end, and the shell tells nobody. */
function endWithParent(): void {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) void end(0);
  }, 500).unref();
}

async function end(code: number): Promise<void> {
  for (const close of started.splice(0)) await close();
  process.exit(code);
}

main().catch(async (error: unknown) => {
  console.error(sentence(error));
  await end(1);
});

function sentence(error: unknown): unknown {
  if (error instanceof DynamoNotStarted) return error.message;
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE' && 'port' in error) {
    return `Port ${error.port} is taken. End what uses it, or choose another: npm start -- --port 4200`;
  }
  if (error instanceof Error && 'code' in error && /^ERR_(PARSE_ARGS|SOCKET_BAD_PORT)/.test(String(error.code))) {
    return 'It takes a port from 0 to 65535 and nothing else: npm start -- --port 4200. Nothing was started.';
  }
  return error;
}
