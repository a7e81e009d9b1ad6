import {
  BatchCreatePartitionCommand,
  CreateDatabaseCommand,
  CreateTableCommand,
  GlueClient,
  type TableInput,
} from '@aws-sdk/client-glue';
import {
  AddLFTagsToResourceCommand,
  BatchGrantPermissionsCommand,
  type BatchPermissionsRequestEntry,
  CreateLFTagCommand,
  LakeFormationClient,
  RegisterResourceCommand,
  type Resource,
} from '@aws-sdk/client-lakeformation';
import {
  AcceptResourceShareInvitationCommand,
  GetResourceShareInvitationsCommand,
  RAMClient,
} from '@aws-sdk/client-ram';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { PRODUCERS, type Producer, specialTables } from './seed/products.ts';
import { CAST, roleArn } from './state/world.ts';

/** Where the stand-in answers. */
export interface SeedOptions {
  readonly endpoint: string;
  readonly region: string;
}

interface Clients {
  readonly glue: GlueClient;
  readonly lake: LakeFormationClient;
  readonly ram: RAMClient;
  readonly s3: S3Client;
}

/** LF-tags of every catalog of the cast, as they are stored. */
const LF_TAGS = { sensitivity: ['public', 'internal', 'confidential'], domain: ['retail', 'finance', 'marketing'] };

/**
 * Fills the lake with the cast's tables through the wire: each producer's own database with partitions, bucket, registered
 * location and LF-tags, and the product as it stands in the mesh catalog, made by the producer's own session there and
 * shared back to the producer's account. What is there already is left as it is, so it can be done again. Throws what the
 * services answer otherwise.
 */
export async function seedCast(options: SeedOptions): Promise<void> {
  const mesh = clientsOf(options, userKey(CAST.mesh));
  await createTags(mesh);
  for (const producer of PRODUCERS) {
    const session = await producerSession(options, producer.account);
    await seedOwnDatabase(options, session.own, producer);
    await once(
      mesh.lake.send(new RegisterResourceCommand({ ResourceArn: bucketArn(producer), UseServiceLinkedRole: true })),
    );
    await publish(session.mesh, mesh, producer);
    await acceptShares(session.own);
  }
  const [retail, finance] = PRODUCERS;
  if (retail !== undefined && finance !== undefined) {
    const { own } = await producerSession(options, retail.account);
    for (const input of specialTables(retail, CAST.mesh, meshDatabase(finance)))
      await createTable(own, retail.database, input);
  }
}

/** The name of a producer's database in the mesh catalog. */
export const meshDatabase = ({ database, account }: Producer) => `${database}-${account}`;

const bucketArn = ({ bucket }: Producer) => `arn:aws:s3:::${bucket}`;
const userKey = (account: string) => ({ accessKeyId: `AKIA${account}LOCAL`, secretAccessKey: 'local' });

function clientsOf(
  { endpoint, region }: SeedOptions,
  credentials: { accessKeyId: string; secretAccessKey: string },
): Clients {
  const config = { endpoint, region, credentials };
  return {
    glue: new GlueClient(config),
    lake: new LakeFormationClient(config),
    ram: new RAMClient(config),
    s3: new S3Client({ ...config, forcePathStyle: true }),
  };
}

/** The producer's role in its own account, and its role in the mesh account, as the original library takes them. */
async function producerSession(options: SeedOptions, account: string): Promise<{ own: Clients; mesh: Clients }> {
  const assume = async (credentials: Parameters<typeof clientsOf>[1], RoleArn: string) => {
    const sts = new STSClient({ ...options, credentials });
    const { Credentials: given } = await sts.send(
      new AssumeRoleCommand({ RoleArn, RoleSessionName: `seed-${account}` }),
    );
    if (given?.AccessKeyId === undefined || given.SecretAccessKey === undefined)
      throw new Error(`${RoleArn} gave no keys.`);
    return {
      accessKeyId: given.AccessKeyId,
      secretAccessKey: given.SecretAccessKey,
      ...(given.SessionToken !== undefined && { sessionToken: given.SessionToken }),
    };
  };
  const own = await assume(userKey(account), roleArn(account, 'DataMeshProducer'));
  const inMesh = await assume(own, roleArn(CAST.mesh, `DataMeshAdminProducer-${account}`));
  return { own: clientsOf(options, own), mesh: clientsOf(options, inMesh) };
}

async function seedOwnDatabase({ region }: SeedOptions, own: Clients, producer: Producer) {
  const { database, description, bucket, tables } = producer;
  const constraint =
    region === 'us-east-1' ? {} : { CreateBucketConfiguration: { LocationConstraint: region as never } };
  await once(own.s3.send(new CreateBucketCommand({ Bucket: bucket, ...constraint })));
  await once(
    own.lake.send(new RegisterResourceCommand({ ResourceArn: bucketArn(producer), UseServiceLinkedRole: true })),
  );
  const DatabaseInput = { Name: database, Description: description, LocationUri: `s3://${bucket}/` };
  await once(own.glue.send(new CreateDatabaseCommand({ DatabaseInput })));
  await createTags(own);
  await Promise.all(
    tables.map(async ({ input, partitions }) => {
      await createTable(own, database, input);
      await createPartitions(own, database, input, partitions);
    }),
  );
  await tag(own.lake, database, producer);
}

/**
 * The product in the mesh catalog: the same tables, owned by the producer's account, which may pass everything on, and with
 * public metadata.
 */
async function publish(session: Clients, mesh: Clients, producer: Producer) {
  const database = meshDatabase(producer);
  const DatabaseInput = { Name: database, Description: producer.description };
  await once(session.glue.send(new CreateDatabaseCommand({ DatabaseInput })));
  await Promise.all(
    producer.tables.map(async ({ input, partitions }) => {
      await createTable(session, database, { ...input, Owner: producer.account });
      await createPartitions(session, database, input, partitions);
    }),
  );
  await tag(mesh.lake, database, producer);
  const entries = producer.tables.flatMap(({ input }) => [
    grantToProducer(producer, database, `${input.Name}`),
    grantToReaders(database, `${input.Name}`),
  ]);
  for (let start = 0; start < entries.length; start += 20) {
    const Entries = entries.slice(start, start + 20);
    const { Failures } = await session.lake.send(new BatchGrantPermissionsCommand({ Entries }));
    if (Failures !== undefined && Failures.length > 0) throw new Error(`Grants failed: ${JSON.stringify(Failures)}`);
  }
}

async function acceptShares({ ram }: Clients) {
  const { resourceShareInvitations } = await ram.send(new GetResourceShareInvitationsCommand({}));
  for (const { resourceShareInvitationArn, status } of resourceShareInvitations ?? []) {
    if (status === 'PENDING') await ram.send(new AcceptResourceShareInvitationCommand({ resourceShareInvitationArn }));
  }
}

const grantToProducer = ({ account }: Producer, DatabaseName: string, Name: string): BatchPermissionsRequestEntry => ({
  Id: Name,
  Principal: { DataLakePrincipalIdentifier: account },
  Resource: { Table: { DatabaseName, Name } },
  Permissions: ['ALL'],
  PermissionsWithGrantOption: ['ALL'],
});

const grantToReaders = (DatabaseName: string, Name: string): BatchPermissionsRequestEntry => ({
  Id: `public-${Name}`,
  Principal: { DataLakePrincipalIdentifier: roleArn(CAST.mesh, 'DataMeshAdminReadOnly') },
  Resource: { Table: { DatabaseName, Name } },
  Permissions: ['DESCRIBE'],
});

const createTable = ({ glue }: Clients, DatabaseName: string, TableInput: TableInput) =>
  once(glue.send(new CreateTableCommand({ DatabaseName, TableInput })));

/** Partitions that are there are named in the answer's Errors, and left. */
async function createPartitions(
  { glue }: Clients,
  DatabaseName: string,
  table: TableInput,
  PartitionInputList: Producer['tables'][number]['partitions'],
) {
  if (PartitionInputList.length === 0) return;
  const input = { DatabaseName, TableName: table.Name, PartitionInputList: [...PartitionInputList] };
  const { Errors } = await glue.send(new BatchCreatePartitionCommand(input));
  const others = (Errors ?? []).filter(({ ErrorDetail }) => ErrorDetail?.ErrorCode !== 'AlreadyExistsException');
  if (others.length > 0) throw new Error(`Partitions failed: ${JSON.stringify(others)}`);
}

async function createTags({ lake }: Clients) {
  for (const [TagKey, TagValues] of Object.entries(LF_TAGS))
    await once(lake.send(new CreateLFTagCommand({ TagKey, TagValues })));
}

async function tag(lake: LakeFormationClient, database: string, { domain, confidential }: Producer) {
  await addTag(lake, { Database: { Name: database } }, 'domain', domain);
  for (const [Name, ColumnNames] of Object.entries(confidential)) {
    const columns = { DatabaseName: database, Name, ColumnNames: [...ColumnNames] };
    await addTag(lake, { TableWithColumns: columns }, 'sensitivity', 'confidential');
  }
}

async function addTag(lake: LakeFormationClient, resource: Resource, TagKey: string, value: string) {
  const LFTags = [{ TagKey, TagValues: [value] }];
  const { Failures } = await lake.send(new AddLFTagsToResourceCommand({ Resource: resource, LFTags }));
  if (Failures !== undefined && Failures.length > 0) throw new Error(`LF-tags failed: ${JSON.stringify(Failures)}`);
}

const THERE_ALREADY = ['AlreadyExistsException', 'BucketAlreadyOwnedByYou'];

/** Takes "it exists already" for done; for LF-tags that is an InvalidInputException. */
async function once(sent: Promise<unknown>): Promise<void> {
  try {
    await sent;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (THERE_ALREADY.includes(error.name) || error.message.includes('Tag key already exists')) return;
    throw error;
  }
}
