import type { MeshTable } from './mesh-catalog.ts';

/** What can be asked for: a data product, a database or a table of it. */
export interface Product {
  /** Names it among all products; the same whenever the catalog is read. */
  key: string;
  kind: 'product' | 'database' | 'table';
  /** Of the product, the database or the table. */
  name: string;
  databaseName: string;
  /** Owners of its tables, 12 digits each. */
  owners: string[];
  tables: number;
  /** Why a search found it, where its name does not tell: "column c_email", "domain=retail". */
  because?: string;
}

/** What tables are tagged as being of. */
export interface Labels {
  domains: string[];
  products: string[];
}

/** LF-tags of the specification that say which product and domain a table is of; keys are kept in lower case. */
const PRODUCT_TAG = 'dataproduct';
const DOMAIN_TAG = 'domain';

/** So many of a kind are found at most; together they fit into a menu. */
const MOST: Record<Product['kind'], number> = { product: 20, database: 20, table: 60 };

/**
 * Products, databases and tables that have every word of what was typed in a name, the owner's name or number, a tag or a column.
 * `nameOf` tells an account's name.
 */
export function findProducts(
  tables: readonly MeshTable[],
  typed: string,
  nameOf: (accountId: string) => string,
): Product[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const has = (text: string) => words.every((word) => text.includes(word));
  const groups = [...groupsOf(tables).values()].filter(({ name, databaseName, owners, tables: inside }) =>
    has(
      [name, databaseName, ...owners, ...owners.map(nameOf), ...valuesOf(inside, DOMAIN_TAG)].join('\n').toLowerCase(),
    ),
  );
  const kept: Product[] = [];
  for (const kind of ['product', 'database'] as const) {
    const ofKind = groups.filter((group) => group.kind === kind);
    kept.push(...byRelevance(ofKind, words).slice(0, MOST[kind]).map(asProduct));
  }
  const found: MeshTable[] = [];
  for (const table of tables) if (has(`${textOf(table)}\n${nameOf(table.owner).toLowerCase()}`)) found.push(table);
  kept.push(
    ...byRelevance(found, words)
      .slice(0, MOST.table)
      .map((table) => tableProduct(table, words)),
  );
  return kept;
}

/** The product that a key names, with its tables; undefined when there is none (any more). */
export function productOf(
  tables: readonly MeshTable[],
  key: string,
): { product: Product; tables: MeshTable[] } | undefined {
  const group = groupsOf(tables).get(key);
  if (group) return { product: asProduct(group), tables: group.tables };
  const table = tables.find((one) => keyOf('table', one.databaseName, one.name) === key);
  return table && { product: tableProduct(table, []), tables: [table] };
}

/** Every database, by its name. */
export function databasesOf(tables: readonly MeshTable[]): (Product & Labels)[] {
  const databases = [...groupsOf(tables).values()].filter(({ kind }) => kind === 'database');
  return databases
    .map((database) => ({ ...asProduct(database), ...labelsOf(database.tables) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Domains and data products of the tables, each once and by its name. */
export function labelsOf(tables: readonly MeshTable[]): Labels {
  return { domains: valuesOf(tables, DOMAIN_TAG), products: valuesOf(tables, PRODUCT_TAG) };
}

/** Every key that names something. */
export function* productKeys(tables: readonly MeshTable[]): Generator<string> {
  yield* groupsOf(tables).keys();
  for (const { databaseName, name } of tables) yield keyOf('table', databaseName, name);
}

interface Group extends Pick<Product, 'key' | 'kind' | 'name' | 'databaseName' | 'owners'> {
  tables: MeshTable[];
}

function keyOf(kind: Product['kind'], databaseName: string, name: string): string {
  return kind === 'database' ? `d/${databaseName}` : `${kind === 'product' ? 'p' : 't'}/${databaseName}/${name}`;
}

function groupsOf(tables: readonly MeshTable[]): Map<string, Group> {
  const groups = new Map<string, Group>();
  const put = (kind: 'product' | 'database', name: string, table: MeshTable) => {
    const { databaseName, owner } = table;
    const key = keyOf(kind, databaseName, name);
    const group = groups.get(key) ?? { key, kind, name, databaseName, owners: [], tables: [] };
    group.tables.push(table);
    if (!group.owners.includes(owner)) group.owners.push(owner);
    groups.set(key, group);
  };
  for (const table of tables) {
    put('database', table.databaseName, table);
    for (const product of tagValues(table, PRODUCT_TAG)) put('product', product, table);
  }
  return groups;
}

function tagValues({ tags }: MeshTable, wanted: string): string[] {
  return Object.entries(tags).flatMap(([key, values]) => (key.toLowerCase() === wanted ? values : []));
}

function valuesOf(tables: readonly MeshTable[], wanted: string): string[] {
  return [...new Set(tables.flatMap((table) => tagValues(table, wanted)))].sort();
}

function asProduct({ tables, ...group }: Group): Product {
  return { ...group, tables: tables.length };
}

function tableProduct(table: MeshTable, words: readonly string[]): Product {
  const { databaseName, name, owner } = table;
  const because = reason(table, words);
  return {
    ...{ key: keyOf('table', databaseName, name), kind: 'table', name, databaseName, owners: [owner], tables: 1 },
    ...(because !== undefined && { because }),
  };
}

/** The column or tag that the first word is found in that no name has. */
function reason({ name, databaseName, columns, tags }: MeshTable, words: readonly string[]): string | undefined {
  for (const word of words) {
    if (name.includes(word) || databaseName.includes(word)) continue;
    const column = columns.find((one) => one.toLowerCase().includes(word));
    if (column !== undefined) return `column ${column}`;
    const tag = tagWords(tags).find((one) => one.toLowerCase().includes(word));
    if (tag !== undefined) return tag;
  }
  return undefined;
}

/** Everything that a table is found by, in lower case; made once for each table. */
const texts = new WeakMap<MeshTable, string>();

function textOf(table: MeshTable): string {
  const known = texts.get(table);
  if (known !== undefined) return known;
  const { name, databaseName, owner, columns, tags } = table;
  const text = [name, databaseName, owner, ...tagWords(tags), ...columns].join('\n').toLowerCase();
  texts.set(table, text);
  return text;
}

function tagWords(tags: MeshTable['tags']): string[] {
  return Object.entries(tags).flatMap(([key, values]) => values.map((value) => `${key}=${value}`));
}

/** Those whose own name begins with the first word, then those that have it in their name, then the others; each by name. */
function byRelevance<T extends { name: string; databaseName: string }>(
  items: readonly T[],
  words: readonly string[],
): T[] {
  const first = words[0] ?? '';
  const rank = ({ name }: T) => {
    const at = name.toLowerCase().indexOf(first);
    return at === 0 ? 0 : at > 0 ? 1 : 2;
  };
  const label = ({ name, databaseName }: T) => `${name}/${databaseName}`;
  return [...items].sort((a, b) => rank(a) - rank(b) || (label(a) < label(b) ? -1 : 1));
}
