import { canonical, grouped } from './canonical.ts';
import { holdingOf, ledgerOf } from './ledger.ts';
import type { Decision } from './operation.ts';
import type { GrantEntry, Holding, LeftOut, Outlook } from './plan.ts';

/** What a decision granted, as it was read back from Lake Formation. */
export interface Granted {
  /** Tables with the same holding together, the most tables first. */
  parts: GrantedPart[];
  /** What of the request was not granted, and why. */
  leftOut: LeftOut[];
  /** So much more of it. */
  leftOutMore?: number;
}

export interface GrantedPart {
  tables: string[];
  holding: Holding;
}

/** What the decision granted; undefined when that was not kept, or the decision grants nothing. */
export function grantedBy({ order, frozen }: Decision): Granted | undefined {
  if ((order.kind !== 'approve' && order.kind !== 'change') || frozen?.target === undefined) return undefined;
  const { target, leftOut = [], leftOutMore } = frozen;
  return { parts: partsOf(target), leftOut, ...(leftOutMore !== undefined && { leftOutMore }) };
}

/** Tables of an outlook on which the same is held now, and would be afterwards. */
export interface Change {
  tables: string[];
  held: Holding;
  after: Holding;
}

/** What a plan changes, and what it leaves as it is; tables alike together, the most tables first. */
export function changesOf({ tables }: Outlook): Change[] {
  return alike(
    tables.map(({ name, held, after }) => ({ table: name, is: { held, after } })),
    ({ held, after }, names) => ({ tables: names, held, after }),
  );
}

function partsOf(target: readonly GrantEntry[]): GrantedPart[] {
  const byTable = grouped(target, ({ table }) => table);
  return alike(
    [...byTable].map(([table, entries]) => ({ table, is: holdingOf(ledgerOf(entries), table) })),
    (holding, tables) => ({ tables, holding }),
  );
}

/** Puts tables of which the same `is` together. */
function alike<T, R extends { tables: string[] }>(
  tables: readonly { table: string; is: T }[],
  together: (is: T, tables: string[]) => R,
): R[] {
  return [...grouped(tables, ({ is }) => canonical(is)).values()]
    .flatMap((group) => group.slice(0, 1).map(({ is }) => together(is, group.map(({ table }) => table).sort())))
    .sort((a, b) => b.tables.length - a.tables.length || ((a.tables[0] ?? '') < (b.tables[0] ?? '') ? -1 : 1));
}
