import * as z from 'zod';
import { MeshError } from './errors.ts';
import { checked, glueName, permissionInput, permissionList } from './input.ts';
import type { Approval, Order } from './order.ts';
import type { TablePermission } from './permissions.ts';
import type { ColumnChoice, LeftOut, TableTerms } from './plan.ts';
import type { CatalogTable } from './resolve.ts';
import { rowFilterCheck } from './row-filter.ts';
import type { Subscription } from './subscription.ts';

/** An order's permissions as they are to stand in the record: DESCRIBE is implied and last, where nobody named it. */
export interface OrderedPermissions {
  permissions: TablePermission[];
  /** Within `permissions`. */
  grantable: TablePermission[];
}

/**
 * What is to be granted: as ordered, else as requested; grantable as ordered, else all that is granted (the specification's
 * defaults). Throws InvalidParameter.
 */
export function permissionsOf(subscription: Subscription, order: Order): OrderedPermissions {
  if (order.kind !== 'approve' && order.kind !== 'change') return { permissions: [], grantable: [] };
  const asked =
    order.grantPermissions === undefined
      ? checked('RequestedGrants', permissionList, subscription.RequestedGrants)
      : checked('grantPermissions', permissionList, order.grantPermissions);
  const permissions = asked.includes('DESCRIBE') ? asked : [...asked, 'DESCRIBE' as const];
  if (order.grantablePermissions === undefined) return { permissions, grantable: permissions };
  const within = permissionInput.refine(
    (permission) => permissions.includes(permission) || permissions.includes('ALL'),
    `within what is granted (${permissions.join(', ')})`,
  );
  const list = z.array(within, 'a list of permissions, which may be empty');
  return { permissions, grantable: [...new Set(checked('grantablePermissions', list, order.grantablePermissions))] };
}

/**
 * The terms for each table of an order, and what of the request it does not take. `begun`: it is being carried out as it was looked
 * at. A table or column that is gone by now is Lake Formation's to refuse, and holds the others up in nothing. Throws InvalidParameter.
 */
export function termsOf(
  order: Order,
  ordered: OrderedPermissions,
  tables: readonly CatalogTable[],
  begun = false,
): { terms: Map<string, TableTerms>; leftOut: LeftOut[] } {
  const approval: Approval = order.kind === 'approve' ? order : {};
  const chosen = chosenTables(approval, tables);
  // As the key of an object it is lost on the way to the store and back, and what was left out would be granted.
  if (chosen.some(({ name }) => name === '__proto__')) throw invalid('tables', '__proto__', 'tables of other names');
  const columns = checkedColumns(approval, ordered, chosen, begun);
  const rowFilters = checkedRowFilters(approval, ordered, chosen, begun);
  const terms = new Map<string, TableTerms>();
  for (const { name } of chosen) {
    const [choice, rowFilter] = [columns.get(name), rowFilters.get(name)];
    terms.set(name, { ...ordered, ...(choice && { columns: choice }), ...(rowFilter !== undefined && { rowFilter }) });
  }
  const others = tables.filter((table) => !terms.has(table.name));
  return { terms, leftOut: others.map(({ name }) => ({ asked: name, reason: 'not-chosen' })) };
}

function chosenTables(approval: Approval, tables: readonly CatalogTable[]): readonly CatalogTable[] {
  if (approval.tables === undefined) return tables;
  const names = new Set(tables.map((table) => table.name));
  const expected = 'at least one of the tables that were asked for';
  const requested = glueName.refine((name) => names.has(name), `one of the tables that were asked for: ${some(names)}`);
  const chosen = new Set(checked('tables', z.array(requested, expected).min(1, expected), approval.tables));
  return tables.filter((table) => chosen.has(table.name));
}

const COLUMN_LIST = 'a list of at least one column name';
const columnList = z.array(glueName, COLUMN_LIST).min(1, COLUMN_LIST);
const columnChoice = z.union(
  [z.strictObject({ include: columnList }), z.strictObject({ exclude: columnList })],
  'either { include: [column, …] } or { exclude: [column, …] }, at least one column each',
);

function checkedColumns(
  approval: Approval,
  ordered: OrderedPermissions,
  chosen: readonly CatalogTable[],
  begun: boolean,
): Map<string, ColumnChoice> {
  return eachTable('columns', approval.columns, { ordered, chosen, begun }, (parameter, value, table) => {
    const choice = checked(parameter, columnChoice, value);
    if (begun) return choice;
    const known = new Set(table.columns.map((column) => column.name));
    const named = 'include' in choice ? choice.include : choice.exclude;
    const strange = named.find((name) => !known.has(name));
    if (strange !== undefined) throw invalid(parameter, strange, `a column of ${table.name}: ${some(known)}`);
    if ('exclude' in choice && known.size === new Set(named).size) {
      throw invalid(parameter, named, `at least one column of ${table.name} that is left`);
    }
    return choice;
  });
}

const rowFilterInput = z.string('a predicate over the columns of the table, in PartiQL').trim();

function checkedRowFilters(
  approval: Approval,
  ordered: OrderedPermissions,
  chosen: readonly CatalogTable[],
  begun: boolean,
): Map<string, string> {
  // One filter is read once, for however many tables.
  const checks = new Map<string, ReturnType<typeof rowFilterCheck>>();
  return eachTable('rowFilters', approval.rowFilters, { ordered, chosen, begun }, (parameter, value, table) => {
    const rowFilter = checked(parameter, rowFilterInput, value);
    if (begun) return rowFilter;
    const check = checks.get(rowFilter) ?? rowFilterCheck(rowFilter);
    checks.set(rowFilter, check);
    const problem = check(table);
    if (problem === undefined) return rowFilter;
    const where = `character ${problem.at}: ${problem.what}`;
    throw invalid(parameter, value, `a predicate over the columns of ${table.name}, in PartiQL (${where})`);
  });
}

/** The values of a parameter that is an object by table name; each table has to be chosen, unless `begun`, and SELECT be granted. */
function eachTable<T>(
  parameter: 'columns' | 'rowFilters',
  given: Record<string, unknown> | undefined,
  { ordered, chosen, begun }: { ordered: OrderedPermissions; chosen: readonly CatalogTable[]; begun: boolean },
  read: (parameter: string, value: unknown, table: CatalogTable) => T,
): Map<string, T> {
  const byName = new Map(chosen.map((table) => [table.name, table]));
  const values = new Map<string, T>();
  for (const [name, value] of Object.entries(given ?? {})) {
    const table = byName.get(name.toLowerCase());
    if (!table && begun) continue;
    if (!table) throw invalid(parameter, name, `one of the tables that are granted: ${some(byName.keys())}`);
    if (!ordered.permissions.includes('SELECT') || ordered.permissions.includes('ALL')) {
      throw invalid(`${parameter}.${name}`, value, 'nothing, unless SELECT is granted and ALL is not');
    }
    values.set(table.name, read(`${parameter}.${name}`, value, table));
  }
  return values;
}

function invalid(parameter: string, value: unknown, expected: string) {
  return new MeshError('InvalidParameter', { parameter, value, expected });
}

/** The first few names, for a message. */
function some(names: Iterable<string>): string {
  const all = [...names];
  return all.length > 10
    ? `${all.slice(0, 10).join(', ')} and ${all.length - 10} more`
    : all.join(', ') || 'there is none';
}
