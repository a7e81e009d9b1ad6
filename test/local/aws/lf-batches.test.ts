import {
  BatchGrantPermissionsCommand,
  type BatchPermissionsRequestEntry,
  BatchRevokePermissionsCommand,
  ListPermissionsCommand,
  type Permission,
  type Resource,
} from '@aws-sdk/client-lakeformation';
import { beforeEach, describe, expect, it } from 'vitest';
import { type Clients, changeInput, lakeForTests, MESH, makeShop } from './support.ts';

const lake = await lakeForTests();
const analyst = `arn:aws:iam::${MESH}:role/analyst`;
const orders: Resource = { Table: { DatabaseName: 'shop', Name: 'orders' } };
let producer: Clients;

beforeEach(async () => {
  producer = await makeShop(lake, ['id', 'email', 'total']);
});

/** What a principal holds on the table, as ListPermissions shows it. */
async function held(resource: Resource = orders, principal = analyst) {
  const { PrincipalResourcePermissions } = await producer.lake.send(new ListPermissionsCommand({ Resource: resource }));
  return (PrincipalResourcePermissions ?? [])
    .filter((entry) => entry.Principal?.DataLakePrincipalIdentifier === principal)
    .map(({ Resource: on, Permissions, PermissionsWithGrantOption }) => ({
      on,
      Permissions,
      PermissionsWithGrantOption,
    }));
}

describe('Batches', () => {
  const entry = (Id: string, permissions: Permission[], name = 'orders'): BatchPermissionsRequestEntry => ({
    Id,
    ...changeInput({ resource: { Table: { DatabaseName: 'shop', Name: name } }, permissions, principal: analyst }),
  });
  const many = (count: number) => Array.from({ length: count }, (_, index) => entry(String(index), ['SELECT']));
  const grantAll = (Entries: BatchPermissionsRequestEntry[]) =>
    producer.lake.send(new BatchGrantPermissionsCommand({ Entries }));

  it('take 20 entries and refuse 21 as a whole', async () => {
    await expect(grantAll(many(21))).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining('Member must have length less than or equal to 20'),
    });
    expect(await held()).toEqual([]);
    expect((await grantAll(many(20))).Failures).toEqual([]);
  });

  it('answer 200 with the entries that failed; the others took effect', async () => {
    const Entries = [entry('a', ['SELECT']), entry('b', ['SELECT'], 'nothing'), entry('c', ['CREATE_TABLE'])];
    const { Failures, $metadata } = await grantAll(Entries);
    expect($metadata.httpStatusCode).toBe(200);
    expect(Failures).toEqual([
      { RequestEntry: Entries[1], Error: { ErrorCode: 'EntityNotFoundException', ErrorMessage: expect.any(String) } },
      { RequestEntry: Entries[2], Error: { ErrorCode: 'InvalidInputException', ErrorMessage: expect.any(String) } },
    ]);
    expect(await held()).toHaveLength(1);
    const revoked = await producer.lake.send(
      new BatchRevokePermissionsCommand({ Entries: [entry('a', ['SELECT']), entry('b', ['SELECT'])] }),
    );
    expect(revoked.Failures?.map((failure) => [failure.RequestEntry?.Id, failure.Error?.ErrorCode])).toEqual([
      ['b', 'InvalidInputException'],
    ]);
  });

  it('need ids, each once', async () => {
    const nameless = entry('', ['SELECT']);
    await expect(grantAll([nameless])).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(grantAll([{ ...nameless, Id: undefined }])).rejects.toMatchObject({
      name: 'ValidationException',
      message:
        "1 validation error detected: Value null at 'entries.1.member.id' failed to satisfy constraint: Member must not be null",
    });
    await expect(grantAll([entry('a', ['SELECT']), entry('a', ['INSERT'])])).rejects.toMatchObject({
      name: 'InvalidInputException',
    });
  });

  it('report an entry without principal or resource as failed', async () => {
    const { Principal: _, ...anonymous } = entry('a', ['SELECT']);
    const { Resource: __, ...baseless } = entry('b', ['SELECT']);
    const { Failures } = await grantAll([anonymous, baseless]);
    expect(Failures?.map((failure) => failure.Error?.ErrorCode)).toEqual([
      'InvalidInputException',
      'InvalidInputException',
    ]);
  });
});
