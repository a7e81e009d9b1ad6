import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { ulid } from 'ulid';
import { createTables } from '../../local/tables.ts';
import { documentsOn } from '../../src/mesh/stores/documents.ts';
import { takeDynamo } from './dynamo.ts';

export const REGION = 'us-east-1';
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

/** Both tables on DynamoDB Local, under names of this test's own. */
export interface TestTables {
  subscriptionsTable: string;
  meshdeskTable: string;
  documents: DynamoDBDocumentClient;
  streams: DynamoDBStreamsClient;
  streamOf(table: string): Promise<string>;
  close(): void;
}

export async function openTables(): Promise<TestTables> {
  const endpoint = await takeDynamo();
  const names = { subscriptions: `Subscriptions-${ulid()}`, meshdesk: `Meshdesk-${ulid()}` };
  await createTables(endpoint, REGION, names);
  const documents = documentsAt(endpoint);
  const streams = streamsAt(endpoint);
  return {
    subscriptionsTable: names.subscriptions,
    meshdeskTable: names.meshdesk,
    documents,
    streams,
    streamOf: async (TableName) => {
      const { Table } = await documents.send(new DescribeTableCommand({ TableName }));
      if (Table?.LatestStreamArn === undefined) throw new Error(`${TableName} has no stream`);
      return Table.LatestStreamArn;
    },
    close: () => {
      documents.destroy();
      streams.destroy();
    },
  };
}

/** Each call opens a client of its own: another process, as far as DynamoDB can tell. */
export function documentsAt(endpoint: string): DynamoDBDocumentClient {
  return documentsOn(new DynamoDBClient({ endpoint, region: REGION, credentials }));
}

export function streamsAt(endpoint: string): DynamoDBStreamsClient {
  return new DynamoDBStreamsClient({ endpoint, region: REGION, credentials, maxAttempts: 1 });
}
