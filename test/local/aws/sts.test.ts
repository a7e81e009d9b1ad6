import { GetTableCommand } from '@aws-sdk/client-glue';
import { GetDataLakeSettingsCommand } from '@aws-sdk/client-lakeformation';
import { GetResourceShareInvitationsCommand } from '@aws-sdk/client-ram';
import { GetBucketPolicyCommand } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import {
  assume,
  CONSUMER,
  clientsOf,
  clockAt,
  HOUR,
  lakeForTests,
  MESH,
  RETAIL,
  role,
  userKey,
  userOf,
} from './support.ts';

const clock = clockAt();
const lake = await lakeForTests({ now: clock.now, externalId: 'open-sesame' });

describe('GetCallerIdentity', () => {
  it('names the user of the account that is in the access key id', async () => {
    const identity = await userOf(lake, RETAIL).sts.send(new GetCallerIdentityCommand({}));
    expect(identity).toMatchObject({ Account: RETAIL, Arn: `arn:aws:iam::${RETAIL}:user/local` });
  });

  it('names the session of an assumed role', async () => {
    const { credentials, AssumedRoleUser } = await assume(userOf(lake, RETAIL), role(RETAIL, 'DataMeshProducer'));
    const identity = await clientsOf(lake, credentials).sts.send(new GetCallerIdentityCommand({}));
    expect(identity.Arn).toBe(`arn:aws:sts::${RETAIL}:assumed-role/DataMeshProducer/slack-U1`);
    expect(AssumedRoleUser).toEqual({ Arn: identity.Arn, AssumedRoleId: identity.UserId });
  });
});

describe('AssumeRole', () => {
  const producer = role(RETAIL, 'DataMeshProducer');

  it("lets the mesh account's principals in with the external id", async () => {
    const { Credentials } = await assume(userOf(lake, MESH), producer, { ExternalId: 'open-sesame' });
    expect(Credentials?.AccessKeyId).toMatch(/^ASIA[A-Z2-7]{16}$/);
    expect(Credentials?.Expiration).toEqual(new Date(clock.now().getTime() + HOUR));
  });

  it.each([undefined, 'wrong'])("refuses the mesh account's principals with the external id %s", async (ExternalId) => {
    await expect(assume(userOf(lake, MESH), producer, { ExternalId })).rejects.toMatchObject({
      name: 'AccessDenied',
      message: `User: arn:aws:iam::${MESH}:user/local is not authorized to perform: sts:AssumeRole on resource: ${producer}`,
      $metadata: { httpStatusCode: 403 },
    });
  });

  it("lets them in without it where an account's roles do not ask for it", async () => {
    lake.setExternalIdAsked(RETAIL, false);
    for (const ExternalId of [undefined, 'wrong']) await assume(userOf(lake, MESH), producer, { ExternalId });
    lake.setExternalIdAsked(RETAIL, true);
    await expect(assume(userOf(lake, MESH), producer)).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  it('refuses the principals of other accounts even with the external id', async () => {
    const stranger = assume(userOf(lake, CONSUMER), producer, { ExternalId: 'open-sesame' });
    await expect(stranger).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  it("opens the mesh's admin role of an account to that account's DataMesh roles only", async () => {
    const own = await assume(userOf(lake, RETAIL), producer);
    const admin = role(MESH, `DataMeshAdminProducer-${RETAIL}`);
    const { AssumedRoleUser } = await assume(clientsOf(lake, own.credentials), admin);
    expect(AssumedRoleUser?.Arn).toBe(`arn:aws:sts::${MESH}:assumed-role/DataMeshAdminProducer-${RETAIL}/slack-U1`);
    await expect(assume(userOf(lake, RETAIL), admin)).rejects.toMatchObject({ name: 'AccessDenied' });
    await expect(assume(userOf(lake, MESH), admin)).rejects.toMatchObject({ name: 'AccessDenied' });
    const other = assume(clientsOf(lake, own.credentials), role(MESH, `DataMeshAdminProducer-${CONSUMER}`));
    await expect(other).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  it('refuses a role that is not there as it refuses one that is closed', async () => {
    const nobody = assume(userOf(lake, RETAIL), role(RETAIL, 'Nobody'));
    await expect(nobody).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  it.each(['x', 'a'.repeat(65), 'slack U1', 'slack:U1'])('refuses the session name %s', async (RoleSessionName) => {
    await expect(assume(userOf(lake, RETAIL), producer, { RoleSessionName })).rejects.toMatchObject({
      name: 'ValidationError',
      message: expect.stringContaining("at 'roleSessionName' failed to satisfy constraint"),
    });
  });

  it.each([899, 43_201, 3601])('refuses a duration of %i seconds', async (DurationSeconds) => {
    await expect(assume(userOf(lake, RETAIL), producer, { DurationSeconds })).rejects.toMatchObject({
      name: 'ValidationError',
    });
  });

  it('refuses session tags and source identities, which the trust does not allow', async () => {
    const tagged = assume(userOf(lake, RETAIL), producer, { Tags: [{ Key: 'k', Value: 'v' }] });
    await expect(tagged).rejects.toMatchObject({ message: expect.stringContaining('sts:TagSession') });
    const sourced = assume(userOf(lake, RETAIL), producer, { SourceIdentity: 'somebody' });
    await expect(sourced).rejects.toMatchObject({ message: expect.stringContaining('sts:SetSourceIdentity') });
  });

  it('knows an account that is added, and its roles', async () => {
    const added = '333333333333';
    await expect(assume(userOf(lake, added), role(added, 'DataMeshProducer'))).rejects.toMatchObject({
      name: 'InvalidClientTokenId',
    });
    lake.addAccount(added);
    const own = clientsOf(lake, (await assume(userOf(lake, added), role(added, 'DataMeshProducer'))).credentials);
    await expect(assume(own, role(MESH, `DataMeshAdminProducer-${added}`))).resolves.toBeDefined();
  });
});

describe('Credentials that are not good', () => {
  const calls = {
    sts: (key: Parameters<typeof clientsOf>[1]) => clientsOf(lake, key).sts.send(new GetCallerIdentityCommand({})),
    glue: (key: Parameters<typeof clientsOf>[1]) =>
      clientsOf(lake, key).glue.send(new GetTableCommand({ DatabaseName: 'd', Name: 't' })),
    lakeformation: (key: Parameters<typeof clientsOf>[1]) =>
      clientsOf(lake, key).lake.send(new GetDataLakeSettingsCommand({})),
    ram: (key: Parameters<typeof clientsOf>[1]) =>
      clientsOf(lake, key).ram.send(new GetResourceShareInvitationsCommand({})),
    s3: (key: Parameters<typeof clientsOf>[1]) =>
      clientsOf(lake, key).s3.send(new GetBucketPolicyCommand({ Bucket: 'some-bucket' })),
  };
  const cases = Object.entries({
    sts: ['InvalidClientTokenId', 'ExpiredToken'],
    glue: ['UnrecognizedClientException', 'ExpiredTokenException'],
    lakeformation: ['UnrecognizedClientException', 'ExpiredTokenException'],
    ram: ['UnrecognizedClientException', 'ExpiredTokenException'],
    s3: ['InvalidAccessKeyId', 'ExpiredToken'],
  });

  it.each(cases)(
    '%s refuses an unknown key and an expired session by its own names',
    async (service, [unknown, expired]) => {
      const call = calls[service as keyof typeof calls];
      await expect(call({ accessKeyId: 'AKIANOBODY', secretAccessKey: 'x' })).rejects.toMatchObject({ name: unknown });
      const { credentials } = await assume(userOf(lake, RETAIL), role(RETAIL, 'DataMeshProducer'));
      clock.pass(HOUR);
      await expect(call(credentials)).rejects.toMatchObject({ name: expired });
    },
  );

  it("refuses a session's key without its token, and a user's key with one", async () => {
    const { credentials } = await assume(userOf(lake, RETAIL), role(RETAIL, 'DataMeshProducer'));
    const { sessionToken, ...bare } = credentials;
    await expect(calls.sts(bare)).rejects.toMatchObject({ name: 'InvalidClientTokenId' });
    await expect(calls.sts({ ...userKey(RETAIL), sessionToken })).rejects.toMatchObject({
      name: 'InvalidClientTokenId',
    });
  });
});
