import type { ModalView } from '@slack/types';
import { ulid } from 'ulid';
import { answerView } from '../blocks/answer-view.ts';
import type { CreateDraft } from '../blocks/create-draft.ts';
import { type CreateFields, createView } from '../blocks/create-view.ts';
import { NOTHING } from '../blocks/list-words.ts';
import { loadingView } from '../blocks/loading-view.ts';
import { namedBy } from '../blocks/option.ts';
import { line, rich } from '../blocks/rich.ts';
import type { SourcePreview } from '../blocks/source-preview.ts';
import type { Account } from '../mesh/account.ts';
import type { SourceTable } from '../mesh/search/source-catalog.ts';
import { explain } from './answering.ts';
import type { FrontDesk } from './front-desk.ts';
import { type Part, partOf } from './part.ts';
import { endsWithin } from './soon.ts';

/** A modal that shows what is known waits so long for more, in milliseconds. */
const PATIENCE_MS = 1_500;

/** Opens the modal that creates data products: a loading view at once (`opened`), filled with the accounts of the person. */
export async function openCreate(
  desk: FrontDesk,
  { userId, triggerId }: { userId: string; triggerId: string },
  opened: () => Promise<void>,
): Promise<void> {
  const { view } = await desk.slack.views.open({ trigger_id: triggerId, view: loadingView('Create data products') });
  await opened();
  if (view?.id === undefined) throw new TypeError('Slack opened a view without saying which');
  const draft: CreateDraft = {
    productsId: ulid(desk.now().getTime()),
    accountId: undefined,
    database: undefined,
    which: 'picked',
  };
  await desk.redraw({ id: view.id, hash: view.hash }, () =>
    drawCreate(desk, userId, draft).catch((error: unknown) => answerView([rich(line('⚠️ ', ...explain(desk, error)))])),
  );
}

/** The modal for what is chosen by now. `fields` is what stands in it; absent: it is being opened. */
export async function drawCreate(
  desk: FrontDesk,
  userId: string,
  before: CreateDraft,
  fields?: CreateFields,
): Promise<ModalView> {
  const part = await partOf(desk, userId);
  const accounts = producersOf(part);
  if (accounts.length === 0) return answerView([rich(line(...NOTHING.producers(part.admins)))]);
  const accountId = fields?.accountId ?? (accounts.length === 1 ? accounts[0]?.accountId : undefined);
  const draft = { ...before, accountId, database: undefined, which: fields?.which ?? before.which };
  if (accountId === undefined) return createView({ draft, accounts });
  try {
    const database = await databaseOf(desk, accountId, before, fields);
    const chosen = { ...draft, database };
    const preview = database && (await previewOf(desk, accountId, database, fields));
    return createView({ draft: chosen, accounts, ...(preview && { preview }) });
  } catch (error) {
    return createView({ draft, accounts, trouble: explain(desk, error) });
  }
}

/** Producers that the person decides for. */
export function producersOf({ decides }: Part): Account[] {
  return decides.filter(({ producer }) => producer);
}

/** The database that is chosen, by its name; none of another account's. */
async function databaseOf(
  desk: FrontDesk,
  accountId: string,
  before: CreateDraft,
  fields: CreateFields | undefined,
): Promise<string | undefined> {
  const databases = desk.source.databases(accountId);
  if (accountId !== before.accountId || fields?.database === undefined) {
    // Whoever chooses an account opens the list of its databases next: what cannot be read is told here.
    await endsWithin(databases.whole, PATIENCE_MS);
    return undefined;
  }
  return sourceName(desk, accountId, fields.database);
}

/** The database behind an option's value; undefined when a long name is not among those that are known in time. */
export async function sourceName(desk: FrontDesk, accountId: string, value: string): Promise<string | undefined> {
  const databases = desk.source.databases(accountId);
  if (value.startsWith('#')) await endsWithin(databases.whole, PATIENCE_MS);
  return namedBy(value, databases.items);
}

async function previewOf(
  desk: FrontDesk,
  accountId: string,
  database: string,
  fields: CreateFields | undefined,
): Promise<SourcePreview | undefined> {
  const tables = desk.source.tables(accountId, database);
  const whole = await endsWithin(tables.whole, PATIENCE_MS);
  if (fields === undefined || fields.which === 'picked') return undefined;
  if (fields.which === 'pattern' && fields.pattern === '') return undefined;
  const matches = fields.which === 'all' ? tables.items : await matchesOf(tables.items, fields.pattern);
  return { matches, all: tables.items.length, whole };
}

/** The tables that a name or pattern means; null: it is neither. */
export async function matchesOf(tables: readonly SourceTable[], pattern: string): Promise<SourceTable[] | null> {
  const [{ matching }, { compilePattern }] = await Promise.all([
    import('../mesh/data-products/choice.ts'),
    import('../mesh/pattern.ts'),
  ]);
  const found = matching(tables, pattern);
  return found.length === 0 && compilePattern(pattern) === null ? null : found;
}
