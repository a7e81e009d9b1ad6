import type { ModalView } from '@slack/types';
import { answerView } from '../blocks/answer-view.ts';
import { NOTHING } from '../blocks/list-words.ts';
import { loadingView } from '../blocks/loading-view.ts';
import { namedBy } from '../blocks/option.ts';
import { type Asked, FIRST_ASKED, requestView } from '../blocks/request-view.ts';
import { line, type Piece, rich } from '../blocks/rich.ts';
import type { Account } from '../mesh/account.ts';
import { productKeys, productOf } from '../mesh/search/find.ts';
import type { MeshTable } from '../mesh/search/mesh-catalog.ts';
import { explain } from './answering.ts';
import type { FrontDesk } from './front-desk.ts';
import { type Part, partOf } from './part.ts';
import { endsWithin } from './soon.ts';

/** A search waits so long for a catalog that is being read, in milliseconds. */
const PATIENCE_MS = 1_500;

/** Opens the modal that asks for access: a loading view at once (`opened`), filled with the accounts of the person. */
export async function openRequest(
  desk: FrontDesk,
  { userId, triggerId }: { userId: string; triggerId: string },
  opened: () => Promise<void>,
): Promise<void> {
  const { view } = await desk.slack.views.open({ trigger_id: triggerId, view: loadingView('Request access') });
  await opened();
  if (view?.id === undefined) throw new TypeError('Slack opened a view without saying which');
  await desk.redraw({ id: view.id, hash: view.hash }, () =>
    drawRequest(desk, userId, FIRST_ASKED).catch((error: unknown) =>
      answerView([rich(line('⚠️ ', ...explain(desk, error)))]),
    ),
  );
}

/** The modal for what stands in it; `asked` with names, as `named` gives it. */
export async function drawRequest(
  desk: FrontDesk,
  userId: string,
  asked: Asked,
  trouble?: Piece[],
): Promise<ModalView> {
  const part = await partOf(desk, userId);
  const accounts = consumersOf(part);
  if (accounts.length === 0) return answerView([rich(line(...NOTHING.consumers(part.admins)))]);
  const known = await visibleTables(desk, part);
  const chosen = asked.product === undefined ? undefined : productOf(known, asked.product);
  return requestView({
    accounts,
    asked,
    ...(chosen && { product: chosen.product }),
    ...(trouble && { trouble }),
  });
}

/** Another product was chosen: its tables come with it, but for a database, whose tables are picked. */
export async function withProductChosen(desk: FrontDesk, userId: string, fields: Asked): Promise<Asked> {
  const known = await visibleTables(desk, await partOf(desk, userId));
  const product = fields.product === undefined ? undefined : keyBehind(fields.product, known);
  const chosen = product === undefined ? undefined : productOf(known, product);
  const tables =
    chosen === undefined || chosen.product.kind === 'database' ? [] : chosen.tables.map(({ name }) => name);
  return { ...fields, product, tables, whole: false };
}

/** Consumers that the person may ask for. */
export function consumersOf({ accounts }: Part): Account[] {
  return accounts.filter(({ consumer }) => consumer);
}

/** What of the mesh the person may see: what is public, and what their accounts own; as far as it is known in time. */
export async function visibleTables(desk: FrontDesk, part: Part): Promise<MeshTable[]> {
  return (await knownTables(desk, part)).tables;
}

/** The same, and whether it is everything. */
export async function knownTables(
  desk: FrontDesk,
  { accounts }: Part,
): Promise<{ tables: MeshTable[]; whole: boolean }> {
  const all = desk.catalog.all();
  const whole = await endsWithin(all.whole, PATIENCE_MS);
  const own = new Set(accounts.map(({ accountId }) => accountId));
  return { tables: all.items.filter(({ isPublic, owner }) => isPublic || own.has(owner)), whole };
}

/** The key of a product behind an option's value. */
export function keyBehind(value: string, tables: readonly MeshTable[]): string | undefined {
  return namedBy(value, productKeys(tables));
}
