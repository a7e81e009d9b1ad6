import type { ColumnChoice } from './plan.ts';

/** A set of a table's columns, whatever columns it has: some by name, or all but some. Never changed. */
export type ColumnSet = { readonly only: ReadonlySet<string> } | { readonly except: ReadonlySet<string> };

export const NO_COLUMNS: ColumnSet = { only: new Set() };
export const ALL_COLUMNS: ColumnSet = { except: new Set() };

/** The columns that a grant is on; no choice: all of them. */
export function columnSet(choice: ColumnChoice | undefined): ColumnSet {
  if (choice === undefined) return ALL_COLUMNS;
  return 'include' in choice ? { only: new Set(choice.include) } : { except: new Set(choice.exclude) };
}

/** The same as a grant names them; undefined: all. */
export function columnChoice(set: ColumnSet): ColumnChoice | undefined {
  if ('only' in set) return { include: [...set.only].sort() };
  return set.except.size === 0 ? undefined : { exclude: [...set.except].sort() };
}

export function bothColumns(left: ColumnSet, right: ColumnSet): ColumnSet {
  if ('only' in left) return { only: new Set([...left.only].filter((name) => isIn(name, right))) };
  if ('only' in right) return bothColumns(right, left);
  return { except: new Set([...left.except, ...right.except]) };
}

export function eitherColumns(left: ColumnSet, right: ColumnSet): ColumnSet {
  return others(bothColumns(others(left), others(right)));
}

/** What of `left` is not in `right`. */
export function columnsWithout(left: ColumnSet, right: ColumnSet): ColumnSet {
  return bothColumns(left, others(right));
}

/** Whether every column of `inner` is in `outer`, whatever columns the table has. */
export function areWithin(inner: ColumnSet, outer: ColumnSet): boolean {
  return isEmpty(columnsWithout(inner, outer));
}

export function isEmpty(set: ColumnSet): boolean {
  return 'only' in set && set.only.size === 0;
}

function others(set: ColumnSet): ColumnSet {
  return 'only' in set ? { except: set.only } : { only: set.except };
}

function isIn(name: string, set: ColumnSet): boolean {
  return 'only' in set ? set.only.has(name) : !set.except.has(name);
}
