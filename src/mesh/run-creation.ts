import type { Creation, CreationResult } from './creation.ts';
import type { ProductTable } from './data-products/create.ts';
import type { MeshDesk } from './desk.ts';
import { type Bench, carryThrough, type Procedure } from './procedure.ts';

/** Makes the data products that were ordered, if there is something to make. Throws as `carryThrough`. */
export function runCreation(desk: MeshDesk, bench: Bench<Creation>, productsId: string): Promise<void> {
  return carryThrough(bench, creations(desk), productsId);
}

function creations(desk: MeshDesk): Procedure<Creation> {
  return {
    async run({ order, actor, tables: before }, telling) {
      // With the AWS clients that it needs; most events find nothing to run.
      const { createDataProducts } = await import('./data-products/create.ts');
      const who = { accountId: order.accountId, actor: `slack-${actor}` };
      const told = new Map(before.map((result) => [result.table, result]));
      const onTable = (table: ProductTable) => telling.table(goneOn(told, asResult(table)));
      const made = await createDataProducts(desk, who, order.parameters, { onTable });
      const tables = [...made.Tables, ...made.NotShared].map((table) => goneOn(told, asResult(table)));
      const failed = tables.some(({ state }) => state === 'failed');
      return { state: failed ? 'partly' : 'done', tables };
    },
    leaves: ({ tables }) => (tables.some(({ link }) => link !== undefined) ? 'partly' : 'failed'),
  };
}

/** What an earlier attempt at the same order made is found unchanged by this one: it was made all the same. */
function goneOn(before: ReadonlyMap<string, CreationResult>, result: CreationResult): CreationResult {
  const earlier = before.get(result.table)?.state;
  const made = earlier === 'created' || earlier === 'updated';
  return result.state === 'unchanged' && made ? { ...result, state: earlier } : result;
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
