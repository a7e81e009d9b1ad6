import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { startLake } from '../local/aws/lake.ts';
import { spawnBot, stopBot } from '../local/bot.ts';
import { startDynamo } from '../local/dynamodb.ts';
import { seedAccounts } from '../local/seed-tables.ts';
import { botSettings, REGION } from '../local/settings.ts';
import { type Person, person, type SeenMessage } from '../local/slack/person.ts';
import { startSlack } from '../local/slack/workspace.ts';
import { createTables } from '../local/tables.ts';
import { quantile, type Row, type Table } from './report.ts';

const ROUNDS = 100;
const TABLES = { subscriptions: 'AwsDataMeshSubscriptions', meshdesk: 'Meshdesk' };

/** How long people wait: from the request to the card, from the click to Slack's answer, and to the grant on the card. */
export async function ring(): Promise<Table[]> {
  const open: (() => Promise<void>)[] = [];
  const keep = <T extends { close(): Promise<void> }>(service: T): T => {
    open.unshift(() => service.close());
    return service;
  };
  try {
    const dynamo = keep(await startDynamo());
    const lake = keep(await startLake({ region: REGION, seed: true }));
    const slack = keep(await startSlack());
    await createTables(dynamo.url, REGION, TABLES);
    await seedAccounts(dynamo.url, REGION, TABLES.meshdesk);
    const bot = spawnBot(botSettings(dynamo.url, lake, slack, TABLES));
    open.unshift(() => stopBot(bot));
    return await measure(dynamo.url, person(slack.url, 'U0RITA'));
  } finally {
    for (const close of open) await close();
  }
}

async function measure(dynamoUrl: string, rita: Person): Promise<Table[]> {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new DynamoDBClient({ endpoint: dynamoUrl, region: REGION, credentials });
  const documents = DynamoDBDocumentClient.from(client);
  const times = { card: [] as number[], ack: [] as number[], granted: [] as number[] };
  await round(documents, rita, 'warm-up');
  for (let number = 0; number < ROUNDS; number++) {
    const took = await round(documents, rita, `bench-${number}`);
    times.card.push(took.card);
    times.ack.push(took.ack);
    times.granted.push(took.granted);
  }
  return [
    {
      title: `The ring: ${ROUNDS} requests, one after the other, stand-ins and bot on one machine`,
      unit: 'ms, 99th percentile',
      rows: [
        row('insert → card', times.card),
        row('click → ack', times.ack),
        row('click → granted on the card', times.granted),
      ],
    },
  ];
}

function row(what: string, sample: readonly number[]): Row {
  return { what, ours: quantile(sample, 0.99), more: { median: quantile(sample, 0.5), worst: Math.max(...sample) } };
}

async function round(documents: DynamoDBDocumentClient, rita: Person, id: string) {
  const asked = performance.now();
  await documents.send(new PutCommand({ TableName: TABLES.subscriptions, Item: request(id) }));
  const card = await showing(rita, id, '"approve"');
  const shown = performance.now();
  await rita.click(card, 'approve');
  const acked = performance.now();
  await showing(rita, id, 'Access granted');
  return { card: shown - asked, ack: acked - shown, granted: performance.now() - shown };
}

function showing(me: Person, id: string, text: string): Promise<SeenMessage> {
  return me.until(async () => {
    const messages = await me.messages('C0RETAIL');
    const card = messages.findLast(({ blocks }) => JSON.stringify(blocks).includes(`Request ${id}"`));
    return card !== undefined && JSON.stringify(card.blocks).includes(text) ? card : null;
  }, 30_000);
}

function request(SubscriptionId: string) {
  return {
    SubscriptionId,
    Status: 'Pending',
    OwnerPrincipal: '111111111111',
    SubscriberPrincipal: '999999999999',
    DatabaseName: 'tpcds-111111111111',
    TableName: ['web_sales', 'store_sales'],
    RequestedGrants: ['SELECT', 'DESCRIBE'],
    CreationDate: new Date().toISOString().slice(0, 19).replace('T', ' '),
    CreatedBy: 'arn:aws:sts::555555555555:assumed-role/DataMeshAdminConsumer-999999999999/bench',
  };
}
