import { createHash } from 'node:crypto';
import { canonical } from './canonical.ts';
import {
  difference,
  entriesOf,
  givenIn,
  holdingOf,
  type Ledger,
  type Line,
  ledgerOf,
  only,
  shared,
  union,
  without,
} from './ledger.ts';
import { TABLE_PERMISSIONS, type TablePermission } from './permissions.ts';
import { heldBefore, heldOf, type Taking, takeAway } from './taking.ts';

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
  reason: 'missing' | 'foreign' | 'view' | 'resource-link' | 'not-a-pattern' | 'too-many-patterns' | 'not-chosen';
  /** It is somebody else's, and nobody named it: who sees this need not know that there is such a table. */
  unnamed?: true;
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

/** What is to be granted and revoked; the revocations come after the grants, and what is granted again after those. */
export interface GrantPlan {
  /** 12 digits, the subscriber. */
  principal: string;
  databaseName: string;
  grant: GrantEntry[];
  /** `permissions` go with their grant options; `grantable` beyond them are options alone. */
  revoke: GrantEntry[];
  /** Of what is revoked, what other subscriptions still need: all but that is gone afterwards. Absent: nothing. */
  regrant?: GrantEntry[];
  /** Of the above and of what is held now: the same hash means that the same difference was looked at. */
  hash: string;
}

/** What somebody who is about to decide has to see. */
export interface Outlook {
  tables: TableOutlook[];
  leftOut: LeftOut[];
  plan: GrantPlan;
  /** Other subscriptions of the same account on these tables, where something is to be taken. */
  holders: Holder[];
  /** Bytes that the record grows by when it is settled, at most. */
  grows: number;
}

/** Another subscription of the same account, on tables of which something is to be taken. */
export interface Holder {
  subscriptionId: string;
  /** Who approved it, and when (ISO 8601), by Meshdesk's own table. Absent: only the record says that it is active. */
  decided?: { by: string; at: string };
  /** Who decided, as the record says. */
  says: { by: string; at: string };
  /** What it needs is not taken: it was approved, or it is to be believed. */
  kept: boolean;
  tables: string[];
}

/** What the principal is to hold on one table. */
export interface TableTerms {
  permissions: readonly TablePermission[];
  grantable: readonly TablePermission[];
  /** Of SELECT. Absent: the columns that a change finds, or all of them. */
  columns?: ColumnChoice;
  /** Of SELECT, a PartiQL predicate. */
  rowFilter?: string;
  /** What SELECT was approved for: a change that finds none of it gives it back for that. Absent: the whole table. */
  approved?: Pick<TableTerms, 'columns' | 'rowFilter'>;
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
  /** What other live subscriptions of the principal need; what of it is held is never taken. */
  needed: readonly GrantEntry[];
  /** What the subscription itself was granted by an earlier decision: a change keeps its columns and rows. Absent: not known. */
  own?: readonly GrantEntry[];
}

/** A plan with what is held before and after it. */
export interface Planned {
  plan: GrantPlan;
  /** What the decision wants to find afterwards, whatever else is held. */
  target: GrantEntry[];
  /** What of the needs of others is held, and has to be held afterwards. */
  kept: GrantEntry[];
  before(table: string): Holding;
  after(table: string): Holding;
}

/** The entries that lead from what is held to what was decided. Pure: the same input in any order gives the same plan. */
export function planGrants(input: PlanInput): Planned {
  const { kind, principal, databaseName } = input;
  const held = only(ledgerOf(input.held), (line) => input.terms.has(line.table));
  const target = kind === 'approve' || kind === 'change' ? targetOf(input, held) : NOTHING;
  const takes = kind === 'change' || kind === 'revoke';
  const needed = takes ? ledgerOf(input.needed) : NOTHING;
  const keep = takes ? union(union(target, heldOf(needed, held)), othersFilters(input, held)) : held;
  const taking = takeAway(held, keep);
  const after = union(difference(held, taking.revoke), taking.regrant);
  const grant = missing(target, after);
  const { revoke, regrant } = asEntries(taking);
  const tables = [...input.terms.keys()].sort();
  const seen = [entriesOf(held), grant, revoke, ...(regrant ? [regrant] : [])].map((entries) => entries.map(asSeen));
  const hash = createHash('sha256').update(canonical([principal, databaseName, tables, ...seen]));
  const plan = { principal, databaseName, grant, revoke, ...(regrant && { regrant }), hash: hash.digest('hex') };
  return {
    plan,
    target: entriesOf(target),
    kept: entriesOf(heldOf(needed, after)),
    before: (table) => holdingOf(held, table),
    after: (table) => holdingOf(union(after, target), table),
  };
}

/** The entries of revocations, and of what is granted again after them. */
export function asEntries({ revoke, regrant }: Taking): Pick<GrantPlan, 'revoke' | 'regrant'> {
  const again = entriesOf(regrant);
  return { revoke: entriesOf(revoke).flatMap(inParts), ...(again.length > 0 && { regrant: again }) };
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
  const [added, widened] = [new Map<string, Line>(), new Map<string, Line>()];
  for (const [key, wanted] of target) {
    const given = givenIn(held, wanted);
    const permissions = without(wanted.permissions, given.permissions);
    const options = without(without(wanted.grantable, given.grantable), permissions);
    added.set(key, { ...wanted, permissions, grantable: shared(wanted.grantable, permissions) });
    widened.set(key, { ...wanted, permissions: options, grantable: options });
  }
  return [...entriesOf(added), ...entriesOf(widened).map((entry) => ({ ...entry, onlyOption: true as const }))];
}

/**
 * What undoes what `granted` added to what is held, save what other live subscriptions of the principal need. What was just granted
 * may not be listed yet; with `listed` it is known to be, or to be gone.
 */
export function takeBack(
  granted: readonly GrantEntry[],
  held: readonly GrantEntry[],
  needed: readonly GrantEntry[],
  { listed = false } = {},
): Pick<GrantPlan, 'revoke' | 'regrant'> {
  const all = ledgerOf(granted.map((entry) => (entry.onlyOption ? { ...entry, permissions: [] } : entry)));
  const added = listed ? heldOf(all, ledgerOf(held)) : all;
  const now = union(ledgerOf(held), added);
  return asEntries(takeAway(now, union(heldBefore(now, added), heldOf(ledgerOf(needed), now))));
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

/**
 * The parts of the table that SELECT is for; none: the whole table. A change keeps the parts that it finds, else those that were
 * approved: SELECT may have been taken away by a change before it.
 */
function selectScopes(input: PlanInput, table: string, terms: TableTerms, held: Ledger): Scope[] {
  const scopes = scopesOf(input, terms);
  if (scopes.length > 0 || input.kind !== 'change') return scopes;
  const known = input.own === undefined ? held : ledgerOf(input.own);
  const found = [...known.values()].filter(
    (line) => line.table === table && line.permissions.has('SELECT') && isOurs(input, line),
  );
  if (found.length === 0) return scopesOf(input, terms.approved ?? {});
  if (found.some((line) => line.columns === undefined && line.filter === undefined)) return [];
  return found.map((line) => ({
    ...(line.columns && { columns: line.columns }),
    ...(line.filter !== undefined && { filter: line.filter }),
    ...(line.rowFilter !== undefined && { rowFilter: line.rowFilter }),
  }));
}

function scopesOf(input: PlanInput, { columns, rowFilter }: Pick<TableTerms, 'columns' | 'rowFilter'>): Scope[] {
  if (rowFilter === undefined) return columns === undefined ? [] : [{ columns }];
  const filter = filterName(input.subscriptionId, rowFilter, columns);
  return [{ filter, rowFilter, ...(columns && { columns }) }];
}

/** Filters that are not this subscription's are nothing to it. */
function othersFilters(input: PlanInput, held: Ledger): Ledger {
  return only(held, (line) => !isOurs(input, line));
}

function isOurs(input: PlanInput, line: Line): boolean {
  return line.filter === undefined || line.filter.startsWith(filterPrefix(input.subscriptionId));
}

/** An entry without what a filter's name says already, and which is known only to who has read the filter. */
function asSeen({ rowFilter: _rowFilter, columns, ...entry }: GrantEntry): GrantEntry {
  return { ...entry, ...(columns && entry.filter === undefined && { columns }) };
}
