import { describe, expect, it } from 'vitest';
import { databaseLines, tableLines } from '../../src/blocks/product-lines.ts';
import { fallback } from '../../src/blocks/rich.ts';
import type { Labels, Product } from '../../src/mesh/search/find.ts';
import type { MeshTable } from '../../src/mesh/search/mesh-catalog.ts';

describe('a line of the list of products', () => {
  const of: Labels = { domains: ['sales'], products: ['stores', 'web shop'] };
  const none: Labels = { domains: [], products: [] };
  const table: MeshTable = {
    databaseName: 'tpcds',
    name: 'web_sales',
    owner: '111111111111',
    location: 's3://lake/web_sales',
    columns: [],
    tags: {},
    isPublic: true,
  };
  const owners = ['111111111111'];
  const database: Product = {
    key: 'd/tpcds',
    kind: 'database',
    name: 'tpcds',
    databaseName: 'tpcds',
    owners,
    tables: 3,
  };

  it('says of which domain and product a database or a table is, where it is tagged', () => {
    const databases = (more: Labels) => fallback(databaseLines([{ ...database, ...more }], () => 'Retail'));
    expect(databases(of)).toBe('tpcds 3 tables · Retail · domain sales · products stores, web shop');
    expect(databases(none)).toBe('tpcds 3 tables · Retail');
    const tables = (more: Labels) => fallback(tableLines([{ ...table, ...more }]));
    expect(tables(of)).toBe('tpcds web_sales · domain sales · products stores, web shop · s3://lake/web_sales');
    expect(tables(none)).toBe('tpcds web_sales · s3://lake/web_sales');
  });
});
