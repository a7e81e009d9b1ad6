import type { Resource } from '@aws-sdk/client-lakeformation';
import { describe, expect, it } from 'vitest';
import { columns, granting, ordersInMesh } from './granting.ts';
import { lakeForTests } from './support.ts';

const lake = await lakeForTests();
const { grant, revoke, held } = granting(lake);

describe('Granting columns', () => {
  it('merges their lists', async () => {
    await grant({ resource: columns('id'), permissions: ['SELECT'] });
    await grant({ resource: columns('TOTAL', 'id'), permissions: ['SELECT'] });
    expect(await held()).toEqual([
      {
        on: { TableWithColumns: { ...ordersInMesh, ColumnNames: ['id', 'total'] } },
        Permissions: ['SELECT'],
        PermissionsWithGrantOption: [],
      },
    ]);
  });

  it('keeps an exclusion and shrinks it', async () => {
    const except = (...ExcludedColumnNames: string[]): Resource => ({
      TableWithColumns: { DatabaseName: 'shop', Name: 'orders', ColumnWildcard: { ExcludedColumnNames } },
    });
    await grant({ resource: except('email', 'total'), permissions: ['SELECT'] });
    await grant({ resource: except('email'), permissions: ['SELECT'] });
    const on = { TableWithColumns: { ...ordersInMesh, ColumnWildcard: { ExcludedColumnNames: ['email'] } } };
    expect((await held()).map((entry) => entry.on)).toEqual([on]);
  });

  it('does not narrow what is held on the whole table', async () => {
    await grant({ permissions: ['SELECT'] });
    const narrower = grant({ resource: columns('id'), permissions: ['SELECT'] });
    await expect(narrower).rejects.toMatchObject({ name: 'InvalidInputException' });
  });

  it('gives way to a grant on the whole table', async () => {
    await grant({ resource: columns('id'), permissions: ['SELECT'] });
    await grant({ permissions: ['SELECT'] });
    expect((await held()).map(({ on }) => on)).toEqual([{ TableWithColumns: { ...ordersInMesh, ColumnWildcard: {} } }]);
  });

  it('refuses a column that the table does not have', async () => {
    await expect(grant({ resource: columns('id', 'price'), permissions: ['SELECT'] })).rejects.toMatchObject({
      name: 'InvalidInputException',
      message: expect.stringContaining('non-existent column'),
    });
  });

  it('can be taken back one by one', async () => {
    await grant({ resource: columns('id', 'total'), permissions: ['SELECT'], grantable: ['SELECT'] });
    await revoke({ resource: columns('id'), permissions: ['SELECT'], grantable: ['SELECT'] });
    expect((await held()).map(({ on }) => on?.TableWithColumns?.ColumnNames)).toEqual([['total']]);
    await expect(revoke({ resource: columns('id'), permissions: ['SELECT'] })).rejects.toMatchObject({
      message: 'No permissions revoked. Grantee does not have:[SELECT]',
    });
    await revoke({ resource: columns('total'), permissions: ['SELECT'] });
    expect(await held()).toEqual([]);
  });
});
