import type { BlockSuggestion, SlackOptionsMiddlewareArgs } from '@slack/bolt';
import type { CreateDraft } from '../../blocks/create-draft.ts';
import { readCreateView } from '../../blocks/create-view.ts';
import { type Found, found, option, optionValue } from '../../blocks/option.ts';
import type { GrowingList } from '../../mesh/search/growing.ts';
import { producersOf } from '../creating.ts';
import type { FrontDesk } from '../front-desk.ts';
import { partOf } from '../part.ts';
import { asError } from '../request-state.ts';
import { endsWithin } from '../soon.ts';

/** Slack waits three seconds for options: so long is waited for a catalog that is being read, in milliseconds. */
const PATIENCE_MS = 1_500;
const NONE: Found = { options: [] };

/** Answers a search for databases of the chosen account. */
export function sourceDatabases(desk: FrontDesk) {
  return answering(desk, async ({ accountId }, typed) => {
    if (accountId === undefined) return NONE;
    const names = await known(desk.source.databases(accountId));
    return found(
      names,
      typed,
      (name) => name,
      (name) => option(name, optionValue(name)),
    );
  });
}

/** Answers a search for tables of the chosen database; what cannot be offered is not on the list. */
export function sourceTables(desk: FrontDesk) {
  return answering(desk, async ({ accountId, database }, typed) => {
    if (accountId === undefined || database === undefined) return NONE;
    const tables = (await known(desk.source.tables(accountId, database))).filter(({ kind }) => kind === 'table');
    return found(
      tables,
      typed,
      ({ Name }) => Name,
      ({ Name }) => option(Name, optionValue(Name)),
    );
  });
}

/** Only who may create for the account sees what it has. */
function answering(desk: FrontDesk, search: (draft: CreateDraft, typed: string) => Promise<Found>) {
  return async ({ ack, body, options }: SlackOptionsMiddlewareArgs<'block_suggestion'>): Promise<void> => {
    try {
      await ack(await searched(desk, body, (draft) => search(draft, options.value)));
    } catch (error) {
      desk.logger.warn('a source could not be searched', { error: asError(error) });
      await ack(NONE);
    }
  };
}

async function searched(
  desk: FrontDesk,
  { view, user }: BlockSuggestion,
  search: (draft: CreateDraft) => Promise<Found>,
): Promise<Found> {
  const { draft } = readCreateView(view);
  const accounts = producersOf(await partOf(desk, user.id));
  return accounts.some(({ accountId }) => accountId === draft.accountId) ? search(draft) : NONE;
}

/** What is known within Slack's patience. */
async function known<T>(list: GrowingList<T>): Promise<readonly T[]> {
  await endsWithin(list.whole, PATIENCE_MS);
  return list.items;
}
