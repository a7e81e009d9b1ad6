import { CreateTableCommand } from '@aws-sdk/client-glue';
import type { Permission, Resource } from '@aws-sdk/client-lakeformation';
import { describe, expect, it } from 'vitest';
import { columns, granting, orders, ordersInMesh } from './granting.ts';
import { lakeForTests, MESH, READER, RETAIL, readerInMesh, role, userOf } from './support.ts';

const lake = await lakeForTests();
const { parties, grant, revoke, held } = granting(lake);
const everyColumn: Resource = { TableWithColumns: { DatabaseName: 'shop', Name: 'orders', ColumnWildcard: {} } };

describe('Granting', () => {
  it('lists SELECT on a table on all its columns, and the rest on the table', async () => {
    await grant({ permissions: ['SELECT', 'DESCRIBE'], grantable: ['SELECT'] });
    expect(await held()).toEqual([
      { on: { Table: ordersInMesh }, Permissions: ['DESCRIBE'], PermissionsWithGrantOption: [] },
      {
        on: { TableWithColumns: { ...ordersInMesh, ColumnWildcard: {} } },
        Permissions: ['SELECT'],
        PermissionsWithGrantOption: ['SELECT'],
      },
    ]);
  });

  it('again merges', async () => {
    await grant({ permissions: ['DESCRIBE'] });
    await grant({ permissions: ['INSERT'], grantable: ['INSERT'] });
    await grant({ permissions: ['INSERT'] });
    expect(await held()).toEqual([
      { on: { Table: ordersInMesh }, Permissions: ['DESCRIBE', 'INSERT'], PermissionsWithGrantOption: ['INSERT'] },
    ]);
  });

  it('spells ALL out', async () => {
    await grant({ permissions: ['ALL'] });
    expect((await held()).map(({ Permissions }) => Permissions)).toEqual([
      ['ALL', 'ALTER', 'DELETE', 'DESCRIBE', 'DROP', 'INSERT'],
      ['SELECT'],
    ]);
  });

  it('on all tables of a database is listed under ALL_TABLES', async () => {
    const resource: Resource = { Table: { DatabaseName: 'shop', TableWildcard: {} } };
    await grant({ resource, permissions: ['DESCRIBE', 'SELECT'] });
    const name = { CatalogId: MESH, DatabaseName: 'shop', Name: 'ALL_TABLES' };
    expect((await held(resource)).map(({ on }) => on)).toEqual([
      { Table: { ...name, TableWildcard: {} } },
      { TableWithColumns: { ...name, ColumnWildcard: {} } },
    ]);
  });

  const invalid = { name: 'InvalidInputException', message: 'Permissions modification is invalid.' };

  it.each<[string, Resource, Permission]>([
    ['a table', orders, 'CREATE_TABLE'],
    ['a table', orders, 'DATA_LOCATION_ACCESS'],
    ['columns', columns('id'), 'DESCRIBE'],
    ['all columns', everyColumn, 'INSERT'],
    ['a database', { Database: { Name: 'shop' } }, 'SELECT'],
    ['a database', { Database: { Name: 'shop' } }, 'INSERT'],
    ['the catalog', { Catalog: {} }, 'SELECT'],
  ])('refuses on %s a permission it does not take', async (_, resource, permission) => {
    await expect(grant({ resource, permissions: [permission], by: userOf(lake, MESH) })).rejects.toMatchObject(invalid);
  });

  it('refuses a grant option that is not granted with it', async () => {
    await expect(grant({ permissions: ['SELECT'], grantable: ['SELECT', 'DESCRIBE'] })).rejects.toMatchObject(invalid);
    await expect(grant({ permissions: [] })).rejects.toMatchObject(invalid);
  });

  it('takes DESCRIBE and DROP alone on a resource link', async () => {
    const TargetTable = { CatalogId: MESH, DatabaseName: 'shop', Name: 'orders' };
    await parties.producer.glue.send(
      new CreateTableCommand({ DatabaseName: 'shop', TableInput: { Name: 'link', TargetTable } }),
    );
    const resource: Resource = { Table: { DatabaseName: 'shop', Name: 'link' } };
    await grant({ resource, permissions: ['DESCRIBE', 'DROP'] });
    await expect(grant({ resource, permissions: ['SELECT'] })).rejects.toMatchObject(invalid);
  });

  it.each([
    'nobody',
    '12345',
    `arn:aws:sts::${MESH}:assumed-role/analyst/me`,
    '000000000000',
    'arn:aws:iam::000000000000:role/x',
    MESH,
  ])('refuses the principal %s', async (principal) => {
    await expect(grant({ permissions: ['SELECT'], principal })).rejects.toMatchObject({
      name: 'InvalidInputException',
      message: expect.stringContaining('Invalid principal'),
    });
  });

  it('tells an administrator what is not there, and others nothing', async () => {
    const resource: Resource = { Table: { DatabaseName: 'shop', Name: 'nothing' } };
    await expect(grant({ resource, permissions: ['SELECT'] })).rejects.toMatchObject({
      name: 'EntityNotFoundException',
    });
    const reader = await readerInMesh(lake);
    await expect(grant({ resource, permissions: ['SELECT'], by: reader })).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: 'Resource does not exist or requester is not authorized to access requested permissions.',
    });
  });

  it('is refused to who is no administrator and holds no grant option, and allowed to who holds it', async () => {
    const reader = await readerInMesh(lake);
    await grant({ permissions: ['SELECT', 'DESCRIBE'], grantable: ['SELECT'], principal: READER });
    await grant({ permissions: ['SELECT'], by: reader });
    const denied = { name: 'AccessDeniedException' };
    await expect(grant({ permissions: ['DESCRIBE'], by: reader })).rejects.toMatchObject(denied);
    await expect(grant({ permissions: ['SELECT', 'INSERT'], by: reader })).rejects.toMatchObject(denied);
    await expect(revoke({ permissions: ['INSERT'], by: reader })).rejects.toMatchObject(denied);
  });
});

describe('Revoking', () => {
  it('takes what is named and leaves the rest', async () => {
    await grant({ permissions: ['SELECT', 'INSERT', 'DESCRIBE'] });
    await revoke({ permissions: ['SELECT', 'INSERT'] });
    expect(await held()).toEqual([
      { on: { Table: ordersInMesh }, Permissions: ['DESCRIBE'], PermissionsWithGrantOption: [] },
    ]);
  });

  it('says so when there is nothing to revoke', async () => {
    await expect(revoke({ permissions: ['SELECT'] })).rejects.toMatchObject({
      name: 'InvalidInputException',
      message: expect.stringMatching(/^No permissions revoked\. Grantee has no permissions/),
    });
  });

  it('revokes nothing at all when a part of it is not held', async () => {
    await grant({ permissions: ['SELECT', 'DESCRIBE'] });
    await expect(revoke({ permissions: ['SELECT', 'INSERT'] })).rejects.toMatchObject({
      message: 'No permissions revoked. Grantee does not have:[INSERT]',
    });
    await expect(revoke({ permissions: ['SELECT'], grantable: ['SELECT'] })).rejects.toMatchObject({
      name: 'InvalidInputException',
    });
    expect(await held()).toHaveLength(2);
  });

  it('takes a permission and its grant option apart', async () => {
    await grant({ permissions: ['INSERT'], grantable: ['INSERT'] });
    await revoke({ permissions: ['INSERT'] });
    expect(await held()).toEqual([
      { on: { Table: ordersInMesh }, Permissions: [], PermissionsWithGrantOption: ['INSERT'] },
    ]);
    await revoke({ permissions: [], grantable: ['INSERT'] });
    expect(await held()).toEqual([]);
  });

  it('breaks ALL up', async () => {
    await grant({ permissions: ['ALL'] });
    await revoke({ permissions: ['DROP'] });
    expect((await held()).flatMap(({ Permissions }) => Permissions)).toEqual([
      'ALTER',
      'DELETE',
      'DESCRIBE',
      'INSERT',
      'SELECT',
    ]);
    await expect(revoke({ permissions: ['ALL'] })).rejects.toMatchObject({ name: 'InvalidInputException' });
  });
});

describe('Creating a table', () => {
  it('gives its creator everything on it with grant option', async () => {
    const creator = role(MESH, `DataMeshAdminProducer-${RETAIL}`);
    const all = ['ALL', 'ALTER', 'DELETE', 'DESCRIBE', 'DROP', 'INSERT'];
    expect(await held(orders, creator)).toEqual([
      { on: { Table: ordersInMesh }, Permissions: all, PermissionsWithGrantOption: all },
      {
        on: { TableWithColumns: { ...ordersInMesh, ColumnWildcard: {} } },
        Permissions: ['SELECT'],
        PermissionsWithGrantOption: ['SELECT'],
      },
    ]);
  });
});
