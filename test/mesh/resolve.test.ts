import { describe, expect, it } from 'vitest';
import { type CatalogTable, resolveTables } from '../../src/mesh/resolve.ts';

const table = (name: string, over: Partial<CatalogTable> = {}): CatalogTable => ({
  ...{ name, owner: '1', kind: 'table', location: null, columns: [] },
  ...over,
});

describe('what is no table', () => {
  it.each(['view', 'resource-link'] as const)('takes no part as a %s of the owner, named, matched or meant', (kind) => {
    const catalog = [table('orders'), table('other', { kind })];
    for (const asked of [['orders', 'other'], ['o.*'], undefined]) {
      const { tables, leftOut, foreign } = resolveTables(asked, '1', 'd', catalog);
      expect(tables.map(({ name }) => name)).toEqual(['orders']);
      expect(leftOut).toEqual([{ asked: 'other', reason: kind }]);
      expect(foreign).toEqual([]);
    }
  });
});

describe('a name', () => {
  it('is one table however it is written and however often, and no pattern of another', () => {
    const catalog = [table('orders'), table('orders_archive'), table('a.b'), table('aXb')];
    const names = (...asked: string[]) => resolveTables(asked, '1', 'd', catalog).tables.map(({ name }) => name);
    expect(names('Orders', 'ORDERS', 'orders')).toEqual(['orders']);
    expect(names('A.B')).toEqual(['a.b']);
  });

  it('that only looks like another, or like all of them, is missing', () => {
    const catalog = [table('orders')];
    for (const asked of ['оrders', 'orders\u200b', ' orders', 'ALL_TABLES', 'd.orders']) {
      expect(resolveTables([asked], '1', 'd', catalog)).toMatchObject({ tables: [], leftOut: [{ reason: 'missing' }] });
    }
    expect(resolveTables(['*'], '1', 'd', catalog)).toMatchObject({
      tables: [],
      leftOut: [{ reason: 'not-a-pattern' }],
    });
  });
});

describe('what is somebody else’s', () => {
  const catalog = [table('orders'), table('secret', { owner: '2' }), table('view', { owner: '2', kind: 'view' })];
  const leftOut = (asked?: string[]) => resolveTables(asked, '1', 'd', catalog).leftOut;
  const secret = { asked: 'secret', reason: 'foreign' };
  const view = { asked: 'view', reason: 'view' };

  it('is told by its name to whoever named it, however else it is meant', () => {
    for (const asked of [['secret'], ['.*', 'secret'], ['secret', '.*']]) expect(leftOut(asked)).toContainEqual(secret);
  });

  it('and was only matched, or meant with the whole database, is marked as not named', () => {
    const unnamed = { unnamed: true };
    for (const asked of [['.*'], undefined]) {
      expect(leftOut(asked)).toEqual([
        { ...secret, ...unnamed },
        { ...view, ...unnamed },
      ]);
    }
  });
});
