import type { Creation, CreationResult } from './creation.ts';
import type { ProductTable } from './data-products/create.ts';
import type { Found } from './data-products/found.ts';
import type { MeshDesk } from './desk.ts';
import { type Bench, carryThrough, type Procedure } from './procedure.ts';

/** Makes the data products that were ordered, if there is something to make. Throws as `carryThrough`. */
export function runCreation(desk: MeshDesk, bench: Bench<Creation>, productsId: string): Promise<void> {
  return carryThrough(bench, creations(desk), productsId);
}

function creations(desk: MeshDesk): Procedure<Creation> {
  return {
    async run({ order, actor, frozen, tables: before }, telling) {
      // With the AWS clients that it needs; most events find nothing to run.
      const { createDataProducts } = await import('./data-products/create.ts');
      const who = { accountId: order.accountId, actor: `slack-${actor}` };
      const told = new Map(before.map((result) => [result.table, result]));
      let found = frozen;
      const asTold = (table: ProductTable) => altogether(asResult(table), found, told.get(table.SourceTable));
      const made = await createDataProducts(desk, who, order.parameters, {
        onFound: async (first) => {
          if (found !== undefined) return;
          await telling.freeze(first);
          found = first;
        },
        onTable: (table) => telling.table(asTold(table)),
      });
      const tables = [...made.Tables, ...made.NotShared].map(asTold);
      const failed = tables.some(({ state }) => state === 'failed');
      return { state: failed ? 'partly' : 'done', tables };
    },
    leaves: ({ tables }) => (tables.some(({ link }) => link !== undefined) ? 'partly' : 'failed'),
  };
}

/** What the order came to, whichever attempt did it: what one made, the next finds unchanged. */
function altogether(
  result: CreationResult,
  found: Found | undefined,
  told: CreationResult | undefined,
): CreationResult {
  if (result.link === undefined || found === undefined) return result;
  if (!found.existed.includes(result.table)) return { ...result, state: 'created' };
  const updated = found.behind.includes(result.table) || told?.state === 'updated';
  return result.state === 'unchanged' && updated ? { ...result, state: 'updated' } : result;
}

function asResult({ SourceTable, LinkTable, State, Code, Reason, Notes }: ProductTable): CreationResult {
  return {
    table: SourceTable,
    state: State,
    ...(LinkTable !== undefined && { link: LinkTable }),
    ...(Code !== undefined && { code: Code }),
    ...(Reason !== undefined && { reason: Reason }),
    ...(Notes !== undefined && { notes: Notes }),
  };
}
