import { CreateTableCommand, type CreateTableCommandInput, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  type DataLakeSettings,
  GetDataLakeSettingsCommand,
  LakeFormationClient,
  PutDataLakeSettingsCommand,
} from '@aws-sdk/client-lakeformation';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { REGION } from '../../local/settings.ts';
import { meshdeskTable, subscriptionsTable } from '../../local/tables.ts';
import { type Deployment, openDeployment } from '../support/deployment.ts';
import { takeDynamo } from '../support/dynamo.ts';
import { amiss, RETAIL } from './amiss.ts';

function meshLake({ lake }: Deployment): LakeFormationClient {
  const credentials = { accessKeyId: 'AKIA555555555555TEST', secretAccessKey: 'any' };
  return new LakeFormationClient({ endpoint: lake.url, region: REGION, credentials });
}

async function changeSettings(deployment: Deployment, change: (settings: DataLakeSettings) => DataLakeSettings) {
  const client = meshLake(deployment);
  const { DataLakeSettings = {} } = await client.send(new GetDataLakeSettingsCommand({}));
  await client.send(new PutDataLakeSettingsCommand({ DataLakeSettings: change(DataLakeSettings) }));
}

/** Creates a table in another form than it should have, and answers its name. */
async function otherTable(input: CreateTableCommandInput): Promise<string> {
  const client = new DynamoDBClient({ endpoint: await takeDynamo(), region: REGION });
  await client.send(new CreateTableCommand(input));
  client.destroy();
  return input.TableName ?? '';
}

const uniqueName = () => `Other-${crypto.randomUUID()}`;

describe('in AWS the doctor finds', () => {
  it('credentials of another account, and what these may not', async () => {
    const deployment = await openDeployment();
    process.env.AWS_ACCESS_KEY_ID = 'AKIA999999999999LOCAL';
    const found = await amiss(deployment);
    expect(found).toContainEqual(
      expect.stringMatching(/^AWS credentials: arn:aws:iam::999999999999:user\/local is not of the mesh account/),
    );
    expect(found).toContainEqual(
      expect.stringMatching(
        /as a producer: arn:.*DataMeshProducer cannot be assumed → Deploy infra\/producer-account.yaml/,
      ),
    );
  });

  it('a role in the account, and one in the mesh account, that cannot be assumed', async () => {
    const deployment = await openDeployment();
    const error = { code: 'AccessDenied', status: 403 };
    deployment.lake.addFault({ match: { operation: 'AssumeRole', principal: 'DataMeshProducer/' }, action: { error } });
    const found = await amiss(deployment, { MESHDESK_EXTERNAL_ID: deployment.lake.externalId });
    expect(found[0]).toMatch(/DataMeshAdminProducer-111111111111 cannot be assumed → Deploy infra\/mesh-account.yaml/);
    expect(await amiss(deployment, { MESHDESK_EXTERNAL_ID: 'another' })).toContainEqual(
      expect.stringMatching(
        /role\/AwsDataMesh\/DataMeshConsumer cannot be assumed → Deploy infra\/consumer-account.yaml/,
      ),
    );
  });

  it('roles that open without the external id, and that none was agreed on', async () => {
    const deployment = await openDeployment();
    deployment.lake.setExternalIdAsked('999999999999', false);
    expect(await amiss(deployment)).toEqual([
      expect.stringMatching(
        /^Marketing \(999999999999\), external id: .*DataMeshConsumer opens without it → .*infra\/consumer-account/,
      ),
    ]);
    expect(await amiss(deployment, { MESHDESK_EXTERNAL_ID: undefined })).toContainEqual(
      expect.stringMatching(/^Marketing .*opens without one → .*MESHDESK_EXTERNAL_ID/),
    );
  });

  it('data lake settings that are not right', async () => {
    const deployment = await openDeployment();
    const everybody = { DataLakePrincipalIdentifier: 'IAM_ALLOWED_PRINCIPALS' };
    await changeSettings(deployment, (settings) => ({
      ...settings,
      DataLakeAdmins: (settings.DataLakeAdmins ?? []).filter(
        ({ DataLakePrincipalIdentifier: arn }) => !arn?.endsWith('DataMeshAdminProducer-111111111111'),
      ),
      CreateTableDefaultPermissions: [{ Principal: everybody, Permissions: ['ALL'] }],
      Parameters: { CROSS_ACCOUNT_VERSION: '2' },
    }));
    const found = (await amiss(deployment)).filter((one) => one.startsWith(RETAIL));
    expect(found.map((one) => one.split(' → '))).toEqual(
      [
        'arn:aws:iam::555555555555:role/AwsDataMesh/DataMeshAdminProducer-111111111111 is no data lake administrator',
        'the cross-account version is 2, not 3 or later',
        'new tables are open to all of IAM',
      ].map((what) => [`${RETAIL}, data lake: ${what}`, 'npm run setup -- --producer 111111111111']),
    );
  });

  it('tables that are not there, or not as they have to be', async () => {
    const deployment = await openDeployment();
    expect(await amiss(deployment, { SUBSCRIPTIONS_TABLE: 'Nowhere' })).toEqual([
      'Table of subscriptions: there is no Nowhere → Deploy template.yaml, or correct the name of the table.',
    ]);
    const { StreamSpecification: _, GlobalSecondaryIndexes = [], ...bare } = subscriptionsTable(uniqueName());
    const [subscriber] = GlobalSecondaryIndexes;
    const SUBSCRIPTIONS_TABLE = await otherTable({
      ...bare,
      AttributeDefinitions: (bare.AttributeDefinitions ?? []).slice(0, 2),
      ...(subscriber && {
        GlobalSecondaryIndexes: [{ ...subscriber, Projection: { ProjectionType: 'KEYS_ONLY' } }],
      }),
    });
    const [shape, stream, ...more] = await amiss(deployment, { SUBSCRIPTIONS_TABLE });
    expect(shape).toMatch(
      /no index AwsDataMeshSubscriptions-Owner; index AwsDataMeshSubscriptions-Subscriber does not project all/,
    );
    expect(stream).toContain(`there is none → aws dynamodb update-table --table-name ${SUBSCRIPTIONS_TABLE} `);
    expect(more).toEqual([]);
  });

  it("a table of Meshdesk's with another stream and key, that can be lost, and nobody connected", async () => {
    const deployment = await openDeployment();
    const { GlobalSecondaryIndexes: _, ...bare } = meshdeskTable(uniqueName());
    const MESHDESK_TABLE = await otherTable({
      ...bare,
      AttributeDefinitions: (bare.AttributeDefinitions ?? []).slice(0, 1),
      KeySchema: (bare.KeySchema ?? []).slice(0, 1),
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' },
    });
    const found = await amiss(deployment, { MESHDESK_TABLE });
    expect(found[0]).toMatch(/^Meshdesk's table: its key is not pk, sk; no index Listing/);
    expect(found[1]).toMatch(/^Meshdesk's table, stream: it has KEYS_ONLY/);
    expect(found[2]).toMatch(/^Meshdesk's table, safety: no point-in-time recovery; no deletion protection/);
    expect(found[3]).toMatch(/^Connected accounts: /);
  });

  it('an account that is connected and not there', async () => {
    const deployment = await openDeployment();
    const account = { accountId: '333333333333', name: 'Ghost', producer: true, consumer: true };
    await deployment.documents.send(
      new PutCommand({
        TableName: deployment.config.meshdeskTable,
        Item: {
          ...{ pk: 'account#333333333333', sk: 'account', listing: 'accounts', listed: '333333333333', ...account },
          ...{ channel: 'C0RETAIL', approvers: { users: ['U0RITA'], groups: [] } },
          ...{ members: { users: [], groups: [] }, selfApproval: false },
        },
      }),
    );
    expect(await amiss(deployment)).toEqual([
      expect.stringMatching(/^Ghost .*as a producer: arn:.*DataMeshProducer cannot be assumed/),
      expect.stringMatching(/^Ghost .*as a consumer: arn:.*DataMeshConsumer cannot be assumed/),
    ]);
  });

  it('a secret that is not there beside settings that are wrong', async () => {
    const deployment = await openDeployment();
    const found = await amiss(deployment, { SLACK_SECRET: 'meshdesk/none', MESHDESK_ADMIN_CHANNEL: '#mesh-admins' });
    expect(found[0]).toMatch(/^Settings: SLACK_SECRET .*can't find the specified secret/);
    expect(found[1]).toMatch(/^Settings: MESHDESK_ADMIN_CHANNEL has a wrong value/);
  });
});
