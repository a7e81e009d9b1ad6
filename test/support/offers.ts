import fc from 'fast-check';
import type { Choices } from '../../src/mesh/choices.ts';
import { type Offer, offerOf } from '../../src/mesh/offer.ts';
import { TABLE_PERMISSIONS } from '../../src/mesh/plan.ts';
import { text } from './arbitraries.ts';

/** Glue takes no control characters in a name. */
const name = text(255).map((value) => value.replace(/\p{Cc}/gu, ' '));
const numbered = (of: string, at: number) => `${of.slice(0, 249).replace(/[\ud800-\udbff]$/, '')}_${at}`;
const permissions = fc.subarray([...TABLE_PERMISSIONS]);

/** What there is to choose from: one table, a few, as many as boxes hold, and up to 2,000 of up to 500 columns. */
export const offers: fc.Arbitrary<Offer> = fc
  .record({
    table: name,
    column: name,
    type: text(1000),
    tag: text(256),
    tables: fc.constantFrom(1, 2, 10, 11, 2000),
    columns: fc.constantFrom(0, 1, 30, 500),
    sensitive: fc.constantFrom(0, 1, 99, 101),
  })
  .map(({ table, column, type, tag, ...most }) => {
    const tags = { sensitivity: [tag], pii: [tag] };
    const columns = Array.from({ length: most.columns }, (_, at) => ({
      ...{ name: numbered(column, at), type, partition: false, tags: {} },
      ...(at < most.sensitive && { tags }),
    }));
    const holding = { permissions: [], grantable: [] };
    const common = { owner: null, location: null, tags: {}, held: holding, after: holding };
    const open = columns.map((one) => ({ ...one, tags: {} }));
    return offerOf({
      tables: Array.from({ length: most.tables }, (_, at) => ({
        ...common,
        name: numbered(table, at),
        columns: at < 2 ? columns : open,
      })),
    });
  });

/** Anything that can be chosen of an offer, within what Slack lets choose. */
export function choicesOf({ tables }: Offer): fc.Arbitrary<Choices> {
  const upTo100 = <T>(items: T[]) => fc.subarray(items, { maxLength: Math.min(100, items.length) });
  const names = upTo100(tables.map((table) => table.name).slice(0, 200));
  const columns = tables
    .slice(0, 3)
    .flatMap((table) => table.columns.map((column) => ({ table: table.name, column: column.name })));
  return fc.record({
    tables: fc.oneof(
      fc.constant({ which: 'all' as const }),
      fc.record({ which: fc.constantFrom('only' as const, 'except' as const), names }),
    ),
    permissions,
    grantable: permissions,
    columns: upTo100(columns.slice(0, 200)),
    withoutSensitive: fc.boolean(),
    rowFilter: text(2048, 0),
    rowFilters: text(3000, 0),
    believe: fc.constant([]),
    notes: text(1000, 0),
  });
}
