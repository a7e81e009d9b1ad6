import { GetDatabaseCommand } from '@aws-sdk/client-glue';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Lake, startLake } from '../../local/aws/lake.ts';
import { listen, sendJson } from '../../local/http.ts';
import { openSessions, type SessionSettings, type Sessions } from '../../src/mesh/aws/sessions.ts';
import { credentialsOf, FINANCE, MARKETING, MESH, REGION, RETAIL } from './support/mesh.ts';

let lake: Lake;
let lakeTime: Date;
const opened: Sessions[] = [];

beforeEach(async () => {
  lakeTime = new Date();
  lake = await startLake({ now: () => lakeTime });
  process.env.AWS_ENDPOINT_URL = lake.url;
});
afterEach(async () => {
  for (const sessions of opened.splice(0)) sessions.close();
  await lake.close();
});

function open(over: Partial<SessionSettings> = {}): Sessions {
  const sessions = openSessions({
    meshAccountId: MESH,
    region: REGION,
    externalId: lake.externalId,
    credentials: credentialsOf(MESH),
    base: 'bot',
    ...over,
  });
  opened.push(sessions);
  return sessions;
}

const rita = { role: 'producer', accountId: RETAIL, actor: 'slack-U0RITA' } as const;
const assumed = () =>
  lake
    .calls()
    .journal.filter((entry) => entry.operation === 'AssumeRole')
    .map((entry) => entry.input as { RoleArn: string; RoleSessionName: string; ExternalId?: string });

describe('sessions', () => {
  it('hop through the account to the mesh, named after the actor, with the external id on the first hop alone', async () => {
    const session = await open().inMesh(rita);
    expect(session).toMatchObject({
      arn: `arn:aws:sts::${MESH}:assumed-role/DataMeshAdminProducer-${RETAIL}/slack-U0RITA`,
      accountId: MESH,
      region: REGION,
    });
    expect(assumed()).toMatchObject([
      {
        RoleArn: `arn:aws:iam::${RETAIL}:role/AwsDataMesh/DataMeshProducer`,
        RoleSessionName: 'slack-U0RITA',
        ExternalId: lake.externalId,
      },
      {
        RoleArn: `arn:aws:iam::${MESH}:role/AwsDataMesh/DataMeshAdminProducer-${RETAIL}`,
        RoleSessionName: 'slack-U0RITA',
      },
    ]);
    expect(assumed()[1]).not.toHaveProperty('ExternalId');
  });

  it('are assumed once for all who ask at the same time, and apart for each actor, role and account', async () => {
    const sessions = open();
    await Promise.all(Array.from({ length: 10 }, () => sessions.inMesh(rita)));
    await sessions.inAccount(rita);
    expect(assumed()).toHaveLength(2);
    await sessions.inAccount({ ...rita, actor: 'meshdesk' });
    await sessions.inAccount({ ...rita, accountId: FINANCE });
    await sessions.inAccount({ ...rita, role: 'consumer', accountId: MARKETING });
    expect(assumed()).toHaveLength(5);
  });

  it('are renewed shortly before they expire, for clients that are held on to as well', async () => {
    const real = Date.now();
    // What STS gives out now has four minutes to live.
    lakeTime = new Date(real - 56 * 60_000);
    const { glue } = await open().inMesh(rita);
    const find = () => glue.send(new GetDatabaseCommand({ Name: 'nowhere' }));
    await expect(find()).rejects.toMatchObject({ details: { awsCode: 'EntityNotFoundException' } });
    const before = assumed().length;
    lakeTime = new Date(real + 5 * 60_000);
    await expect(find()).rejects.toMatchObject({ details: { awsCode: 'EntityNotFoundException' } });
    expect(assumed()).toHaveLength(before + 2);
    await expect(find()).rejects.toMatchObject({ details: { awsCode: 'EntityNotFoundException' } });
    expect(assumed()).toHaveLength(before + 2);
  });

  it('tell which role of which account is out of reach, and ask again the next time', async () => {
    const sessions = open({ externalId: 'wrong' });
    const roleArn = `arn:aws:iam::${RETAIL}:role/AwsDataMesh/DataMeshProducer`;
    for (let attempt = 0; attempt < 2; attempt += 1) {
      await expect(sessions.inMesh(rita)).rejects.toMatchObject({
        code: 'AccountUnreachable',
        details: { accountId: RETAIL, roleArn },
        cause: { details: { service: 'STS', operation: 'AssumeRole', awsCode: 'AccessDenied' } },
      });
    }
    expect(assumed()).toHaveLength(2);
  });

  it('of another account, or of its other role, are not the session that the caller has', async () => {
    const sts = new STSClient({ region: REGION, credentials: credentialsOf(MESH) });
    const { Credentials } = await sts.send(
      new AssumeRoleCommand({
        RoleArn: `arn:aws:iam::${RETAIL}:role/AwsDataMesh/DataMeshProducer`,
        RoleSessionName: 'laptop',
        ExternalId: lake.externalId,
      }),
    );
    const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
    const credentials = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
    const sessions = open({ base: 'account', credentials });
    const arn = `arn:aws:sts::${RETAIL}:assumed-role/DataMeshProducer/laptop`;
    expect(await sessions.inAccount(rita)).toMatchObject({ arn, accountId: RETAIL });
    for (const other of [
      { ...rita, accountId: FINANCE },
      { ...rita, role: 'consumer' as const },
    ]) {
      const session = await sessions.inAccount(other).catch((error: unknown) => error);
      expect(session).not.toMatchObject({ arn });
    }
    // The external id keeps another's bot from the roles; who calls for themselves has none to give.
    expect(assumed().slice(1)).toEqual([
      expect.not.objectContaining({ ExternalId: lake.externalId }),
      expect.not.objectContaining({ ExternalId: lake.externalId }),
    ]);
    sts.destroy();
  });

  it('make a name that STS takes of any actor', async () => {
    const { arn } = await open().inAccount({ ...rita, actor: `ünder/${'x'.repeat(80)}` });
    expect(arn.split('/').at(-1)).toBe(`-nder-${'x'.repeat(58)}`);
  });

  it('keep so many calls under way and no more, over all of them', async () => {
    let underWay = 0;
    let most = 0;
    const waiting: (() => void)[] = [];
    const slow = await listen(async (_request, response) => {
      underWay += 1;
      most = Math.max(most, underWay);
      await new Promise<void>((resolve) => {
        waiting.push(resolve);
        if (waiting.length === 3) for (const go of waiting.splice(0)) setImmediate(go);
      });
      underWay -= 1;
      sendJson(response, 200, { Database: { Name: 'x' } });
    });
    const sessions = open({ concurrency: 3 });
    const [one, other] = await Promise.all([sessions.inMesh(rita), sessions.inMesh({ ...rita, actor: 'other' })]);
    process.env.AWS_ENDPOINT_URL_GLUE = slow.url;
    try {
      const glue = [one, other].map((session) => session.glue);
      await Promise.all(
        Array.from({ length: 12 }, (_, index) => glue[index % 2]?.send(new GetDatabaseCommand({ Name: 'x' }))),
      );
      expect(most).toBe(3);
    } finally {
      delete process.env.AWS_ENDPOINT_URL_GLUE;
      await slow.close();
    }
  });
});
