import { CreateDatabaseCommand, CreateTableCommand, GlueClient } from '@aws-sdk/client-glue';
import {
  GrantPermissionsCommand,
  LakeFormationClient,
  type Permission,
  type Resource,
  RevokePermissionsCommand,
} from '@aws-sdk/client-lakeformation';
import { RAMClient } from '@aws-sdk/client-ram';
import { S3Client } from '@aws-sdk/client-s3';
import { AssumeRoleCommand, type AssumeRoleCommandInput, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeEach } from 'vitest';
import { type Lake, type LakeOptions, startLake } from '../../../local/aws/lake.ts';

export const MESH = '555555555555';
export const RETAIL = '111111111111';
export const FINANCE = '222222222222';
export const CONSUMER = '999999999999';
export const DATABASE = 'tpcds-111111111111';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface Clients {
  readonly sts: STSClient;
  readonly glue: GlueClient;
  readonly lake: LakeFormationClient;
  readonly ram: RAMClient;
  readonly s3: S3Client;
}

/** The unchanged SDK's clients on the stand-in, without retries. */
export function clientsOf(lake: Pick<Lake, 'url' | 'region'>, credentials: Credentials): Clients {
  const config = { endpoint: lake.url, region: lake.region, credentials, maxAttempts: 1 };
  return {
    sts: new STSClient(config),
    glue: new GlueClient(config),
    lake: new LakeFormationClient(config),
    ram: new RAMClient(config),
    s3: new S3Client({ ...config, forcePathStyle: true }),
  };
}

export const userKey = (account: string): Credentials => ({
  accessKeyId: `AKIA${account}TEST`,
  secretAccessKey: 'any',
});
export const userOf = (lake: Lake, account: string) => clientsOf(lake, userKey(account));
export const role = (account: string, name: string) => `arn:aws:iam::${account}:role/AwsDataMesh/${name}`;

export async function assume(from: Clients, RoleArn: string, more: Partial<AssumeRoleCommandInput> = {}) {
  const answer = await from.sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'slack-U1', ...more }));
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = answer.Credentials ?? {};
  return {
    ...answer,
    credentials: { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken },
  };
}

/** A producer's session in the mesh account, by way of its own role, as the bot gets it. */
export async function producerInMesh(lake: Lake, account = RETAIL): Promise<Clients> {
  const own = clientsOf(lake, (await assume(userOf(lake, account), role(account, 'DataMeshProducer'))).credentials);
  return clientsOf(lake, (await assume(own, role(MESH, `DataMeshAdminProducer-${account}`))).credentials);
}

/** A consumer's session in its own account. */
export async function consumerSession(lake: Lake, account = CONSUMER): Promise<Clients> {
  return clientsOf(lake, (await assume(userOf(lake, account), role(account, 'DataMeshConsumer'))).credentials);
}

/** A principal of the mesh account that is no data lake administrator there. */
export async function readerInMesh(lake: Lake): Promise<Clients> {
  const inside = await assume(await consumerSession(lake), READER);
  return clientsOf(lake, inside.credentials);
}
export const READER = role(MESH, `DataMeshAdminConsumer-${CONSUMER}`);

/** Makes the mesh database `shop` with the tables `orders` and `items` and gives the session of the producer who made it. */
export async function makeShop(lake: Lake, columns: readonly string[] = ['id', 'email']): Promise<Clients> {
  const producer = await producerInMesh(lake);
  await producer.glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: 'shop' } }));
  const StorageDescriptor = { Columns: columns.map((Name) => ({ Name, Type: 'string' })) };
  for (const Name of ['orders', 'items']) {
    await producer.glue.send(new CreateTableCommand({ DatabaseName: 'shop', TableInput: { Name, StorageDescriptor } }));
  }
  return producer;
}

/** A grant or revoke, as the tests write one down. */
export interface Change {
  readonly resource: Resource;
  readonly permissions: Permission[];
  readonly grantable?: Permission[] | undefined;
  readonly principal: string;
}

export const changeInput = ({ resource, permissions, grantable, principal }: Change) => ({
  Principal: { DataLakePrincipalIdentifier: principal },
  Resource: resource,
  Permissions: permissions,
  PermissionsWithGrantOption: grantable,
});
export const grantBy = ({ lake }: Clients, change: Change) =>
  lake.send(new GrantPermissionsCommand(changeInput(change)));
export const revokeBy = ({ lake }: Clients, change: Change) =>
  lake.send(new RevokePermissionsCommand(changeInput(change)));

/** One stand-in for a test file; every test finds it with the cast and nothing else. */
export async function lakeForTests(options: LakeOptions = {}): Promise<Lake> {
  const lake = await startLake(options);
  beforeEach(() => lake.reset());
  afterAll(() => lake.close());
  return lake;
}

/** The Authorization header of a signed request, whose signature nobody checks. */
export const authorization = (service: string, accessKeyId = userKey(MESH).accessKeyId) =>
  `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20261123/us-east-1/${service}/aws4_request, SignedHeaders=host;x-amz-date, Signature=${'0'.repeat(64)}`;

/** A clock that stands still until it is moved. */
export function clockAt(start = '2026-11-23T06:00:00Z') {
  let time = new Date(start).getTime();
  return {
    now: () => new Date(time),
    pass: (ms: number) => {
      time += ms;
    },
  };
}

export const HOUR = 3_600_000;
