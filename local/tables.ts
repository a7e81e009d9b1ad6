import { CreateTableCommand, type CreateTableCommandInput, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Tables } from './settings.ts';

const ON_DEMAND = {
  BillingMode: 'PAY_PER_REQUEST',
  StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
} as const;
const string = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' }) as const;
const key = (AttributeName: string, KeyType: 'HASH' | 'RANGE' = 'HASH') => ({ AttributeName, KeyType }) as const;
const ALL = { ProjectionType: 'ALL' } as const;

/** The subscriptions table in the form in which aws-data-mesh-utils creates it. */
export function subscriptionsTable(TableName: string): CreateTableCommandInput {
  return {
    TableName,
    ...ON_DEMAND,
    AttributeDefinitions: ['SubscriptionId', 'SubscriberPrincipal', 'OwnerPrincipal', 'Status'].map(string),
    KeySchema: [key('SubscriptionId')],
    GlobalSecondaryIndexes: [
      { IndexName: 'AwsDataMeshSubscriptions-Subscriber', KeySchema: [key('SubscriberPrincipal')], Projection: ALL },
      {
        IndexName: 'AwsDataMeshSubscriptions-Owner',
        KeySchema: [key('OwnerPrincipal'), key('Status', 'RANGE')],
        Projection: ALL,
      },
    ],
  };
}

/** Meshdesk's own table, as template.yaml has it. */
export function meshdeskTable(TableName: string): CreateTableCommandInput {
  return {
    TableName,
    ...ON_DEMAND,
    AttributeDefinitions: ['pk', 'sk', 'listing', 'listed'].map(string),
    KeySchema: [key('pk'), key('sk', 'RANGE')],
    GlobalSecondaryIndexes: [
      { IndexName: 'Listing', KeySchema: [key('listing'), key('listed', 'RANGE')], Projection: ALL },
    ],
  };
}

/** Creates both tables at `endpoint`. */
export async function createTables(endpoint: string, region: string, names: Tables): Promise<void> {
  const client = new DynamoDBClient({
    endpoint,
    region,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  await client.send(new CreateTableCommand(subscriptionsTable(names.subscriptions)));
  await client.send(new CreateTableCommand(meshdeskTable(names.meshdesk)));
  client.destroy();
}
