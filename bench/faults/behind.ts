import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import {
  type AttributeValue,
  DeleteItemCommand,
  DescribeTableCommand,
  DynamoDBClient,
  PutItemCommand,
  paginateScan,
} from '@aws-sdk/client-dynamodb';
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  type _Record as StreamRecord,
} from '@aws-sdk/client-dynamodb-streams';
import { REGION, type Tables } from '../../local/settings.ts';
import { createTables } from '../../local/tables.ts';
import { reader } from '../../test/support/lambda/stream.ts';
import type { Call, Fate } from './gateway.ts';

/** Indexes that show every write some time after their table has it. */
export interface IndexesBehind {
  /** A query of an index is answered as that stood then; undefined of any other call. */
  fateOf(call: Call): Fate;
  /** How many queries were answered so. */
  asked(): number;
  close(): Promise<void>;
}

type Key = Record<string, AttributeValue>;
const LOOK_MS = 50;

/**
 * Has every index of both tables lag `lagMs` milliseconds behind: copies of the tables follow their streams so much later, and
 * queries of an index go to them. DynamoDB Local's own indexes never lag.
 */
export async function openIndexesBehind(dynamoUrl: string, tables: Tables, lagMs: number): Promise<IndexesBehind> {
  const place = {
    endpoint: dynamoUrl,
    region: REGION,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  };
  const client = new DynamoDBClient(place);
  const streams = new DynamoDBStreamsClient(place);
  const suffix = `behind-${randomBytes(6).toString('hex')}`;
  const copies = { subscriptions: `${tables.subscriptions}-${suffix}`, meshdesk: `${tables.meshdesk}-${suffix}` };
  await createTables(dynamoUrl, REGION, copies);
  const ending = new AbortController();
  const following: Promise<void>[] = [];
  for (const which of ['subscriptions', 'meshdesk'] as const) {
    const read = await recordsOf(client, streams, tables[which]);
    for await (const { Items = [] } of paginateScan({ client }, { TableName: tables[which], ConsistentRead: true })) {
      for (const Item of Items) await client.send(new PutItemCommand({ TableName: copies[which], Item }));
    }
    const copy = (record: StreamRecord) => copied(client, copies[which], record);
    following.push(follow(read, copy, lagMs, ending.signal));
  }
  const copyOf = new Map([
    [tables.subscriptions, copies.subscriptions],
    [tables.meshdesk, copies.meshdesk],
  ]);
  let asked = 0;
  return {
    fateOf({ service, operation, body }) {
      if (service !== 'dynamodb' || (operation !== 'Query' && operation !== 'Scan')) return undefined;
      const query = JSON.parse(body.toString('utf8')) as { TableName: string; IndexName?: string };
      const TableName = copyOf.get(query.TableName);
      if (query.IndexName === undefined || TableName === undefined) return undefined;
      asked += 1;
      return { body: Buffer.from(JSON.stringify({ ...query, TableName })), change: (answer) => answer };
    },
    asked: () => asked,
    async close() {
      ending.abort();
      await Promise.all(following);
      client.destroy();
      streams.destroy();
    },
  };
}

/** Does with each record, in order, what there is to do, when it is `lagMs` old. */
async function follow(
  read: () => Promise<StreamRecord[]>,
  work: (record: StreamRecord) => Promise<void>,
  lagMs: number,
  signal: AbortSignal,
): Promise<void> {
  const waiting: { record: StreamRecord; due: number }[] = [];
  while (!signal.aborted) {
    const due = performance.now() + lagMs;
    waiting.push(...(await read()).map((record) => ({ record, due })));
    while (waiting[0] !== undefined && waiting[0].due <= performance.now()) {
      await work((waiting.shift() as (typeof waiting)[number]).record);
    }
    await wait(LOOK_MS);
  }
}

async function copied(client: DynamoDBClient, TableName: string, { dynamodb }: StreamRecord): Promise<void> {
  const { NewImage, Keys } = dynamodb ?? {};
  // Both packages of the SDK have types of their own for the same values.
  if (NewImage === undefined) await client.send(new DeleteItemCommand({ TableName, Key: Keys as Key }));
  else await client.send(new PutItemCommand({ TableName, Item: NewImage as Key }));
}

/** Reads what is written to the table from now on, a page a call. */
async function recordsOf(
  client: DynamoDBClient,
  streams: DynamoDBStreamsClient,
  TableName: string,
): Promise<() => Promise<StreamRecord[]>> {
  const { Table } = await client.send(new DescribeTableCommand({ TableName }));
  const StreamArn = Table?.LatestStreamArn;
  const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn }));
  const ShardId = StreamDescription?.Shards?.at(-1)?.ShardId;
  const read = reader(streams, { StreamArn, ShardId });
  let past = await read();
  while (past.length > 0) past = await read();
  return read;
}
