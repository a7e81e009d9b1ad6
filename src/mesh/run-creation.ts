import type { Creation, CreationResult } from './creation.ts';
import type { ProductTable } from './data-products/create.ts';
import type { Found } from './data-products/found.ts';
import type { MeshDesk } from './desk.ts';
import { joining } from './joining.ts';
import { type Bench, carryThrough, type Procedure, type Telling } from './procedure.ts';

/** Makes the data products that were ordered, if there is something to make. Throws as `carryThrough`. */
export function runCreation(desk: MeshDesk, bench: Bench<Creation>, productsId: string): Promise<void> {
  return carryThrough(bench, creations(desk), productsId);
}

function creations(desk: MeshDesk): Procedure<Creation> {
  return {
    async run({ order, actor, frozen, tables: before }, telling) {
      // With the AWS clients that it needs; most events find nothing to run.
      const [{ createFrom }, { checkedOrder }] = await Promise.all([
        import('./data-products/create.ts'),
        import('./data-products/parameters.ts'),
      ]);
      const who = { accountId: order.accountId, actor: `slack-${actor}` };
      const told = new Map(before.map((result) => [result.table, result]));
      const standing = standingOf(frozen, telling);
      const asTold = (table: ProductTable) =>
        altogether(asResult(table), standing.found(), told.get(table.SourceTable));
      const meant = frozen?.meant ?? order.meant;
      const products = { ...checkedOrder(order.parameters, order.accountId), ...(meant !== undefined && { meant }) };
      const made = await createFrom(desk, who, products, {
        onFound: standing.freeze,
        onPartitions: standing.behind,
        onTable: (table) => telling.table(asTold(table)),
      });
      const tables = [...made.Tables, ...made.NotShared].map(asTold);
      const failed = tables.some(({ state }) => state === 'failed');
      return { state: failed ? 'partly' : 'done', tables };
    },
    leaves: ({ tables, order: { meant = [], lacking = meant } }) =>
      tables.some(({ link }) => link !== undefined) || lacking.length < meant.length ? 'partly' : 'failed',
  };
}

/** How the tables stood before the first attempt, kept before anything is changed that it says otherwise of. */
function standingOf(frozen: Found | undefined, telling: Pick<Telling<Creation>, 'freeze'>) {
  let found = frozen;
  const kept = joining<void>();
  return {
    found: () => found,
    async freeze(first: Found): Promise<void> {
      if (found !== undefined) return;
      await telling.freeze(first);
      found = first;
    },
    /** A table was there and lacks something, which was not known when the others were looked at. */
    async behind(table: string): Promise<void> {
      if (found === undefined || !found.existed.includes(table) || found.behind.includes(table)) return;
      found = { ...found, behind: [...found.behind, table].sort() };
      await kept('found', async () => found && telling.freeze(found));
    },
  };
}

/** What the order came to, whichever attempt did it: what one made, the next finds unchanged. */
function altogether(
  result: CreationResult,
  found: Found | undefined,
  told: CreationResult | undefined,
): CreationResult {
  // Shared by an earlier attempt, and gone from the source since then.
  if (result.code === 'TableNotFound' && told?.link !== undefined) return told;
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
