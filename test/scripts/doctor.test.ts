import { CreateTableCommand, type CreateTableCommandInput, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  type DataLakeSettings,
  GetDataLakeSettingsCommand,
  LakeFormationClient,
  PutDataLakeSettingsCommand,
} from '@aws-sdk/client-lakeformation';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, inject, it } from 'vitest';
import { REGION } from '../../local/settings.ts';
import { meshdeskTable, subscriptionsTable } from '../../local/tables.ts';
import { examine } from '../../scripts/doctor/doctor.ts';
import { listed } from '../../scripts/doctor/finding.ts';
import { type Deployment, openDeployment, runScript } from '../support/deployment.ts';
import { startHttpBot } from '../support/http-bot.ts';
import { readTemplate } from '../support/template.ts';
import { tellSlack } from '../support/world.ts';

const RETAIL = 'Retail (111111111111)';

/** What is amiss, each with its remedy behind an arrow. */
async function amiss(deployment: Deployment, over: Record<string, string | undefined> = {}): Promise<string[]> {
  const findings = await examine({ ...deployment.environment, ...over });
  return findings.flatMap((finding) => (finding.ok ? [] : [`${finding.about}: ${finding.found} → ${finding.remedy}`]));
}

const slackFault = (deployment: Deployment, method: string, error: string, where = {}) =>
  tellSlack(deployment, 'faults', { method, where, action: 'error', error, count: null });

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
  const client = new DynamoDBClient({ endpoint: inject('dynamoUrl'), region: REGION });
  await client.send(new CreateTableCommand(input));
  client.destroy();
  return input.TableName ?? '';
}

/** The actions of the role in infra/doctor-role.yaml. */
function doctorsRights(): string[] {
  const { Policies = [] } = readTemplate('infra/doctor-role.yaml').Resources.Doctor?.Properties ?? {};
  const [policy] = Policies as { PolicyDocument: { Statement: { Action: string | string[] }[] } }[];
  return (policy?.PolicyDocument.Statement ?? []).flatMap(({ Action }) => Action).sort();
}

const uniqueName = () => `Other-${crypto.randomUUID()}`;

describe('npm run doctor', () => {
  it('ticks everything off over Socket Mode, reads only, and ends with 0', async () => {
    const deployment = await openDeployment();
    const before = JSON.stringify(deployment.lake.state());
    const { code, lines } = await runScript('doctor', [], deployment.environment);
    expect(lines.filter((line) => !line.startsWith('✓'))).toEqual(['', 'All is well.']);
    expect(code).toBe(0);
    const about = lines.map((line) => line.replace(/^✓ (.*?): .*/, '$1'));
    for (const one of ['Settings', 'Bot token', 'Scopes', 'App token', 'Mesh admin U0ADA', "Admins' channel"]) {
      expect(about).toContain(one);
    }
    for (const one of ['AWS credentials', "Meshdesk's table", "Meshdesk's table, stream", "Meshdesk's table, safety"]) {
      expect(about).toContain(one);
    }
    for (const one of ['channel', 'approvers', 'as a producer', 'external id', 'data lake']) {
      expect(about).toContain(`${RETAIL}, ${one}`);
    }
    expect(lines.join('\n')).not.toContain(deployment.environment.SLACK_BOT_TOKEN);
    expect(await mutations(deployment)).toEqual([]);
    expect(JSON.stringify(deployment.lake.state())).toBe(before);
  });

  it('takes the settings of a function: its secret by name, its request URL', async () => {
    const deployment = await openDeployment();
    const { SLACK_BOT_TOKEN, SLACK_SIGNING_SECRET, SLACK_APP_TOKEN: _, ...environment } = deployment.environment;
    deployment.secrets['meshdesk/slack'] = JSON.stringify({ SLACK_BOT_TOKEN, SLACK_SIGNING_SECRET });
    const { bot, url } = await startHttpBot(deployment.config);
    const args = ['--request-url', url];
    const { code, lines } = await runScript('doctor', args, { ...environment, SLACK_SECRET: 'meshdesk/slack' });
    await bot.stop();
    expect(lines.filter((line) => line.startsWith('✗'))).toEqual([]);
    expect(lines).toContain('✓ Settings: complete, with the secret meshdesk/slack');
    const actions = deployment.calls.filter((call) => call.function === 'script' && call.as === 'function');
    expect([...new Set(actions.map(({ action }) => action))].sort()).toEqual(doctorsRights());
    expect(lines.join('\n')).toMatch(/✓ Request URL: answers a signed request, in \d+ ms/);
    expect(lines).toContain('✓ Signature: a forged request is refused');
    expect(code).toBe(0);
  });

  it('lists what is amiss with its remedy, and ends with 1', async () => {
    const deployment = await openDeployment();
    await tellSlack(deployment, 'channels', { channel: 'C0RETAIL', kick: ['U0MESHDESK'] });
    deployment.lake.setExternalIdAsked('222222222222', false);
    const { code, lines } = await runScript('doctor', [], deployment.environment);
    expect(code).toBe(1);
    const at = lines.indexOf(`✗ ${RETAIL}, channel: Meshdesk is not in C0RETAIL`);
    expect(lines[at + 1]).toBe('    → Type /invite @Meshdesk there.');
    expect(lines.join('\n')).toContain('✗ Finance (222222222222), external id: ');
    expect(lines.at(-1)).toMatch(/^2 of \d+ checks are amiss\.$/);
  });

  it('names every setting that is missing or wrong', async () => {
    const deployment = await openDeployment();
    const wrong = { MESH_ACCOUNT_ID: '5555', AWS_REGION: undefined, MESHDESK_ADMINS: '@ada' };
    const { code, lines } = await runScript('doctor', [], { ...deployment.environment, ...wrong });
    expect(code).toBe(1);
    expect(lines.filter((line) => line.startsWith('✗')).map((line) => line.split(' ')[2])).toEqual([
      'MESH_ACCOUNT_ID',
      'AWS_REGION',
      'MESHDESK_ADMINS',
    ]);
  });
});

async function mutations({ calls, lake, slack }: Deployment): Promise<string[]> {
  const reads = /:(Describe|Get|List|Query|BatchGet|AssumeRole)/;
  const answered = (await (await fetch(`${slack.url}/_control/calls`)).json()) as { counts: Record<string, number> };
  const slackReads = /^(auth\.test|apps\.connections\.open|users\.info|usergroups\.list|conversations\.info)$/;
  const aws = [...calls.map(({ action }) => action), ...Object.keys(lake.calls().counts)];
  expect(aws).toEqual(expect.arrayContaining(['dynamodb:DescribeTable', 'lakeformation:GetDataLakeSettings']));
  return [
    ...aws.filter((action) => !reads.test(action)),
    ...Object.keys(answered.counts).filter((method) => !slackReads.test(method)),
  ];
}

describe('in Slack the doctor finds', () => {
  it.each([
    ['token_revoked', /^Bot token: .*token_revoked.* → Set SLACK_BOT_TOKEN/],
    ['account_inactive', /^Bot token: .*account_inactive/],
  ])('a bot token that Slack refuses: %s', async (error, expected) => {
    const deployment = await openDeployment();
    await slackFault(deployment, 'auth.test', error);
    expect(await amiss(deployment)).toEqual([
      expect.stringMatching(expected),
      expect.stringMatching(/^Mesh admin U0ADA: .* → Mend what is amiss with the bot token/),
    ]);
  });

  it('an app token that opens no socket', async () => {
    const deployment = await openDeployment();
    const found = await amiss(deployment, { SLACK_APP_TOKEN: 'xapp-revoked' });
    expect(found).toEqual([expect.stringMatching(/^App token: .*invalid_auth.* → .*connections:write/)]);
  });

  it('an admin who has left, or is not there', async () => {
    const deployment = await openDeployment();
    await tellSlack(deployment, 'users', { user: 'U0ADA', deleted: true });
    const found = await amiss(deployment, { MESHDESK_ADMINS: 'U0ADA,U0NOBODY' });
    expect(found).toEqual([
      'Mesh admin U0ADA: is no full member: deactivated → Correct MESHDESK_ADMINS.',
      'Mesh admin U0NOBODY: is no full member: external → Correct MESHDESK_ADMINS.',
    ]);
  });

  it('channels that are archived, unknown, or without the bot', async () => {
    const deployment = await openDeployment();
    await tellSlack(deployment, 'channels', { channel: 'C0RETAIL', archived: true });
    await tellSlack(deployment, 'channels', { channel: 'C0FINANCE', kick: ['U0MESHDESK'] });
    const found = await amiss(deployment, { MESHDESK_ADMIN_CHANNEL: 'C0NOWHERE' });
    expect(found.map((one) => one.split(' → ')[0])).toEqual([
      "Admins' channel: C0NOWHERE is not there, or private",
      `${RETAIL}, channel: C0RETAIL is archived`,
      'Finance (222222222222), channel: Meshdesk is not in C0FINANCE',
    ]);
  });

  it('approvers who cannot decide any more', async () => {
    const deployment = await openDeployment();
    await tellSlack(deployment, 'users', { user: 'U0FINN', deleted: true });
    expect(await amiss(deployment)).toEqual([
      'Finance (222222222222), approvers: nobody can decide → Choose approvers with /mesh connect.',
    ]);
  });

  it('that it cannot be reached, and says so for each', async () => {
    const deployment = await openDeployment();
    await deployment.slack.close();
    const found = await amiss(deployment);
    expect(found.join('\n')).toMatch(/^Bot token: .*(ECONNREFUSED|fetch failed|request error)/);
    expect(found).toContainEqual(expect.stringMatching(/^Admins' channel: Slack did not say/));
  });

  it('a request URL that is not given, that refuses the signature, or where something else answers', async () => {
    const deployment = await openDeployment();
    const { SLACK_APP_TOKEN: _, ...environment } = deployment.environment;
    const about = async (url: string | undefined, more: Record<string, string> = {}) =>
      listed((await examine({ ...environment, ...more }, url)).filter(({ ok }) => !ok));
    expect(await about(undefined)).toMatch(/✗ Request URL: not tried\n {4}→ npm run doctor -- --request-url/);
    const { bot, url } = await startHttpBot(deployment.config);
    expect(await about(url, { SLACK_SIGNING_SECRET: 'of-another-app' })).toMatch(
      /^✗ Request URL: answered 401 to a signed request\n {4}→ It has another signing secret.*$/,
    );
    await bot.stop();
    expect(await about(deployment.slack.url)).toMatch(/✗ Request URL: answered 200[\s\S]*✗ Signature: .*got 200/);
    expect(await about('http://127.0.0.1:9/')).toMatch(/✗ Request URL: fetch failed/);
  });
});

it('finds scopes that the app was not given', async () => {
  const deployment = await openDeployment();
  await tellSlack(deployment, 'scopes', { without: ['usergroups:read', 'groups:history'] });
  expect(await amiss(deployment)).toEqual([
    expect.stringMatching(/^Scopes: without groups:history, usergroups:read → .*install it again/),
  ]);
});

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
