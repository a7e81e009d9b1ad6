import { canonical, grouped } from './canonical.ts';
import { holdingOf, ledgerOf } from './ledger.ts';
import type { Decision } from './operation.ts';
import type { FrozenPlan } from './order.ts';
import { TABLE_PERMISSIONS } from './permissions.ts';
import type { GrantEntry, Holding, LeftOut, Outlook } from './plan.ts';

/** What a decision granted, as it was read back from Lake Formation. */
export interface Granted {
  /** Tables with the same holding together, the most tables first. */
  parts: GrantedPart[];
  /** What of the request was not granted, and why. */
  leftOut: LeftOut[];
  /** So much more of it. */
  leftOutMore?: number;
  /** What a change took on any of the tables; `grantable`: may be used still, and passed on no more. */
  taken?: Pick<Holding, 'permissions' | 'grantable'>;
}

export interface GrantedPart {
  tables: string[];
  holding: Holding;
}

/** What the decision granted; undefined when that was not kept, or the decision grants nothing. */
export function grantedBy({ order, frozen }: Decision): Granted | undefined {
  if ((order.kind !== 'approve' && order.kind !== 'change') || frozen?.target === undefined) return undefined;
  const { target, leftOut = [], leftOutMore } = frozen;
  return {
    ...{ parts: partsOf(target), leftOut },
    ...(leftOutMore !== undefined && { leftOutMore }),
    ...(order.kind === 'change' && { taken: takenBy(frozen) }),
  };
}

/** What the plan revokes on any table, save what is held there afterwards all the same. */
function takenBy({ plan, target = [], kept = [] }: FrozenPlan): Required<Granted>['taken'] {
  const afterwards = grouped([...target, ...kept, ...(plan.regrant ?? [])], ({ table }) => table);
  const gone = (of: 'permissions' | 'grantable') =>
    TABLE_PERMISSIONS.filter((permission) =>
      plan.revoke.some(
        (entry) =>
          entry[of].includes(permission) &&
          !afterwards.get(entry.table)?.some((after) => after[of].includes(permission)),
      ),
    );
  const permissions = gone('permissions');
  return { permissions, grantable: gone('grantable').filter((permission) => !permissions.includes(permission)) };
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
