import {
  BatchGrantPermissionsCommand,
  ListPermissionsCommand,
  type ListPermissionsCommandInput,
  type Permission,
  type Resource,
} from '@aws-sdk/client-lakeformation';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  type Clients,
  changeInput,
  clockAt,
  grantBy,
  lakeForTests,
  MESH,
  makeShop,
  READER,
  readerInMesh,
  revokeBy,
} from './support.ts';

const clock = clockAt();
const lake = await lakeForTests({ now: clock.now });
const analyst = `arn:aws:iam::${MESH}:role/analyst`;
const database: Resource = { Database: { Name: 'shop' } };
const table = (Name: string): Resource => ({ Table: { DatabaseName: 'shop', Name } });
let producer: Clients;

beforeEach(async () => {
  producer = await makeShop(lake);
});

const grant = (resource: Resource, permissions: Permission[], principal = analyst) =>
  grantBy(producer, { resource, permissions, principal });
const revoke = (resource: Resource, permissions: Permission[], principal = analyst) =>
  revokeBy(producer, { resource, permissions, principal });
const list = async (input: ListPermissionsCommandInput, by = producer) =>
  (await by.lake.send(new ListPermissionsCommand(input))).PrincipalResourcePermissions ?? [];
const of = (principal: string) => ({ Principal: { DataLakePrincipalIdentifier: principal } });
const principals = (entries: Awaited<ReturnType<typeof list>>) =>
  entries.map((entry) => entry.Principal?.DataLakePrincipalIdentifier);

describe('ListPermissions', () => {
  it('filters by resource', async () => {
    await grant(database, ['DESCRIBE']);
    await grant(table('orders'), ['SELECT']);
    await grant(table('items'), ['SELECT']);
    const mine = (entries: Awaited<ReturnType<typeof list>>) =>
      entries.filter((entry) => entry.Principal?.DataLakePrincipalIdentifier === analyst);
    expect(mine(await list({ Resource: database }))).toHaveLength(1);
    expect(mine(await list({ Resource: table('orders') }))).toHaveLength(1);
    expect(mine(await list({ ResourceType: 'TABLE' }))).toHaveLength(2);
    expect(mine(await list({ ResourceType: 'DATABASE' }))).toHaveLength(1);
  });

  it('says who granted and when', async () => {
    await grant(database, ['DESCRIBE']);
    expect(await list(of(analyst))).toEqual([
      {
        ...of(analyst),
        Resource: { Database: { CatalogId: MESH, Name: 'shop' } },
        Permissions: ['DESCRIBE'],
        PermissionsWithGrantOption: [],
        LastUpdated: clock.now(),
        LastUpdatedBy: `arn:aws:sts::${MESH}:assumed-role/DataMeshAdminProducer-111111111111/slack-U1`,
      },
    ]);
  });

  it('with a principal and a resource lists what reaches the principal through groups and all-tables grants', async () => {
    await grant({ Table: { DatabaseName: 'shop', TableWildcard: {} } }, ['DESCRIBE']);
    await grant(table('orders'), ['INSERT'], 'IAM_ALLOWED_PRINCIPALS');
    expect(principals(await list({ ...of(analyst), Resource: table('orders') }))).toEqual([
      'IAM_ALLOWED_PRINCIPALS',
      analyst,
    ]);
    expect(principals(await list(of(analyst)))).toEqual([analyst]);
  });

  it('comes in pages of 1000 at most whose tokens belong to the listing', async () => {
    const ids = Array.from({ length: 1010 }, (_, index) => `arn:aws:iam::${MESH}:user/u${index}`);
    for (let start = 0; start < ids.length; start += 20) {
      const Entries = ids.slice(start, start + 20).map((principal) => ({
        Id: principal,
        ...changeInput({ resource: database, permissions: ['DESCRIBE'], principal }),
      }));
      expect((await producer.lake.send(new BatchGrantPermissionsCommand({ Entries }))).Failures).toEqual([]);
    }
    const first = await producer.lake.send(new ListPermissionsCommand({ Resource: database }));
    expect(first.PrincipalResourcePermissions).toHaveLength(1000);
    const { NextToken } = first;
    const second = await producer.lake.send(new ListPermissionsCommand({ Resource: database, NextToken }));
    expect(second.PrincipalResourcePermissions).toHaveLength(11);
    expect(second.NextToken).toBeUndefined();
    const other = producer.lake.send(new ListPermissionsCommand({ Resource: table('orders'), NextToken }));
    await expect(other).rejects.toMatchObject({ name: 'InvalidInputException' });
    const more = producer.lake.send(new ListPermissionsCommand({ MaxResults: 1001 }));
    await expect(more).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('shows who is no administrator their own grants and those on what they may pass on', async () => {
    const reader = await readerInMesh(lake);
    await grant(table('orders'), ['SELECT'], READER);
    await grant(table('orders'), ['DESCRIBE']);
    expect(principals(await list({}, reader))).toEqual([READER]);
    await grantBy(producer, {
      resource: table('orders'),
      permissions: ['SELECT'],
      grantable: ['SELECT'],
      principal: READER,
    });
    expect(principals(await list({}, reader))).toContain(analyst);
  });

  it('refuses a principal that is none and a table that is not there', async () => {
    await expect(list(of('somebody'))).rejects.toMatchObject({ name: 'InvalidInputException' });
    await expect(list({ Resource: table('nothing') })).rejects.toMatchObject({ name: 'EntityNotFoundException' });
    await expect(list({ Resource: { Table: { DatabaseName: 'shop' } } })).rejects.toMatchObject({
      name: 'InvalidInputException',
    });
    await expect(list({ Resource: { ...database, ...table('orders') } })).rejects.toMatchObject({
      name: 'InvalidInputException',
    });
  });

  it('lags behind grants and revokes as long as it is told to', async () => {
    await grant(table('orders'), ['DESCRIBE']);
    lake.setListDelay(2000);
    await revoke(table('orders'), ['DESCRIBE']);
    await grant(table('items'), ['INSERT']);
    const tables = async () => (await list(of(analyst))).map((entry) => entry.Resource?.Table?.Name);
    expect(await tables()).toEqual(['orders']);
    clock.pass(1999);
    expect(await tables()).toEqual(['orders']);
    clock.pass(1);
    expect(await tables()).toEqual(['items']);
    await expect(revoke(table('orders'), ['DESCRIBE'])).rejects.toMatchObject({ name: 'InvalidInputException' });
  });
});
