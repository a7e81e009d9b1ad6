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
  /** Of what is revoked, what stays: to be granted after it, not before, when it would stand beside the wider one. */
  regrant: Ledger;
}

/** Takes of `held` all that is not in `keep`. Filters are taken by name. */
export function takeAway(held: Ledger, keep: Ledger): Taking {
  const stays = staying(held, keep);
  const kept = new Map<string, Line>();
  for (const [key, line] of held) {
    const rest = (of: Of): ReadonlySet<TablePermission> => {
      const named = shared(line[of], keep.get(key)?.[of] ?? NOTHING);
      if (line.filter !== undefined) return named;
      return new Set([...without(named, SELECT), ...shared(line[of], stays.get(key)?.[of] ?? NOTHING)]);
    };
    const permissions = rest('permissions');
    kept.set(key, { ...line, permissions, grantable: shared(rest('grantable'), permissions) });
  }
  const [both, left, passing] = [staysOf(held, keep), selectsOf(kept), selectsOf(stays)];
  const raised = only(stays, ({ table, columns, grantable }) => {
    return grantable.size > 0 && !areWithin(columnSet(columns), left(table).grantable);
  });
  const lost = selected(held, (of, table) => {
    if (of === 'grantable') return both(table).grantable;
    const gone = columnsWithout(both(table).permissions, left(table).permissions);
    const options = columnsWithout(both(table).grantable, eitherColumns(gone, passing(table).grantable));
    return 'only' in options ? eitherColumns(gone, options) : gone;
  });
  return { revoke: difference(held, kept), regrant: union(lost, raised) };
}

/**
 * SELECT as it stays, line by line; with the option where all of the line's columns are to have it, whether they do or not. The
 * option on some columns of a line stands beside it. On all but some it cannot, for Lake Formation merges exclusions: then the line
 * goes, to be granted again in parts. A whole table that is wanted as such is not taken apart, since engines treat it otherwise:
 * there the option is lost.
 */
function staying(held: Ledger, keep: Ledger): Ledger {
  const both = staysOf(held, keep);
  const reads = only(held, ({ table, columns, filter, permissions }) => {
    return filter === undefined && permissions.has('SELECT') && areWithin(columnSet(columns), both(table).permissions);
  });
  const passes = ({ table, columns }: Line) => areWithin(columnSet(columns), both(table).grantable);
  const stays = new Map(
    [...reads].map(([key, line]) => {
      return [key, { ...line, permissions: SELECT, grantable: passes(line) ? SELECT : NOTHING }];
    }),
  );
  const passing = selectsOf(stays);
  return only(stays, ({ table, columns, grantable }) => {
    const asSuch = columns === undefined && keep.get(keyOf({ table }))?.permissions.has('SELECT');
    if (asSuch || grantable.size > 0) return true;
    const options = bothColumns(columnSet(columns), both(table).grantable);
    return 'only' in columnsWithout(options, passing(table).grantable);
  });
}

/** The columns of a table that SELECT stays for. */
function staysOf(held: Ledger, keep: Ledger): (table: string) => Selects {
  const [had, wanted] = [selectsOf(held), selectsOf(keep)];
  return (table) => ({
    permissions: bothColumns(had(table).permissions, wanted(table).permissions),
    grantable: bothColumns(had(table).grantable, wanted(table).grantable),
  });
}

/** What of `needed` is held. */
export function heldOf(needed: Ledger, held: Ledger): Ledger {
  const both = staysOf(held, needed);
  return union(
    intersection(
      only(needed, (line) => line.columns === undefined || line.filter !== undefined),
      held,
    ),
    selected(needed, (of, table) => both(table)[of]),
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

/** SELECT on `columns`, with the option on those of them that are `passable`: two parts of which one at most is all but some. */
function selectLines(table: string, columns: ColumnSet, passable: ColumnSet): Line[] {
  const passed = bothColumns(columns, passable);
  return [
    ...linesOn(passed).map((line) => ({ ...line, table, permissions: SELECT, grantable: SELECT })),
    ...linesOn(columnsWithout(columns, passed)).map((line) => ({
      ...line,
      table,
      permissions: SELECT,
      grantable: NOTHING,
    })),
  ];
}

/** A line for every column of a list, as Lake Formation holds them. */
function linesOn(set: ColumnSet): Pick<Line, 'columns'>[] {
  const parts = 'only' in set ? [...set.only].map((name) => ({ only: new Set([name]) })) : [set];
  return parts.map(columnChoice).map((columns) => ({ ...(columns && { columns }) }));
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
