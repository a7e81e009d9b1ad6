import {
  DeleteResourcePolicyCommand,
  GetResourcePolicyCommand,
  GlueClient,
  PutResourcePolicyCommand,
} from '@aws-sdk/client-glue';
import {
  type DataLakeSettings,
  GetDataLakeSettingsCommand,
  LakeFormationClient,
  PutDataLakeSettingsCommand,
} from '@aws-sdk/client-lakeformation';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Lake, startLake } from '../../local/aws/lake.ts';
import { REGION } from '../../local/settings.ts';
import { completed, lacking } from '../../scripts/setup/settings.ts';
import { runScript } from '../support/deployment.ts';

const MESH = '555555555555';
const arnOf = (role: string) => `arn:aws:iam::${MESH}:role/AwsDataMesh/${role}`;
const principal = (arn: string) => ({ DataLakePrincipalIdentifier: arn });
const EVERYBODY = [{ Principal: principal('IAM_ALLOWED_PRINCIPALS'), Permissions: ['ALL' as const] }];

interface Account {
  lake: Lake;
  settings(): Promise<DataLakeSettings | undefined>;
  put(settings: DataLakeSettings): Promise<void>;
  glue: GlueClient;
  /** `npm run setup`, in the environment of an administrator of the mesh account unless another is given. */
  setup(args: string[], account?: string): ReturnType<typeof runScript>;
  /** The calls that changed something, since the last look. */
  writes(): string[];
}

async function meshAccount(): Promise<Account> {
  const lake = await startLake({ region: REGION });
  onTestFinished(() => lake.close());
  const client = {
    endpoint: lake.url,
    region: REGION,
    credentials: { accessKeyId: `AKIA${MESH}T`, secretAccessKey: 'a' },
  };
  const lakeFormation = new LakeFormationClient(client);
  return {
    lake,
    glue: new GlueClient(client),
    settings: async () => (await lakeFormation.send(new GetDataLakeSettingsCommand({}))).DataLakeSettings,
    put: async (DataLakeSettings) => {
      await lakeFormation.send(new PutDataLakeSettingsCommand({ DataLakeSettings }));
      lake.clearCalls();
    },
    setup: (args, account = MESH) =>
      runScript('setup', args, {
        ...{ MESH_ACCOUNT_ID: MESH, AWS_REGION: REGION, AWS_ENDPOINT_URL: lake.url },
        ...{ AWS_ACCESS_KEY_ID: `AKIA${account}LOCAL`, AWS_SECRET_ACCESS_KEY: 'local' },
      }),
    writes: () => {
      const names = Object.keys(lake.calls().counts).filter((name) => !/:(Get|List)/.test(name));
      lake.clearCalls();
      return names;
    },
  };
}

/** As AWS gives a new account out: no administrators, everything open to IAM, version 1. */
const FRESH: DataLakeSettings = {
  DataLakeAdmins: [],
  CreateDatabaseDefaultPermissions: EVERYBODY,
  CreateTableDefaultPermissions: EVERYBODY,
};

describe('npm run setup', () => {
  it('prepares a fresh account, and writes nothing when it runs again', async () => {
    const { put, setup, settings, writes } = await meshAccount();
    await put(FRESH);
    const args = ['--producer', '111111111111', '--producer', '222222222222'];
    const first = await setup(args);
    expect(first).toMatchObject({ code: 0, errors: '' });
    expect(first.lines).toEqual([
      `→ Data lake settings, mended: ${arnOf('DataMeshAdminProducer-111111111111')} is no data lake administrator`,
      `→ Data lake settings, mended: ${arnOf('DataMeshAdminProducer-222222222222')} is no data lake administrator`,
      '→ Data lake settings, mended: the cross-account version is 1, not 3 or later',
      '→ Data lake settings, mended: new databases are open to all of IAM',
      '→ Data lake settings, mended: new tables are open to all of IAM',
      '✓ Glue resource policy: there is none, or it lets RAM share',
    ]);
    expect(writes()).toEqual(['lakeformation:PutDataLakeSettings']);
    expect(await settings()).toMatchObject({
      DataLakeAdmins: ['111111111111', '222222222222'].map((id) => principal(arnOf(`DataMeshAdminProducer-${id}`))),
      ...{ CreateDatabaseDefaultPermissions: [], CreateTableDefaultPermissions: [] },
      Parameters: { CROSS_ACCOUNT_VERSION: '3' },
    });
    const second = await setup([...args, '--dry-run']);
    expect(second.lines.every((line) => line.startsWith('✓'))).toBe(true);
    expect((await setup(args)).lines).toEqual(second.lines);
    expect(writes()).toEqual([]);
  });

  it('only says what it would do in a dry run', async () => {
    const { put, setup, settings, writes } = await meshAccount();
    await put(FRESH);
    const before = await settings();
    const { code, lines } = await setup(['--producer', '111111111111', '--dry-run']);
    expect(code).toBe(0);
    expect(lines.filter((line) => line.startsWith('✗ Data lake settings: '))).toHaveLength(4);
    expect(writes()).toEqual([]);
    expect(await settings()).toEqual(before);
  });

  it('keeps what aws-data-mesh-utils has set, and every setting that it does not know', async () => {
    const { put, setup, settings } = await meshAccount();
    const prepared: DataLakeSettings = {
      DataLakeAdmins: [arnOf('DataMeshManager'), arnOf('DataMeshAdminProducer-222222222222')].map(principal),
      ReadOnlyAdmins: [principal(arnOf('DataMeshAdminReadOnly'))],
      ...{ CreateDatabaseDefaultPermissions: [], CreateTableDefaultPermissions: [] },
      Parameters: { CROSS_ACCOUNT_VERSION: '4', SET_CONTEXT: 'FALSE' },
      ...{ TrustedResourceOwners: ['111111111111'], AllowExternalDataFiltering: true },
      ExternalDataFilteringAllowList: [principal('123456789012')],
      AuthorizedSessionTagValueList: ['Amazon EMR'],
    };
    await put({
      ...prepared,
      DataLakeAdmins: [principal(`arn:aws:iam::${MESH}:user/local`), ...(prepared.DataLakeAdmins ?? [])],
    });
    const { code } = await setup(['--producer', '111111111111']);
    expect(code).toBe(0);
    expect(await settings()).toMatchObject({
      ...prepared,
      DataLakeAdmins: [
        principal(`arn:aws:iam::${MESH}:user/local`),
        ...(prepared.DataLakeAdmins ?? []),
        principal(arnOf('DataMeshAdminProducer-111111111111')),
      ],
    });
  });

  it('lets RAM share where a resource policy says otherwise, and keeps its statements', async () => {
    const { glue, setup, writes } = await meshAccount();
    const own = {
      Sid: 'Own',
      Effect: 'Allow',
      Action: 'glue:GetTable',
      Principal: { AWS: '111111111111' },
      Resource: '*',
    };
    const PolicyInJson = JSON.stringify({ Version: '2012-10-17', Statement: [own] });
    await glue.send(new PutResourcePolicyCommand({ PolicyInJson }));
    expect((await setup(['--dry-run'])).lines.at(-1)).toMatch(/^✗ Glue resource policy: /);
    expect((await setup([])).lines.at(-1)).toMatch(/^→ Glue resource policy, mended: /);
    const { PolicyInJson: now = '' } = await glue.send(new GetResourcePolicyCommand({}));
    expect(JSON.parse(now).Statement).toEqual([own, expect.objectContaining({ Action: ['glue:ShareResource'] })]);
    writes();
    expect((await setup([])).lines.at(-1)).toMatch(/^✓ Glue resource policy/);
    expect(writes()).toEqual([]);
    await glue.send(new DeleteResourcePolicyCommand({}));
  });

  it('refuses to work in another account than the mesh account', async () => {
    const { setup, writes } = await meshAccount();
    const { code, errors } = await setup(['--producer', '111111111111'], '111111111111');
    expect(code).toBe(1);
    expect(errors).toContain('These are credentials of 111111111111, not of the mesh account 555555555555.');
    expect(writes()).toEqual([]);
  });

  it('says what to do about a role that is not there, and about too few rights', async () => {
    const { lake, setup, put, settings } = await meshAccount();
    const ghost = await setup(['--producer', '333333333333']);
    expect(ghost).toMatchObject({ code: 1, errors: expect.stringContaining('deploy infra/mesh-account.yaml') });
    await put({ ...(await settings()), DataLakeAdmins: [principal(arnOf('DataMeshManager'))] });
    const refused = await setup(['--producer', '111111111111']);
    expect(refused.errors).toMatch(/AccessDeniedException: .*\nRun this as a data lake administrator/);
    expect(lake.state().accounts[MESH]?.settings.DataLakeAdmins).toHaveLength(1);
  });
});

describe('completed settings', () => {
  it('lack nothing, add nobody twice and lower no version', () => {
    const admins = [arnOf('A'), arnOf('B')];
    const settings: DataLakeSettings = { ...FRESH, DataLakeAdmins: [principal(arnOf('B'))] };
    const once = completed(settings, admins);
    expect(lacking(once, admins)).toEqual([]);
    expect(once.DataLakeAdmins).toEqual([arnOf('B'), arnOf('A')].map(principal));
    expect(completed({ ...once, Parameters: { CROSS_ACCOUNT_VERSION: '5' } }, admins).Parameters).toEqual({
      CROSS_ACCOUNT_VERSION: '5',
    });
  });
});
