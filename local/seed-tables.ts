import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';

/** The accounts of the cast, as an admin would have connected them. */
const ACCOUNTS = [
  {
    accountId: '111111111111',
    name: 'Retail',
    producer: true,
    consumer: false,
    channel: 'C0RETAIL',
    approvers: { users: [], groups: ['S0RETAIL'] },
    members: { users: [], groups: [] },
    selfApproval: false,
  },
  {
    accountId: '222222222222',
    name: 'Finance',
    producer: true,
    consumer: false,
    channel: 'C0FINANCE',
    approvers: { users: ['U0FINN'], groups: [] },
    members: { users: [], groups: [] },
    selfApproval: false,
  },
  {
    accountId: '999999999999',
    name: 'Marketing',
    producer: false,
    consumer: true,
    channel: 'C0MARKETING',
    approvers: { users: ['U0MAYA'], groups: [] },
    members: { users: [], groups: [] },
    selfApproval: false,
  },
];

/** What the Python library's users in marketing have asked for. */
const REQUESTS = [
  {
    SubscriptionId: 'KsW3zj257VX4YAnKjg2rt8',
    OwnerPrincipal: '111111111111',
    DatabaseName: 'tpcds-111111111111',
    TableName: ['web_sales', 'store_sales'],
    RequestedGrants: ['SELECT', 'DESCRIBE'],
  },
  {
    SubscriptionId: 'Njt5ii7zxJQuDj75K2sYSv',
    OwnerPrincipal: '111111111111',
    DatabaseName: 'tpcds-111111111111',
    TableName: ['customer'],
    RequestedGrants: ['SELECT'],
  },
  {
    SubscriptionId: 'jhceLJEVZ8zfaoCz8HT5ws',
    OwnerPrincipal: '111111111111',
    DatabaseName: 'tpcds-111111111111',
    RequestedGrants: ['DESCRIBE'],
  },
  {
    SubscriptionId: 'gT4mWq8ZrYcB2hVnXk6sPd',
    OwnerPrincipal: '222222222222',
    DatabaseName: 'ledger-222222222222',
    TableName: ['invoices', 'payments'],
    RequestedGrants: ['SELECT'],
  },
];

/** Connects the cast's accounts in Meshdesk's table. Items are whole: run twice, it leaves the same. */
export async function seedAccounts(endpoint: string, region: string, table: string): Promise<void> {
  await put(
    endpoint,
    region,
    table,
    ACCOUNTS.map((account) => ({
      pk: `account#${account.accountId}`,
      sk: 'account',
      ...account,
      listing: 'accounts',
      listed: account.accountId,
    })),
  );
}

/** Writes requests in exactly the form of the Python library. */
export async function seedRequests(endpoint: string, region: string, table: string): Promise<void> {
  const asked = new Date().toISOString().slice(0, 19).replace('T', ' ');
  const role = 'arn:aws:sts::555555555555:assumed-role/DataMeshAdminConsumer-999999999999';
  await put(
    endpoint,
    region,
    table,
    REQUESTS.map((request) => ({
      ...request,
      Status: 'Pending',
      SubscriberPrincipal: '999999999999',
      CreationDate: asked,
      CreatedBy: `${role}/maya.lindqvist`,
    })),
  );
}

async function put(endpoint: string, region: string, table: string, items: Record<string, unknown>[]): Promise<void> {
  const client = new DynamoDBClient({
    endpoint,
    region,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const documents = DynamoDBDocumentClient.from(client);
  for (const Item of items) await documents.send(new PutCommand({ TableName: table, Item }));
  client.destroy();
}
