import { createHash } from 'node:crypto';
import { canonical } from './canonical.ts';
import {
  difference,
  entriesOf,
  givenIn,
  holdingOf,
  intersection,
  type Ledger,
  type Line,
  ledgerOf,
  only,
  shared,
  union,
  without,
} from './ledger.ts';
import { TABLE_PERMISSIONS, type TablePermission } from './permissions.ts';

export { TABLE_PERMISSIONS, type TablePermission } from './permissions.ts';

/** What a principal holds, or would hold, on a table; `grantable` is within `permissions`; both sorted. */
export interface Holding {
  permissions: TablePermission[];
  grantable: TablePermission[];
  /** SELECT on a part of the columns only; absent: all of them. */
  columns?: ColumnChoice;
  /** SELECT on a part of the rows only, a PartiQL predicate. */
  rowFilter?: string;
}

export type ColumnChoice = { include: string[] } | { exclude: string[] };

export interface Column {
  name: string;
  type: string;
  comment?: string;
  partition: boolean;
  /** LF-tags of the column itself, those it has from its table left out. */
  tags: Record<string, string[]>;
}

/** A table of the mesh catalog as it is now, before and after the plan. */
export interface TableOutlook {
  name: string;
  /** Account that owns it in the mesh catalog; null when the catalog does not say. */
  owner: string | null;
  location: string | null;
  columns: Column[];
  tags: Record<string, string[]>;
  held: Holding;
  after: Holding;
}

/** Something that was asked for and takes no part in the plan. */
export interface LeftOut {
  /** The name or pattern as it was asked for, or the table that a pattern matched. */
  asked: string;
  reason: 'missing' | 'foreign' | 'view' | 'resource-link' | 'not-a-pattern' | 'not-chosen';
}

/** One entry of BatchGrantPermissions or BatchRevokePermissions, or one grant that Lake Formation lists. */
export interface GrantEntry {
  table: string;
  /** `columns` is there for SELECT on a part of the columns, `filter` for a data cells filter by name. */
  columns?: ColumnChoice;
  filter?: string;
  /** With `filter`: the rows that it leaves, a PartiQL predicate. */
  rowFilter?: string;
  permissions: TablePermission[];
  grantable: TablePermission[];
  /** The permissions are held already and the entry adds the option to grant them: who takes it back leaves them. */
  onlyOption?: true;
}

/** What is to be granted and revoked; the revocations come after the grants. */
export interface GrantPlan {
  /** 12 digits, the subscriber. */
  principal: string;
  databaseName: string;
  grant: GrantEntry[];
  /** `permissions` go with their grant options; `grantable` beyond them are options alone. */
  revoke: GrantEntry[];
  /** Of the above and of what is held now: the same hash means that the same difference was looked at. */
  hash: string;
}

/** What somebody who is about to decide has to see. */
export interface Outlook {
  tables: TableOutlook[];
  leftOut: LeftOut[];
  plan: GrantPlan;
}

/** What the principal is to hold on one table. */
export interface TableTerms {
  permissions: readonly TablePermission[];
  grantable: readonly TablePermission[];
  /** Of SELECT. Absent: the columns that a change finds, or all of them. */
  columns?: ColumnChoice;
  /** Of SELECT, a PartiQL predicate. */
  rowFilter?: string;
}

/** All that a plan follows from. */
export interface PlanInput {
  /** `approve` adds; `change` brings to the terms; `revoke` takes all; `deny` leaves everything as it is. */
  kind: 'approve' | 'change' | 'revoke' | 'deny';
  subscriptionId: string;
  principal: string;
  databaseName: string;
  /** The decision's tables, by name. For `revoke` and `deny` the terms say nothing. */
  terms: ReadonlyMap<string, TableTerms>;
  /** What the principal holds, as Lake Formation lists it; other tables are passed over. */
  held: readonly GrantEntry[];
  /** What other live subscriptions of the principal were granted; it is never taken. */
  spared: readonly GrantEntry[];
}

/** A plan with what is held before and after it. */
export interface Planned {
  plan: GrantPlan;
  /** What the decision wants to find afterwards, whatever else is held. */
  target: GrantEntry[];
  before(table: string): Holding;
  after(table: string): Holding;
}

/** The entries that lead from what is held to what was decided. Pure: the same input in any order gives the same plan. */
export function planGrants(input: PlanInput): Planned {
  const { kind, principal, databaseName } = input;
  const held = only(ledgerOf(input.held), (line) => input.terms.has(line.table));
  const target = kind === 'approve' || kind === 'change' ? targetOf(input, held) : NOTHING;
  const keeps = kind === 'change' || kind === 'revoke' ? union(target, sparedOf(input, held)) : held;
  const grant = missing(target, intersection(held, keeps));
  const revoke = entriesOf(difference(held, keeps)).flatMap(inParts);
  const tables = [...input.terms.keys()].sort();
  const seen = [entriesOf(held), grant, revoke].map((entries) => entries.map(asSeen));
  const hash = createHash('sha256').update(canonical([principal, databaseName, tables, ...seen]));
  const plan = { principal, databaseName, grant, revoke, hash: hash.digest('hex') };
  const after = union(keeps, target);
  return {
    plan,
    target: entriesOf(target),
    before: (table) => holdingOf(held, table),
    after: (table) => holdingOf(after, table),
  };
}

/** Revoking ALL takes every permission; to take some of them they are named, and ALL goes with the first. */
function inParts(entry: GrantEntry): GrantEntry[] {
  const named = (list: TablePermission[]) =>
    list.length < TABLE_PERMISSIONS.length ? list.filter((permission) => permission !== 'ALL') : list;
  const [permissions, grantable] = [named(entry.permissions), named(entry.grantable)];
  return permissions.length + grantable.length === 0 ? [] : [{ ...entry, permissions, grantable }];
}

/** What of `target` is not held, as entries to grant. */
export function missing(target: Ledger, held: Ledger): GrantEntry[] {
  return [...target.keys()].sort().flatMap((key) => {
    const wanted = target.get(key) as Line;
    const given = givenIn(held, wanted);
    const permissions = without(wanted.permissions, given.permissions);
    const options = without(without(wanted.grantable, given.grantable), permissions);
    const added = entriesOf(
      new Map([[key, { ...wanted, permissions, grantable: shared(wanted.grantable, permissions) }]]),
    );
    const widened = entriesOf(new Map([[key, { ...wanted, permissions: options, grantable: options }]]));
    return [...added, ...widened.map((entry) => ({ ...entry, onlyOption: true as const }))];
  });
}

/** The entries that undo what `granted` added, save what other live subscriptions of the principal were granted. */
export function takeBack(granted: readonly GrantEntry[], spared: readonly GrantEntry[]): GrantEntry[] {
  const added = ledgerOf(granted.map((entry) => (entry.onlyOption ? { ...entry, permissions: [] } : entry)));
  return entriesOf(difference(added, inEachScope(spared, added)));
}

/** The name of a subscription's filter on a table: another choice of rows or columns is another filter. */
export function filterName(subscriptionId: string, rowFilter: string, columns: ColumnChoice | undefined): string {
  const content = createHash('sha256')
    .update(canonical([rowFilter, columns ?? null]))
    .digest('hex');
  return `${filterPrefix(subscriptionId)}${content.slice(0, 12)}`;
}

const NOTHING: Ledger = new Map();

const filterPrefix = (subscriptionId: string) => `meshdesk-${subscriptionId}-`;

/** DESCRIBE comes with every grant; SELECT stands in its own scope when columns or rows are chosen. */
function targetOf(input: PlanInput, held: Ledger): Ledger {
  const entries = [...input.terms].flatMap(([table, terms]): GrantEntry[] => {
    const permissions = new Set<TablePermission>([...terms.permissions, 'DESCRIBE']);
    const grantable = shared(new Set(terms.grantable), permissions);
    const scopes = permissions.has('SELECT') && !permissions.has('ALL') ? selectScopes(input, table, terms, held) : [];
    if (scopes.length === 0) return [{ table, permissions: [...permissions], grantable: [...grantable] }];
    const select: GrantEntry = {
      table,
      permissions: ['SELECT'],
      grantable: grantable.has('SELECT') ? ['SELECT'] : [],
    };
    const others = without(permissions, new Set(['SELECT'] as const));
    return [
      { table, permissions: [...others], grantable: [...shared(grantable, others)] },
      ...scopes.map((scope) => ({ ...select, ...scope })),
    ];
  });
  return ledgerOf(entries);
}

type Scope = Pick<GrantEntry, 'columns' | 'filter' | 'rowFilter'>;

/** The parts of the table that SELECT is for; none: the whole table. A change keeps the parts that it finds. */
function selectScopes(input: PlanInput, table: string, terms: TableTerms, held: Ledger): Scope[] {
  const { columns, rowFilter } = terms;
  if (rowFilter !== undefined) {
    const filter = filterName(input.subscriptionId, rowFilter, columns);
    return [{ filter, rowFilter, ...(columns && { columns }) }];
  }
  if (columns !== undefined) return [{ columns }];
  if (input.kind !== 'change') return [];
  const found = [...held.values()].filter(
    (line) => line.table === table && line.permissions.has('SELECT') && isOurs(input, line),
  );
  if (found.some((line) => line.columns === undefined && line.filter === undefined)) return [];
  return found.map((line) => ({
    ...(line.columns && { columns: line.columns }),
    ...(line.filter !== undefined && { filter: line.filter }),
    ...(line.rowFilter !== undefined && { rowFilter: line.rowFilter }),
  }));
}

/** What is held and may not be taken: what other subscriptions were granted, and filters that are not this one's. */
function sparedOf(input: PlanInput, held: Ledger): Ledger {
  const others = only(held, (line) => !isOurs(input, line));
  const open = only(held, (line) => line.filter === undefined);
  return union(others, intersection(open, inEachScope(input.spared, open)));
}

function isOurs(input: PlanInput, line: Line): boolean {
  return line.filter === undefined || line.filter.startsWith(filterPrefix(input.subscriptionId));
}

/** What was granted on a table, in every scope of it: a record does not say for which columns a grant was. */
function inEachScope(granted: readonly GrantEntry[], scopes: Ledger): Ledger {
  const byTable = ledgerOf(
    granted.map(({ table, permissions, grantable }) => ({
      table,
      permissions: [...permissions, 'DESCRIBE'],
      grantable,
    })),
  );
  const tables = new Map([...byTable.values()].map((line) => [line.table, line]));
  const lines = [...scopes].flatMap(([key, line]) => {
    const spared = tables.get(line.table);
    if (!spared || line.filter !== undefined) return [];
    return [[key, { ...line, permissions: spared.permissions, grantable: spared.grantable }] as const];
  });
  return new Map(lines);
}

/** An entry without what a filter's name says already, and which is known only to who has read the filter. */
function asSeen({ rowFilter: _rowFilter, columns, ...entry }: GrantEntry): GrantEntry {
  return { ...entry, ...(columns && entry.filter === undefined && { columns }) };
}
