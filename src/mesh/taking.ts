import {
  areWithin,
  bothColumns,
  type ColumnSet,
  columnChoice,
  columnSet,
  columnsWithout,
  eitherColumns,
  NO_COLUMNS,
} from './columns.ts';
import { difference, intersection, keyOf, type Ledger, type Line, only, shared, union, without } from './ledger.ts';
import type { TablePermission } from './permissions.ts';

/**
 * Taking grants away. Lake Formation lists what a principal was granted on columns by several subscriptions as one: lists of
 * columns grow together, exclusions shrink to what all of them leave out. A part of such a grant goes by revoking all of it
 * and granting the rest again; a list alone can be taken column by column.
 */
export interface Taking {
  revoke: Ledger;
  /** Of what is revoked, what stays: to be granted after it, for Lake Formation refuses a narrower grant beside a wider one. */
  regrant: Ledger;
}

/** Takes of `held` all that is not in `keep`. Filters are taken by name. */
export function takeAway(held: Ledger, keep: Ledger): Taking {
  const [had, wanted] = [selectsOf(held), selectsOf(keep)];
  const kept = new Map<string, Line>();
  for (const [key, line] of held) {
    const stays = (of: Of): ReadonlySet<TablePermission> => {
      const rest = shared(line[of], keep.get(key)?.[of] ?? NOTHING);
      if (line.filter !== undefined || !line[of].has('SELECT')) return rest;
      const reads = areWithin(columnSet(line.columns), wanted(line.table)[of]);
      return new Set([...without(rest, SELECT), ...(reads ? SELECT : NOTHING)]);
    };
    const permissions = stays('permissions');
    kept.set(key, { ...line, permissions, grantable: shared(stays('grantable'), permissions) });
  }
  const left = selectsOf(kept);
  const regrant = selected(held, (of, table) =>
    columnsWithout(bothColumns(had(table)[of], wanted(table)[of]), left(table)[of]),
  );
  return { revoke: difference(held, kept), regrant };
}

/** What of `needed` is held. */
export function heldOf(needed: Ledger, held: Ledger): Ledger {
  const [needs, has] = [selectsOf(needed), selectsOf(held)];
  const others = intersection(withoutSelect(needed), held);
  return union(
    others,
    selected(needed, (of, table) => bothColumns(needs(table)[of], has(table)[of])),
  );
}

/** What is held besides what was added. */
export function heldBefore(held: Ledger, added: Ledger): Ledger {
  const [has, gained] = [selectsOf(held), selectsOf(added)];
  const others = difference(withoutSelect(held), added);
  return union(
    others,
    selected(held, (of, table) => columnsWithout(has(table)[of], gained(table)[of])),
  );
}

type Of = 'permissions' | 'grantable';
type Selects = Readonly<Record<Of, ColumnSet>>;

const NOTHING: ReadonlySet<TablePermission> = new Set();
const SELECT: ReadonlySet<TablePermission> = new Set(['SELECT']);
const NOWHERE: Selects = { permissions: NO_COLUMNS, grantable: NO_COLUMNS };

/** The columns of each table that SELECT is for, and that it may be passed on for; rows that a filter leaves do not count. */
function selectsOf(ledger: Ledger): (table: string) => Selects {
  const selects = new Map<string, Selects>();
  for (const { table, columns, filter, ...line } of ledger.values()) {
    if (filter !== undefined) continue;
    const before = selects.get(table) ?? NOWHERE;
    const more = (of: Of) => (line[of].has('SELECT') ? eitherColumns(before[of], columnSet(columns)) : before[of]);
    selects.set(table, { permissions: more('permissions'), grantable: more('grantable') });
  }
  return (table) => selects.get(table) ?? NOWHERE;
}

/** SELECT on a part of each table's columns. */
function selected(ledger: Ledger, part: (of: Of, table: string) => ColumnSet): Ledger {
  const tables = new Set([...ledger.values()].map((line) => line.table));
  const lines = [...tables].flatMap((table) =>
    selectLines(table, part('permissions', table), part('grantable', table)),
  );
  return new Map(lines.map((line) => [keyOf(line), line]));
}

/** As Lake Formation can hold it: an option on a part of an exclusion cannot be, and is left out. */
function selectLines(table: string, columns: ColumnSet, passable: ColumnSet): Line[] {
  const line = (set: ColumnSet): Line => {
    const choice = columnChoice(set);
    const grantable = areWithin(set, passable) ? SELECT : NOTHING;
    return { table, ...(choice && { columns: choice }), permissions: SELECT, grantable };
  };
  if ('except' in columns) return [line(columns)];
  return [...columns.only].map((name) => line({ only: new Set([name]) }));
}

function withoutSelect(ledger: Ledger): Ledger {
  const lines = [...ledger].map(([key, line]): [string, Line] => {
    if (line.filter !== undefined) return [key, line];
    return [
      key,
      { ...line, permissions: without(line.permissions, SELECT), grantable: without(line.grantable, SELECT) },
    ];
  });
  return only(new Map(lines), ({ permissions, grantable }) => permissions.size + grantable.size > 0);
}
