import { describe, expect, it } from 'vitest';
import { databasesOf, findProducts, labelsOf, productOf } from '../../src/mesh/search/find.ts';
import { growingLists } from '../../src/mesh/search/growing.ts';
import type { MeshTable } from '../../src/mesh/search/mesh-catalog.ts';

const table = (databaseName: string, name: string, over: Partial<MeshTable> = {}): MeshTable => ({
  ...{ databaseName, name, owner: '111111111111', location: null, columns: ['id'], tags: {}, isPublic: true },
  ...over,
});
const TABLES = [
  table('tpcds', 'web_sales', { tags: { dataproduct: ['web shop'], domain: ['sales'] } }),
  table('tpcds', 'web_page', { tags: { dataproduct: ['web shop'] }, columns: ['id', 'Page_URL'] }),
  table('tpcds', 'sales_web', {}),
  table('ledger', 'invoices', { owner: '222222222222', tags: { pii: ['email'] } }),
];
const nameOf = (accountId: string) => (accountId === '222222222222' ? 'Finance' : 'Retail');
const found = (typed: string) =>
  findProducts(TABLES, typed, nameOf).map(({ kind, name, because }) => [kind, name, because ?? ''].join(' ').trim());

describe('a search of the mesh', () => {
  it.each([
    ['web shop', ['product web shop', 'table web_page dataproduct=web shop', 'table web_sales dataproduct=web shop']],
    ['web_', ['table web_page', 'table web_sales']],
    ['sales', ['product web shop', 'database tpcds', 'table sales_web', 'table web_sales']],
    ['page_url', ['table web_page column Page_URL']],
    ['FINANCE', ['database ledger', 'table invoices']],
    ['222222222222 pii', ['table invoices pii=email']],
    ['retail ledger', []],
  ])('for %j finds what has every word in a name, a tag, a column or its owner', (typed, expected) => {
    expect(found(typed)).toEqual(expected);
  });

  it('for nothing offers products and databases first', () => {
    expect(found('').slice(0, 3)).toEqual(['product web shop', 'database ledger', 'database tpcds']);
  });

  it('names the domains and products of a database and of a table', () => {
    const labels = databasesOf(TABLES).map(({ name, domains, products }) => ({ name, domains, products }));
    expect(labels).toEqual([
      { name: 'ledger', domains: [], products: [] },
      { name: 'tpcds', domains: ['sales'], products: ['web shop'] },
    ]);
    expect(labelsOf(TABLES.slice(1, 2))).toEqual({ domains: [], products: ['web shop'] });
  });

  it('gives every kind its share of a menu', () => {
    const many = Array.from({ length: 300 }, (_, at) => table(`db${at}`, 't', { tags: { dataproduct: [`p${at}`] } }));
    const kinds = findProducts(many, '', nameOf).map(({ kind }) => kind);
    expect(kinds).toHaveLength(100);
    expect(kinds.filter((kind) => kind === 'table')).toHaveLength(60);
  });

  it('knows a product again by its key, with its tables and owners', () => {
    const [product] = findProducts(TABLES, 'web shop', nameOf);
    const again = productOf(TABLES, product?.key ?? '');
    expect(again?.tables.map(({ name }) => name)).toEqual(['web_sales', 'web_page']);
    expect(again?.product).toMatchObject({ databaseName: 'tpcds', owners: ['111111111111'], tables: 2 });
    expect(productOf(TABLES, 't/tpcds/gone')).toBeUndefined();
    expect(databasesOf(TABLES).map(({ name, tables }) => `${name} ${tables}`)).toEqual(['ledger 1', 'tpcds 3']);
  });
});

describe('a list that is slow to read', () => {
  /** Lists whose reading goes on when the test says so. */
  function slow() {
    const clock = { now: 0 };
    const readings: { found(items: string[]): void; end(): void; fail(error: Error): void }[] = [];
    const lists = growingLists<string>({
      freshMs: 1_000,
      now: () => new Date(clock.now),
      read: (_key, found) => new Promise((end, fail) => readings.push({ found, end: () => end(), fail })),
    });
    return { clock, readings, lists };
  }

  it('is read once for everybody who asks, and shows what is known by now', async () => {
    const { readings, lists } = slow();
    const [one, other] = [lists.of('a'), lists.of('a')];
    readings[0]?.found(['x']);
    expect([one.items, other.items]).toEqual([['x'], ['x']]);
    readings[0]?.found(['y']);
    readings[0]?.end();
    await one.whole;
    expect(lists.of('a').items).toEqual(['x', 'y']);
    expect(readings).toHaveLength(1);
    lists.of('b');
    expect(readings).toHaveLength(2);
  });

  it('is shown on while it is read anew, and replaced when that has ended', async () => {
    const { clock, readings, lists } = slow();
    readings[0]?.end();
    const first = lists.of('a');
    readings[0]?.found(['old']);
    readings[0]?.end();
    await first.whole;
    clock.now = 1_001;
    expect(lists.of('a').items).toEqual(['old']);
    readings[1]?.found(['new']);
    expect(lists.of('a').items).toEqual(['old']);
    expect(readings).toHaveLength(2);
    readings[1]?.end();
    await expect.poll(() => lists.of('a').items).toEqual(['new']);
  });

  it('that is out of date is read anew when it is asked for next', async () => {
    const { readings, lists } = slow();
    lists.outdate('a');
    const first = lists.of('a');
    readings[0]?.found(['old']);
    readings[0]?.end();
    await first.whole;
    lists.outdate('a');
    expect(readings).toHaveLength(1);
    expect(lists.of('a').items).toEqual(['old']);
    readings[1]?.found(['new']);
    readings[1]?.end();
    await expect.poll(() => lists.of('a').items).toEqual(['new']);
  });

  it('that cannot be read says so to who waits, and is read again for who asks next', async () => {
    const { readings, lists } = slow();
    const first = lists.of('a');
    readings[0]?.fail(new Error('no way in'));
    await expect(first.whole).rejects.toThrow('no way in');
    await expect.poll(() => lists.of('a') === first).toBe(false);
    expect(readings).toHaveLength(2);
  });

  it('keeps what it had when reading anew fails', async () => {
    const { clock, readings, lists } = slow();
    const first = lists.of('a');
    readings[0]?.found(['old']);
    readings[0]?.end();
    await first.whole;
    clock.now = 2_000;
    lists.of('a');
    readings[1]?.fail(new Error('no way in'));
    const asked = () => {
      lists.of('a');
      return readings.length;
    };
    await expect.poll(asked).toBe(3);
    expect(lists.of('a').items).toEqual(['old']);
  });
});
