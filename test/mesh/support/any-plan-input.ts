import fc from 'fast-check';
import {
  type ColumnChoice,
  type GrantEntry,
  type PlanInput,
  TABLE_PERMISSIONS,
  type TablePermission,
  type TableTerms,
} from '../../../src/mesh/plan.ts';

const TABLES = ['customer', 'store_sales', 'web_sales'];
export const COLUMNS = ['a', 'b', 'c'];

const permission = fc.constantFrom(...TABLE_PERMISSIONS);
const permissions = fc.uniqueArray(permission, { minLength: 1, maxLength: 4 });
const someColumns = fc.uniqueArray(fc.constantFrom(...COLUMNS), { minLength: 1, maxLength: 2 });
const columns: fc.Arbitrary<ColumnChoice> = fc.oneof(
  someColumns.map((include) => ({ include })),
  someColumns.map((exclude) => ({ exclude })),
);
const within = (all: readonly TablePermission[]) => fc.subarray([...all]);

const wholeTable = fc
  .tuple(fc.constantFrom(...TABLES, 'elsewhere'), permissions)
  .chain(([table, held]) => within(held).map((grantable): GrantEntry => ({ table, permissions: held, grantable })));
const partOfTable = fc.tuple(fc.constantFrom(...TABLES), columns, fc.boolean()).map(
  ([table, choice, option]): GrantEntry => ({
    table,
    columns: choice,
    permissions: ['SELECT'],
    grantable: option ? ['SELECT'] : [],
  }),
);
const filtered = fc
  .tuple(fc.constantFrom(...TABLES), fc.constantFrom('meshdesk-sub-1', 'meshdesk-other-1', 'by-hand'))
  .map(([table, filter]): GrantEntry => ({ table, filter, permissions: ['SELECT'], grantable: [] }));
const held = fc.array(fc.oneof({ weight: 3, arbitrary: wholeTable }, partOfTable, filtered), { maxLength: 6 });

const terms: fc.Arbitrary<TableTerms> = fc
  .record({ permissions, columns: fc.option(columns), rowFilter: fc.option(fc.constantFrom('a > 1', 'b = 2')) })
  .chain(({ permissions: granted, columns: choice, rowFilter }) =>
    within(granted).map((grantable) => ({
      permissions: granted,
      grantable,
      ...(choice && { columns: choice }),
      ...(rowFilter && { rowFilter }),
    })),
  );

/** Any decision on a few tables, whatever is held there and whatever others need. */
export const input: fc.Arbitrary<PlanInput> = fc.record({
  kind: fc.constantFrom('approve', 'change', 'revoke', 'deny'),
  subscriptionId: fc.constant('sub'),
  principal: fc.constant('999999999999'),
  databaseName: fc.constant('tpcds-111111111111'),
  terms: fc
    .uniqueArray(fc.tuple(fc.constantFrom(...TABLES), terms), { selector: ([table]) => table, minLength: 1 })
    .map((entries) => new Map(entries)),
  held,
  needed: fc.array(fc.oneof(wholeTable, partOfTable), { maxLength: 3 }),
});
