import { MeshError } from './errors.ts';
import type { Decision, Operation } from './operation.ts';
import type { Approval, Order } from './order.ts';
import type { TableTerms } from './plan.ts';

/** The columns and rows that SELECT was approved for, by table. A change keeps to them, also where it gives SELECT back. */
export type Limits = Pick<Approval, 'columns' | 'rowFilters'>;

/** The limits that stand with a decision; of earlier versions only the approval itself tells. */
export function limitsOf({ limits, order, standing }: Decision & Pick<Operation, 'standing'>): Limits {
  if (limits !== undefined) return limits;
  const approval = [order, standing?.order].find((one) => one?.kind === 'approve');
  return (approval && limitsAfter(approval, {})) ?? {};
}

/** The limits that stand after `order`: an approval adds its own to those before. Undefined: there are none. */
export function limitsAfter(order: Order, before: Limits): Limits | undefined {
  const own: Limits = order.kind === 'approve' ? order : {};
  const [columns, rowFilters] = [
    { ...before.columns, ...own.columns },
    { ...before.rowFilters, ...own.rowFilters },
  ];
  const limits = {
    ...(Object.keys(columns).length > 0 && { columns }),
    ...(Object.keys(rowFilters).length > 0 && { rowFilters }),
  };
  return Object.keys(limits).length > 0 ? limits : undefined;
}

/** What each table is limited to, by its name in the catalog, however it was typed; for all of any other SELECT was approved. */
export function limitedTables({
  columns = {},
  rowFilters = {},
}: Limits): Map<string, NonNullable<TableTerms['approved']>> {
  const limited = new Map<string, NonNullable<TableTerms['approved']>>();
  const add = (name: string, limit: TableTerms['approved']) =>
    limited.set(name.toLowerCase(), { ...limited.get(name.toLowerCase()), ...limit });
  for (const [name, choice] of Object.entries(columns)) add(name, { columns: choice });
  for (const [name, rowFilter] of Object.entries(rowFilters)) add(name, { rowFilter });
  return limited;
}

/**
 * ALL is of every column and row: it would open what an approval left out of `limited` tables. SELECT is not given back on
 * `unknown` ones, which were approved elsewhere for nobody knows which part. Throws InvalidParameter.
 */
export function checkWithinLimits(
  permissions: readonly string[],
  { limited, unknown }: Record<'limited' | 'unknown', readonly string[]>,
): void {
  const refuse = (value: string, [table]: readonly string[], why: (table: string) => string) => {
    if (table === undefined || !permissions.includes(value)) return;
    const expected = `permissions without ${value}, for ${why(table)}`;
    throw new MeshError('InvalidParameter', { parameter: 'grantPermissions', value, expected });
  };
  refuse('ALL', limited, (table) => `columns or rows of ${table} were left out when it was approved`);
  refuse('SELECT', unknown, (table) => `what of ${table} was approved is not known here; it can be asked for again`);
}
