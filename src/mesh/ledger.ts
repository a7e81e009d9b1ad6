import { canonical, grouped } from './canonical.ts';
import { areWithin, columnChoice, columnSet, eitherColumns, NO_COLUMNS } from './columns.ts';
import { TABLE_PERMISSIONS, type TablePermission } from './permissions.ts';
import type { ColumnChoice, GrantEntry, Holding } from './plan.ts';

/**
 * Grants as sets: a line for each table and scope (the whole table, one column, all columns but some, a data cells filter). A
 * ledger is never changed; every function returns another one. ALL stands for every permission, and is written out as all of them.
 */
export type Ledger = ReadonlyMap<string, Line>;

export interface Line {
  readonly table: string;
  readonly columns?: ColumnChoice;
  readonly filter?: string;
  readonly rowFilter?: string;
  readonly permissions: ReadonlySet<TablePermission>;
  readonly grantable: ReadonlySet<TablePermission>;
}

const EVERY: ReadonlySet<TablePermission> = new Set(TABLE_PERMISSIONS);

/** Entries as lines: those of one scope merged, ALL written out, column names folded and sorted. */
export function ledgerOf(entries: Iterable<GrantEntry>): Ledger {
  const lines = new Map<string, Line>();
  for (const entry of entries) {
    for (const line of linesOf(entry)) {
      const key = keyOf(line);
      const before = lines.get(key);
      lines.set(key, before ? merge(before, line) : line);
    }
  }
  return lines;
}

/** The lines as entries, in an order of their own, columns alike together; what holds nothing is left out. */
export function entriesOf(ledger: Ledger): GrantEntry[] {
  const sorted = [...ledger].sort(([a], [b]) => (a < b ? -1 : 1));
  const entries = sorted
    .map(([, line]) => entryOf(line))
    .filter((entry) => entry.permissions.length + entry.grantable.length > 0);
  const alike = grouped(entries, ({ columns, filter, ...entry }) =>
    canonical([entry, filter ?? null, columns && 'include' in columns ? 'some' : (columns ?? null)]),
  );
  return [...alike.values()].flatMap((group) => {
    const [first] = group;
    if (first?.columns === undefined || !('include' in first.columns) || first.filter !== undefined) return group;
    const names = group.flatMap(({ columns }) => (columns && 'include' in columns ? columns.include : []));
    return [{ ...first, columns: { include: names.sort() } }];
  });
}

/** What either holds. */
export function union(left: Ledger, right: Ledger): Ledger {
  const lines = new Map(left);
  for (const [key, line] of right) {
    const before = lines.get(key);
    lines.set(key, before ? merge(before, line) : line);
  }
  return lines;
}

/** What of `left` is not in `right`, scope by scope. */
export function difference(left: Ledger, right: Ledger): Ledger {
  return mapLines(left, (line, key) => {
    const other = right.get(key);
    return other
      ? withSets(line, without(line.permissions, other.permissions), without(line.grantable, other.grantable))
      : line;
  });
}

/** What of `left` is in `right` as well, scope by scope. */
export function intersection(left: Ledger, right: Ledger): Ledger {
  return mapLines(left, (line, key) => {
    const other = right.get(key);
    return other
      ? withSets(line, shared(line.permissions, other.permissions), shared(line.grantable, other.grantable))
      : undefined;
  });
}

/** The lines that `keep` keeps. */
export function only(ledger: Ledger, keep: (line: Line) => boolean): Ledger {
  return mapLines(ledger, (line) => (keep(line) ? line : undefined));
}

/**
 * What `ledger` gives in the scope of `wanted`: SELECT on all columns gives it on some of them as well. A filter is given by
 * itself only.
 */
export function givenIn(ledger: Ledger, wanted: Line): Pick<Line, 'permissions' | 'grantable'> {
  const same = ledger.get(keyOf(wanted));
  if (wanted.columns === undefined || wanted.filter !== undefined) return same ?? NOTHING;
  const lines = [...ledger.values()].filter((line) => line.table === wanted.table && line.filter === undefined);
  return {
    permissions: select(
      lines.filter((line) => line.permissions.has('SELECT')),
      wanted.columns,
    ),
    grantable: select(
      lines.filter((line) => line.grantable.has('SELECT')),
      wanted.columns,
    ),
  };
}

/** What is held on one table, as a person is told: the widest SELECT that there is. */
export function holdingOf(ledger: Ledger, table: string): Holding {
  const lines = [...ledger.values()].filter((line) => line.table === table);
  const permissions = new Set(lines.flatMap((line) => [...line.permissions]));
  const grantable = shared(new Set(lines.flatMap((line) => [...line.grantable])), permissions);
  const holding = { permissions: [...permissions].sort(), grantable: [...grantable].sort() };
  const selects = lines.filter((line) => line.permissions.has('SELECT'));
  if (selects.length === 0 || selects.some((line) => line.columns === undefined && line.rowFilter === undefined)) {
    return holding;
  }
  const open = selects.filter((line) => line.rowFilter === undefined);
  const { rowFilter } = open[0] ?? (selects[0] as Line);
  const read = (open.length === 0 ? selects.slice(0, 1) : open).map((line) => columnSet(line.columns));
  const columns = columnChoice(read.reduce(eitherColumns, NO_COLUMNS));
  return { ...holding, ...(columns && { columns }), ...(rowFilter !== undefined && { rowFilter }) };
}

/** One string for a scope; the same for the same scope however it was written. */
export function keyOf({ table, columns, filter }: Pick<Line, 'table' | 'columns' | 'filter'>): string {
  const scope = filter ?? (columns && JSON.stringify(columns)) ?? '';
  return [table, scope && (filter === undefined ? 'columns' : 'filter'), scope].join('\n');
}

const NOTHING = { permissions: new Set<TablePermission>(), grantable: new Set<TablePermission>() };
const SELECT: ReadonlySet<TablePermission> = new Set(['SELECT']);

/** SELECT, if the lines together reach every column that is wanted. */
function select(lines: Line[], wanted: ColumnChoice): ReadonlySet<TablePermission> {
  const reached = lines.map(({ columns }) => columnSet(columns)).reduce(eitherColumns, NO_COLUMNS);
  return areWithin(columnSet(wanted), reached) ? SELECT : NOTHING.permissions;
}

function linesOf(entry: GrantEntry): Line[] {
  const { table, filter, rowFilter } = entry;
  const folded = entry.columns && foldColumns(entry.columns);
  const named = folded && 'include' in folded && filter === undefined;
  const scopes = named ? folded.include.map((name) => ({ include: [name] })) : [folded];
  return scopes.map((columns) => ({
    table,
    ...(columns && { columns }),
    ...(filter !== undefined && { filter }),
    ...(rowFilter !== undefined && { rowFilter }),
    permissions: writtenOut(entry.permissions),
    grantable: writtenOut(entry.grantable),
  }));
}

function entryOf(line: Line): GrantEntry {
  return { ...line, permissions: [...line.permissions].sort(), grantable: [...line.grantable].sort() };
}

function writtenOut(permissions: readonly TablePermission[]): ReadonlySet<TablePermission> {
  return permissions.includes('ALL') ? EVERY : new Set(permissions);
}

/** Glue folds column names to lower case; leaving out nothing is the same as choosing nothing. */
function foldColumns(columns: ColumnChoice): ColumnChoice | undefined {
  const fold = (names: string[]) => [...new Set(names.map((name) => name.toLowerCase()))].sort();
  if ('include' in columns) return { include: fold(columns.include) };
  return columns.exclude.length === 0 ? undefined : { exclude: fold(columns.exclude) };
}

function merge(left: Line, right: Line): Line {
  return {
    ...right,
    ...left,
    permissions: new Set([...left.permissions, ...right.permissions]),
    grantable: new Set([...left.grantable, ...right.grantable]),
  };
}

function withSets(line: Line, permissions: Line['permissions'], grantable: Line['grantable']): Line | undefined {
  return permissions.size + grantable.size === 0 ? undefined : { ...line, permissions, grantable };
}

/** What of `left` is not in `right`. */
export function without<T>(left: ReadonlySet<T>, right: ReadonlySet<T>): ReadonlySet<T> {
  return new Set([...left].filter((item) => !right.has(item)));
}

/** What is in both. */
export function shared<T>(left: ReadonlySet<T>, right: ReadonlySet<T>): ReadonlySet<T> {
  return new Set([...left].filter((item) => right.has(item)));
}

function mapLines(ledger: Ledger, change: (line: Line, key: string) => Line | undefined): Ledger {
  const lines = new Map<string, Line>();
  for (const [key, line] of ledger) {
    const changed = change(line, key);
    if (changed) lines.set(key, changed);
  }
  return lines;
}
