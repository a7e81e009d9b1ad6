import { frugalCompiler, isPlainName } from './pattern.ts';
import type { Column, LeftOut } from './plan.ts';

/** A table as the mesh catalog has it. */
export interface CatalogTable {
  name: string;
  /** Account that owns it; null when the catalog does not say. */
  owner: string | null;
  kind: 'table' | 'view' | 'resource-link';
  location: string | null;
  columns: Omit<Column, 'tags'>[];
}

/** What a request comes to in the catalog as it is now. */
export interface Resolved {
  tables: CatalogTable[];
  leftOut: LeftOut[];
  /** Named in so many words, and somebody else's. What only a pattern matched is left out instead. */
  foreign: CatalogTable[];
}

/**
 * The tables that are meant by names and patterns. A name that a table bears means that table alone; only what is no name
 * is matched as a regular expression, against whole names. Without `asked` the whole database is meant.
 */
export function resolveTables(
  asked: readonly string[] | undefined,
  owner: string,
  databaseName: string,
  catalog: readonly CatalogTable[],
): Resolved {
  const byName = new Map(catalog.map((table) => [table.name, table]));
  const found = new Map<string, CatalogTable>();
  const leftOut = new Map<string, LeftOut>();
  const foreign = new Map<string, CatalogTable>();

  const leave = ({ name, owner: of }: CatalogTable, reason: LeftOut['reason'], named: boolean) => {
    const known = named || of === owner;
    if (known || !leftOut.has(name)) leftOut.set(name, { asked: name, reason, ...(!known && { unnamed: true }) });
  };
  const take = (table: CatalogTable, named: boolean) => {
    if (table.kind !== 'table') leave(table, table.kind, named);
    else if (table.owner === owner) found.set(table.name, table);
    else {
      leave(table, 'foreign', named);
      if (named) foreign.set(table.name, table);
    }
  };

  const compile = frugalCompiler();
  for (const wanted of new Set(asked ?? [])) {
    const exact = byName.get(wanted.toLowerCase());
    const matches = exact ? [exact] : matching(wanted, catalog, compile);
    if (matches === null) leftOut.set(wanted, { asked: wanted, reason: 'not-a-pattern' });
    else if (matches === 'spent') leftOut.set(wanted, { asked: wanted, reason: 'too-many-patterns' });
    else if (matches.length === 0) leftOut.set(wanted, { asked: wanted, reason: 'missing' });
    else for (const table of matches) take(table, exact !== undefined);
  }
  if (asked === undefined) {
    for (const table of catalog) take(table, false);
    if (catalog.length === 0) leftOut.set(databaseName, { asked: databaseName, reason: 'missing' });
  }
  const byTableName = (a: CatalogTable, b: CatalogTable) => (a.name < b.name ? -1 : 1);
  return {
    tables: [...found.values()].sort(byTableName),
    leftOut: [...leftOut.values()].sort((a, b) => (a.asked < b.asked ? -1 : 1)),
    foreign: [...foreign.values()].sort(byTableName),
  };
}

/** Null: `wanted` is neither a name nor a pattern; `spent`: one pattern too many. */
function matching(
  wanted: string,
  catalog: readonly CatalogTable[],
  compile: ReturnType<typeof frugalCompiler>,
): CatalogTable[] | null | 'spent' {
  if (isPlainName(wanted)) return [];
  const matches = compile(wanted);
  return typeof matches === 'function' ? catalog.filter((table) => matches(table.name)) : matches;
}
