import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DynamoDBClient,
  type KeySchemaElement,
  ResourceNotFoundException,
  type TableDescription,
} from '@aws-sdk/client-dynamodb';
import type { Config } from '../../src/config.ts';
import type { FrontDesk } from '../../src/handlers/front-desk.ts';
import { amiss, type Finding, failed, fine } from './finding.ts';

/** A table as it has to be: keys of the table and of its indexes. */
interface Wanted {
  about: string;
  name: string;
  keys: string[];
  indexes: Record<string, string[]>;
}

/** Whose credentials these are, and that they are the mesh account's. */
export async function checkCaller({ mesh }: FrontDesk): Promise<Finding> {
  const about = 'AWS credentials';
  try {
    const { accountId, arn } = await mesh.sessions.caller();
    if (accountId === mesh.meshAccountId) return fine(about, arn);
    return amiss(
      about,
      `${arn} is not of the mesh account ${mesh.meshAccountId}`,
      'Run this with credentials of the mesh account.',
    );
  } catch (error) {
    return failed(about, error, 'Run this with credentials of the mesh account, such as AWS_PROFILE.');
  }
}

/** Both tables: their keys, indexes and streams, and whether Meshdesk's own can be lost. */
export async function checkTables({ region, meshdeskTable, subscriptionsTable }: Config): Promise<Finding[]> {
  const client = new DynamoDBClient({ region });
  const own: Wanted = {
    ...{ about: "Meshdesk's table", name: meshdeskTable, keys: ['pk', 'sk'] },
    indexes: { Listing: ['listing', 'listed'] },
  };
  const subscriptions: Wanted = {
    ...{ about: 'Table of subscriptions', name: subscriptionsTable, keys: ['SubscriptionId'] },
    indexes: {
      'AwsDataMeshSubscriptions-Owner': ['OwnerPrincipal', 'Status'],
      'AwsDataMeshSubscriptions-Subscriber': ['SubscriberPrincipal'],
    },
  };
  try {
    const findings = await Promise.all([
      checkTable(client, own, (table) => safetyOf(client, own, table)),
      checkTable(client, subscriptions),
    ]);
    return findings.flat();
  } finally {
    client.destroy();
  }
}

async function checkTable(
  client: DynamoDBClient,
  wanted: Wanted,
  more: (table: TableDescription) => Promise<Finding[]> = async () => [],
): Promise<Finding[]> {
  const { about, name } = wanted;
  try {
    const { Table = {} } = await client.send(new DescribeTableCommand({ TableName: name }));
    return [shapeOf(wanted, Table), streamOf(wanted, Table), ...(await more(Table))];
  } catch (error) {
    if (error instanceof ResourceNotFoundException) {
      return [amiss(about, `there is no ${name}`, 'Deploy template.yaml, or correct the name of the table.')];
    }
    return [failed(about, error, `Run this with credentials that may describe ${name}.`)];
  }
}

function shapeOf({ about, name, keys, indexes }: Wanted, table: TableDescription): Finding {
  const found = new Map((table.GlobalSecondaryIndexes ?? []).map((index) => [index.IndexName ?? '', index]));
  const wrong = [
    ...(isKey(table.KeySchema, keys) ? [] : [`its key is not ${keys.join(', ')}`]),
    ...Object.entries(indexes).flatMap(([index, wanted]) => {
      const is = found.get(index);
      if (is === undefined) return [`no index ${index}`];
      if (!isKey(is.KeySchema, wanted)) return [`the key of index ${index} is not ${wanted.join(', ')}`];
      if (is.Projection?.ProjectionType !== 'ALL') return [`index ${index} does not project all attributes`];
      return is.IndexStatus === 'ACTIVE' ? [] : [`index ${index} is ${is.IndexStatus}`];
    }),
  ];
  if (wrong.length > 0) return amiss(about, wrong.join('; '), 'Make it as template.yaml has it.');
  return fine(about, `${name}, with ${Object.keys(indexes).join(' and ')}`);
}

function isKey(schema: KeySchemaElement[] | undefined, names: string[]): boolean {
  return String((schema ?? []).map(({ AttributeName }) => AttributeName)) === String(names);
}

function streamOf({ about, name }: Wanted, { StreamSpecification: stream }: TableDescription): Finding {
  const subject = `${about}, stream`;
  const type = stream?.StreamEnabled ? stream.StreamViewType : undefined;
  if (type === 'NEW_AND_OLD_IMAGES') return fine(subject, 'new and old images');
  const how = `aws dynamodb update-table --table-name ${name} --stream-specification StreamEnabled=true,StreamViewType=NEW_AND_OLD_IMAGES`;
  return amiss(
    subject,
    type === undefined ? 'there is none' : `it has ${type}`,
    `${how}; then deploy again with its ARN.`,
  );
}

async function safetyOf(client: DynamoDBClient, { about, name }: Wanted, table: TableDescription): Promise<Finding[]> {
  const subject = `${about}, safety`;
  const remedy = `Switch it on for ${name}, as template.yaml does: decisions are nowhere else.`;
  try {
    const { ContinuousBackupsDescription: backups } = await client.send(
      new DescribeContinuousBackupsCommand({ TableName: name }),
    );
    const restorable = backups?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus === 'ENABLED';
    const wrong = [
      ...(restorable ? [] : ['no point-in-time recovery']),
      ...(table.DeletionProtectionEnabled ? [] : ['no deletion protection']),
    ];
    if (wrong.length > 0) return [amiss(subject, wrong.join('; '), remedy)];
    return [fine(subject, 'point-in-time recovery, deletion protection')];
  } catch (error) {
    return [failed(subject, error, `Run this with credentials that may describe the backups of ${name}.`)];
  }
}
