import fc from 'fast-check';
import type { RequestFacts } from '../../src/blocks/facts.ts';
import type { Granted } from '../../src/mesh/granted.ts';
import {
  type Column,
  type Holder,
  type Holding,
  type Outlook,
  TABLE_PERMISSIONS,
  type TableOutlook,
} from '../../src/mesh/plan.ts';
import { sensitiveColumns } from '../../src/mesh/sensitivity.ts';
import { anyNames } from './arbitrary-errors.ts';
import { digits, many, names, numberedName, text } from './arbitrary-text.ts';

const permission = fc.constantFrom(...TABLE_PERMISSIONS);
export const permissions = fc.subarray([...TABLE_PERMISSIONS]);
const tags = fc.dictionary(
  fc.oneof(fc.constantFrom('sensitivity', 'pii', 'domain'), text(128)),
  fc.array(text(256), { minLength: 1, maxLength: 15 }),
  { maxKeys: 8, noNullPrototype: true },
);
const columns: fc.Arbitrary<Column[]> = many(
  fc.record({ name: text(255), type: text(1000), partition: fc.boolean(), tags }),
  500,
  (column, at) => ({ ...column, name: numberedName(column.name, at) }),
);
const holdings: fc.Arbitrary<Holding> = fc.record(
  {
    permissions: fc.oneof(permissions, fc.array(permission)),
    grantable: permissions,
    columns: fc.oneof(
      names(500).map((include) => ({ include })),
      names(500).map((exclude) => ({ exclude })),
    ),
    rowFilter: text(2048),
  },
  { requiredKeys: ['permissions', 'grantable'] },
);
const tables: fc.Arbitrary<TableOutlook[]> = many(
  fc.record({
    name: text(255),
    owner: fc.option(digits),
    location: fc.option(text(2056)),
    columns,
    tags,
    held: holdings,
    after: holdings,
  }),
  2000,
  (table, at) => ({ ...table, name: numberedName(table.name, at) }),
);
const holders: fc.Arbitrary<Holder> = fc.record(
  {
    subscriptionId: text(256),
    decided: fc.record({ by: fc.constant('U0RITA'), at: fc.constant('2026-11-23T06:30:00.123Z') }),
    says: fc.record({ by: text(2048, 0), at: text(2048, 0) }),
    kept: fc.boolean(),
    tables: fc.array(text(255), { minLength: 1, maxLength: 5 }),
  },
  { requiredKeys: ['subscriptionId', 'says', 'kept', 'tables'] },
);
const REASONS = [
  ...(['missing', 'foreign', 'view', 'resource-link'] as const),
  ...(['not-a-pattern', 'too-many-patterns', 'not-chosen'] as const),
];
/** What a decision would change, in any catalog. */
export const outlooks: fc.Arbitrary<Outlook> = fc.record({
  tables,
  holders: fc.uniqueArray(holders, { selector: ({ subscriptionId }) => subscriptionId, maxLength: 150 }),
  leftOut: many(
    fc.record({
      asked: text(2048),
      reason: fc.constantFrom(...REASONS),
    }),
    2000,
    (one) => one,
  ),
  grows: fc.integer(),
  plan: fc.constant({
    principal: '999999999999',
    databaseName: 'db',
    grant: [],
    revoke: [],
    hash: 'a'.repeat(64),
  }),
});

/** As Meshdesk granted it: tables with the same holding together, each of the holdings another one. */
export const granted: fc.Arbitrary<Granted> = fc.record(
  {
    parts: many(
      fc.record({ tables: anyNames.filter((list) => list.length > 0), holding: holdings }),
      300,
      (part) => part,
    ),
    leftOut: outlooks.map(({ leftOut }) => leftOut),
    taken: fc.record({ permissions, grantable: permissions }),
  },
  { requiredKeys: ['parts', 'leftOut'] },
);

/** Tables that are alike share their columns, and there may be 2,000 of them. */
export function sensitiveIn(outlook: Outlook | null): RequestFacts['sensitive'] {
  const known = new Map<Column[], ReturnType<typeof sensitiveColumns>>();
  const of = (table: TableOutlook) => {
    const found = known.get(table.columns) ?? sensitiveColumns(table);
    known.set(table.columns, found);
    return found;
  };
  return new Map((outlook?.tables ?? []).map((table) => [table.name, of(table)]));
}
