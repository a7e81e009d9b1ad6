import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetTablesCommand, GlueClient } from '@aws-sdk/client-glue';
import {
  BatchGrantPermissionsCommand,
  type BatchPermissionsRequestEntry,
  BatchRevokePermissionsCommand,
  LakeFormationClient,
  ListPermissionsCommand,
  type Permission,
} from '@aws-sdk/client-lakeformation';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { MESH, type Place } from './place.ts';

const REGION = 'us-east-1';

/** What the Python library does to a subscription, call by call: grants first, then the record. */
export interface Original {
  approve(subscriptionId: string): Promise<void>;
  deny(subscriptionId: string): Promise<void>;
  /** `update_subscription_permissions`. */
  change(subscriptionId: string, permissions: readonly Permission[]): Promise<void>;
  /** With the two lines mended that it always dies of. */
  delete(subscriptionId: string): Promise<void>;
  close(): void;
}

/**
 * A producer's Python session, after aws-data-mesh-utils 1.0.18: no plan, no batches cut, no answer looked at, a lost race swallowed. Left
 * out are the bucket's and the catalog's policies, which say nothing of a decision.
 */
export async function openOriginal(place: Place, producer: string): Promise<Original> {
  const { own, mesh, arn } = await sessionsOf(place, producer);
  const glue = new GlueClient({ endpoint: place.lake.url, region: REGION, credentials: own });
  const lake = new LakeFormationClient({ endpoint: place.lake.url, region: REGION, credentials: mesh });
  const plain = new DynamoDBClient({ endpoint: place.dynamoUrl, region: REGION, credentials: mesh });
  const documents = DynamoDBDocumentClient.from(plain);
  const TableName = place.tables.subscriptions;

  const get = async (SubscriptionId: string) => {
    const { Item } = await documents.send(new GetCommand({ TableName, Key: { SubscriptionId }, ConsistentRead: true }));
    return Item?.Status === 'Deleted' ? undefined : (Item as Item | undefined);
  };
  /** `_handle_update`: a condition that fails is passed over in silence. */
  const update = async (SubscriptionId: string, values: Record<string, unknown>, note: string, from?: string[]) => {
    const all = { ...values, UpdatedDate: new Date().toISOString().slice(0, 19).replace('T', ' '), UpdatedBy: arn };
    const names = Object.keys(all);
    const condition = from && {
      ConditionExpression: `#Status IN (${from.map((_, at) => `:from${at}`).join(', ')})`,
    };
    const command = new UpdateCommand({
      TableName,
      Key: { SubscriptionId },
      UpdateExpression: `SET ${names.map((name) => `#${name} = :${name}`).join(', ')} ADD Notes :note`,
      ...condition,
      ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
      ExpressionAttributeValues: {
        ...Object.fromEntries(Object.entries(all).map(([name, value]) => [`:${name}`, value])),
        ':note': new Set([note]),
        ...Object.fromEntries((from ?? []).map((status, at) => [`:from${at}`, status])),
      },
    });
    await documents.send(command).catch((error: unknown) => {
      if (!(error instanceof Error) || error.name !== 'ConditionalCheckFailedException') throw error;
    });
  };
  const grant = (Entries: BatchPermissionsRequestEntry[]) =>
    lake.send(new BatchGrantPermissionsCommand({ CatalogId: MESH, Entries }));
  const revoke = (Entries: BatchPermissionsRequestEntry[]) =>
    lake.send(new BatchRevokePermissionsCommand({ CatalogId: MESH, Entries }));

  return {
    async approve(subscriptionId) {
      const item = await get(subscriptionId);
      if (item === undefined) return;
      const { SubscriberPrincipal: principal, DatabaseName: database, TableName: tables, RequestedGrants } = item;
      const arns: string[] = [];
      for (const asked of tables) {
        const source = database.replace(`-${producer}`, '');
        const { TableList = [] } = await glue.send(new GetTablesCommand({ DatabaseName: source, Expression: asked }));
        for (const { Name = '' } of TableList) {
          await grant([onDatabase(principal, database)]);
          await grant(onTables(principal, database, [Name], [...RequestedGrants, 'DESCRIBE']));
          await lake.send(
            new ListPermissionsCommand({
              Resource: { Table: { CatalogId: MESH, DatabaseName: database, Name: asked } },
            }),
          );
          arns.push(`arn:aws:glue:${REGION}:${MESH}:table/${database}/${Name}`);
        }
      }
      const granted = {
        PermittedGrants: RequestedGrants,
        GrantableGrants: null,
        GrantedTableARNs: arns,
        RamShares: {},
      };
      const any = ['Pending', 'Denied', 'Deleted', 'Active'];
      await update(subscriptionId, { Status: 'Active', ...granted }, 'approved with the library', any);
    },
    async deny(subscriptionId) {
      const item = await get(subscriptionId);
      const granted = { PermittedGrants: item?.RequestedGrants ?? null, GrantableGrants: null, GrantedTableARNs: null };
      await update(subscriptionId, { Status: 'Denied', ...granted }, 'denied with the library', ['Pending']);
    },
    async change(subscriptionId, permissions) {
      const item = await get(subscriptionId);
      if (item === undefined) return;
      const { SubscriberPrincipal: principal, DatabaseName: database, TableName: tables, PermittedGrants = [] } = item;
      const added = permissions.filter((name) => !PermittedGrants.includes(name));
      const gone = [...PermittedGrants, ...added].filter((name) => !permissions.includes(name));
      if (added.length > 0) await grant(onTables(principal, database, tables, [...added, 'DESCRIBE']));
      if (gone.length > 0) await revoke(onTables(principal, database, tables, gone));
      await update(subscriptionId, { PermittedGrants: permissions, GrantableGrants: [] }, 'changed with the library');
    },
    async delete(subscriptionId) {
      const item = await get(subscriptionId);
      if (item === undefined) return;
      const { SubscriberPrincipal: principal, DatabaseName: database, TableName: tables, PermittedGrants = [] } = item;
      await revoke([...onTables(principal, database, tables, PermittedGrants), onDatabase(principal, database)]);
      const granted = { PermittedGrants: item.RequestedGrants, GrantableGrants: null, GrantedTableARNs: null };
      await update(subscriptionId, { Status: 'Deleted', ...granted }, 'deleted with the library', ['Active']);
    },
    close() {
      for (const client of [glue, lake, plain]) client.destroy();
    },
  };
}

interface Item {
  Status: string;
  SubscriberPrincipal: string;
  DatabaseName: string;
  TableName: string[];
  RequestedGrants: Permission[];
  PermittedGrants?: Permission[];
}

let entries = 0;

function onDatabase(principal: string, Name: string): BatchPermissionsRequestEntry {
  return {
    Id: String(entries++),
    Principal: { DataLakePrincipalIdentifier: principal },
    Resource: { Database: { CatalogId: MESH, Name } },
    Permissions: ['DESCRIBE'],
  };
}

/** `create_lf_permissions_entry`: SELECT on all columns, the rest on the table. */
function onTables(
  principal: string,
  DatabaseName: string,
  tables: readonly string[],
  permissions: readonly Permission[],
) {
  const all = new Set(permissions);
  const others = [...all].filter((name) => name !== 'SELECT');
  return tables.flatMap((Name): BatchPermissionsRequestEntry[] => {
    const of = { CatalogId: MESH, DatabaseName, Name };
    const Principal = { DataLakePrincipalIdentifier: principal };
    const columns = { TableWithColumns: { ...of, ColumnWildcard: {} } };
    const reads = all.has('SELECT')
      ? [{ Id: String(entries++), Principal, Resource: columns, Permissions: ['SELECT' as const] }]
      : [];
    const rest = { Id: String(entries++), Principal, Resource: { Table: of }, Permissions: others };
    return others.length > 0 ? [...reads, rest] : reads;
  });
}

/** The producer's role in its own account, and from there its role in the mesh account. */
async function sessionsOf({ lake }: Place, producer: string) {
  const assume = async (credentials: { accessKeyId: string; secretAccessKey: string }, RoleArn: string) => {
    const sts = new STSClient({ endpoint: lake.url, region: REGION, credentials });
    const { Credentials: given, AssumedRoleUser: user } = await sts.send(
      new AssumeRoleCommand({ RoleArn, RoleSessionName: 'rhea.stone' }),
    );
    const { AccessKeyId: accessKeyId = '', SecretAccessKey: secretAccessKey = '', SessionToken = '' } = given ?? {};
    return { keys: { accessKeyId, secretAccessKey, sessionToken: SessionToken }, arn: user?.Arn ?? '' };
  };
  const role = (account: string, name: string) => `arn:aws:iam::${account}:role/AwsDataMesh/${name}`;
  const user = { accessKeyId: `AKIA${producer}LOCAL`, secretAccessKey: 'local' };
  const own = await assume(user, role(producer, 'DataMeshProducer'));
  const mesh = await assume(own.keys, role(MESH, `DataMeshAdminProducer-${producer}`));
  return { own: own.keys, mesh: mesh.keys, arn: mesh.arn };
}
