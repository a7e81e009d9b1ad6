import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { CreateTableCommand as CreateDynamoTable, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  BatchCreatePartitionCommand,
  CreateDatabaseCommand,
  CreateTableCommand,
  type TableInput,
} from '@aws-sdk/client-glue';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { BatchWriteCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import pLimit from 'p-limit';
import { type Lake, startLake } from '../../local/aws/lake.ts';
import { startDynamo } from '../../local/dynamodb.ts';
import { subscriptionsTable } from '../../local/tables.ts';
import { compile } from '../../scripts/build/bot.ts';
import { type MeshSession, openSessions } from '../../src/mesh/aws/sessions.ts';
import { chunked } from '../../src/mesh/canonical.ts';
import { interceptor } from '../../test/support/wire.ts';
import { CONSUMER, MESH, PRODUCER, REGION, SHARED, SOURCE } from './cast.ts';
import type { Job, Measured, Work } from './worker.ts';

/** A mesh to measure the library on: the stand-in for the lake and DynamoDB Local, emptied before each piece of work. */
export interface Stage {
  /** Empties it. */
  clear(): Promise<void>;
  /** Makes the producer's own database. */
  source(tables: number, partitionsEach: number): Promise<void>;
  /** Makes tables in the mesh, as if they had been shared. */
  shared(tables: number): Promise<void>;
  /** Puts requests for all tables of the shared database, and answers their ids and how many bytes they are to DynamoDB. */
  requests(count: number): Promise<{ ids: string[]; bytes: number }>;
  /** Has a process of its own do it, with these options of Node.js; `latency` in milliseconds is added to every call. */
  run(work: Work, expect: number, latency?: number, nodeOptions?: readonly string[]): Promise<Measured>;
  /** Has it done so that every call takes as long as every other, and answers how many were made one after the other. */
  chain(work: Work, expect: number): Promise<number>;
  close(): Promise<void>;
}

const CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' };

/** Opens it. */
export async function openStage(): Promise<Stage> {
  const [lake, dynamo, program] = await Promise.all([
    startLake({ region: REGION }),
    startDynamo(),
    compile('bench/core/worker.ts', 'dist/bench/worker'),
  ]);
  const measured = measurer(program, lake.url);
  let delay = 0;
  const slowDynamo = await interceptor(dynamo.url, async () => {
    if (delay > 0) await wait(delay);
    return undefined;
  });
  process.env.AWS_ENDPOINT_URL = lake.url;
  const client = new DynamoDBClient({ endpoint: dynamo.url, region: REGION, credentials: CREDENTIALS });
  const documents = DynamoDBDocumentClient.from(client);
  let table = '';
  return {
    async clear() {
      lake.reset();
      table = `Subscriptions-${randomBytes(6).toString('hex')}`;
      await client.send(new CreateDynamoTable(subscriptionsTable(table)));
    },
    source: (tables, partitionsEach) =>
      inSession(lake, 'inAccount', async (session) => {
        await session.s3.send(new CreateBucketCommand({ Bucket: SOURCE }));
        await makeTables(session, SOURCE, tables, partitionsEach);
      }),
    shared: (tables) => inSession(lake, 'inMesh', (session) => makeTables(session, SHARED, tables, 0, PRODUCER)),
    async requests(count) {
      const items = Array.from({ length: count }, (_, number) => request(number));
      for (const batch of chunked(items, 25)) {
        const puts = batch.map((Item) => ({ PutRequest: { Item } }));
        await documents.send(new BatchWriteCommand({ RequestItems: { [table]: puts } }));
      }
      const bytes = items.reduce((sum, item) => sum + bytesOf(item), 0);
      return { ids: items.map(({ SubscriptionId }) => SubscriptionId), bytes };
    },
    async run(work, expect, latency = 0, nodeOptions = []) {
      lake.setLatency(latency);
      delay = latency;
      const url = latency > 0 ? `http://127.0.0.1:${slowDynamo.port}` : dynamo.url;
      try {
        return await measured({ work, expect, subscriptionsTable: table }, url, nodeOptions);
      } finally {
        lake.setLatency(0);
      }
    },
    async chain(work, expect) {
      const job = { work, expect, subscriptionsTable: table, inRounds: true };
      return (await measured(job, dynamo.url)).chain;
    },
    async close() {
      client.destroy();
      await slowDynamo.close();
      await Promise.all([lake.close(), dynamo.close()]);
    },
  };
}

/** Does jobs in fresh processes of the program: the library compiled, as whoever installs it has it. */
function measurer(program: string, lakeUrl: string) {
  return (job: Job, dynamoUrl: string, nodeOptions: readonly string[] = []): Promise<Measured> => {
    const child: ChildProcess = fork(program, {
      execArgv: [...nodeOptions, ...(process.env.BENCH_NODE_OPTIONS?.split(' ') ?? [])],
      env: { ...process.env, AWS_ENDPOINT_URL: lakeUrl, AWS_ENDPOINT_URL_DYNAMODB: dynamoUrl },
    });
    return new Promise((resolve, reject) => {
      child.once('message', (message) => resolve(message as Measured));
      child.once('exit', (code) => reject(new Error(`${job.work.do}: the process ended with ${code}`)));
      child.send(job);
    });
  };
}

async function inSession(lake: Lake, where: 'inAccount' | 'inMesh', work: (session: MeshSession) => Promise<void>) {
  const sessions = openSessions({
    meshAccountId: MESH,
    region: REGION,
    externalId: lake.externalId,
    credentials: { accessKeyId: `AKIA${MESH}BENCH`, secretAccessKey: 'secret' },
    s3PathStyle: true,
    base: 'bot',
  });
  await work(await sessions[where]({ role: 'producer', accountId: PRODUCER, actor: 'bench' }));
  sessions.close();
}

async function makeTables(session: MeshSession, database: string, count: number, partitions: number, Owner?: string) {
  const DatabaseInput = { Name: database, CreateTableDefaultPermissions: [] };
  await session.glue.send(new CreateDatabaseCommand({ DatabaseInput }));
  const few = pLimit(16);
  const each = async (_: unknown, number: number) => {
    const Name = `table_${String(number).padStart(4, '0')}`;
    const Location = `s3://${SOURCE}/${database}/${Name}`;
    const TableInput = { ...tableInput(Name, Location, partitions > 0), ...(Owner !== undefined && { Owner }) };
    await session.glue.send(new CreateTableCommand({ DatabaseName: database, TableInput }));
    for (const days of chunked([...Array(partitions).keys()], 100)) {
      const PartitionInputList = days.map((day) => partition(day, Location));
      const input = { DatabaseName: database, TableName: Name, PartitionInputList };
      await session.glue.send(new BatchCreatePartitionCommand(input));
    }
  };
  await Promise.all(Array.from({ length: count }, (_, number) => few(() => each(_, number))));
}

const COLUMNS = [
  { Name: 'id', Type: 'bigint' },
  { Name: 'customer_email', Type: 'string', Comment: 'personal' },
  { Name: 'price', Type: 'decimal(7,2)' },
];

function tableInput(Name: string, Location: string, partitioned: boolean): TableInput {
  return {
    Name,
    TableType: 'EXTERNAL_TABLE',
    StorageDescriptor: { Columns: COLUMNS, Location },
    ...(partitioned && { PartitionKeys: [{ Name: 'sold_date', Type: 'date' }] }),
  };
}

function partition(number: number, location: string) {
  const day = new Date(Date.UTC(2000, 0, 1 + number)).toISOString().slice(0, 10);
  return { Values: [day], StorageDescriptor: { Columns: COLUMNS, Location: `${location}/sold_date=${day}` } };
}

/** In the form that the Python library writes. */
function request(number: number) {
  return {
    SubscriptionId: `${String(number).padStart(6, '0')}${randomBytes(8).toString('hex')}`,
    Status: 'Pending',
    OwnerPrincipal: PRODUCER,
    SubscriberPrincipal: CONSUMER,
    DatabaseName: SHARED,
    TableName: ['.*'],
    RequestedGrants: ['SELECT', 'DESCRIBE'],
    CreationDate: '2026-11-23 06:21:57',
    CreatedBy: `arn:aws:sts::${MESH}:assumed-role/DataMeshAdminConsumer-${CONSUMER}/bench`,
  };
}

/** A text is its bytes, a list 3 bytes and one for each member; names count (DynamoDB, "Item sizes and formats"). */
function bytesOf(item: Record<string, string | string[]>): number {
  const sizes = Object.entries(item).map(([name, value]) => {
    const texts = [value].flat();
    const list = Array.isArray(value) ? 3 + texts.length : 0;
    return Buffer.byteLength(name) + list + texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  });
  return sizes.reduce((sum, size) => sum + size, 0);
}
