import type { SlackViewMiddlewareArgs, ViewSubmitAction } from '@slack/bolt';
import { answerView } from '../../blocks/answer-view.ts';
import type { CreateDraft } from '../../blocks/create-draft.ts';
import { type CreateFields, createFieldOf, readCreateView } from '../../blocks/create-view.ts';
import { shorten } from '../../blocks/limits.ts';
import { namedBy } from '../../blocks/option.ts';
import { line, rich } from '../../blocks/rich.ts';
import { type CreateOrder, orderProducts } from '../../mesh/creation.ts';
import { LINK_SUFFIX, type ProductParameters, problemsOf } from '../../mesh/data-products/parameters.ts';
import type { SourceTable } from '../../mesh/search/source-catalog.ts';
import { explain } from '../answering.ts';
import { matchesOf, sourceName } from '../creating.ts';
import type { FrontDesk } from '../front-desk.ts';
import { plainly } from '../plainly.ts';
import { endsWithin } from '../soon.ts';

/** What is known of the source after so many milliseconds has to do. */
const PATIENCE_MS = 800;
/** Glue, NameString: so many characters has a name. */
const MOST_OF_A_NAME = 255;

type Errors = Record<string, string>;

/**
 * Orders what was described, with one conditional write; the message in the account's channel shows how it goes. What stands in
 * the way is said beside the field, and what was typed is kept.
 */
export function create(desk: FrontDesk) {
  return async ({ ack, body, view }: SlackViewMiddlewareArgs<ViewSubmitAction>): Promise<void> => {
    const refuse = (errors: Errors) => ack({ response_action: 'errors', errors });
    const { draft, fields } = readCreateView(view);
    try {
      const read = await orderOf(desk, draft, fields);
      if ('errors' in read) return await refuse(read.errors);
      const wish = { productsId: draft.productsId, order: read.order };
      await orderProducts(desk, wish, (account) => desk.people.person(body.user.id, [account]));
      await ack({ response_action: 'update', view: await orderedView(desk, read.order.accountId) });
    } catch (error) {
      await refuse({ account: await plainly(desk, explain(desk, error), body.user.id) });
    }
  };
}

/** What is offered, as far as it can be told, and what is wrong with it. */
interface Source {
  database?: string;
  /** Absent: every table. */
  pattern?: string;
  /** The tables that are meant, where the source is known by now. */
  among?: readonly SourceTable[];
  errors: Errors;
}

/** The order that is described, or all that is wrong with it. */
async function orderOf(
  desk: FrontDesk,
  draft: CreateDraft,
  fields: CreateFields,
): Promise<{ order: CreateOrder } | { errors: Errors }> {
  const { accountId = '', schedule, ownSchedule } = fields;
  const source = await sourceOf(desk, draft, fields);
  const parameters = parametersOf(source, fields);
  const wrong = Object.entries(problemsOf(parameters, accountId));
  const errors: Errors = {
    ...Object.fromEntries(wrong.map(([name, expected]) => [createFieldOf(name, draft), `This has to be ${expected}.`])),
    ...(schedule !== undefined &&
      ownSchedule !== '' && { ownSchedule: 'Take a schedule from the list or write your own, not both.' }),
    ...source.errors,
  };
  if (Object.keys(errors).length > 0) return { errors };
  const matched = source.among?.length;
  return { order: { kind: 'create', accountId, parameters, ...(matched !== undefined && { matched }) } };
}

async function sourceOf(desk: FrontDesk, draft: CreateDraft, fields: CreateFields): Promise<Source> {
  const { accountId, which } = fields;
  const suffix = fields.suffix || LINK_SUFFIX;
  if (accountId === undefined) return { errors: { account: 'Choose an account.' } };
  const database = fields.database === undefined ? undefined : await sourceName(desk, accountId, fields.database);
  if (database === undefined || accountId !== draft.accountId) {
    return { errors: { account: 'Choose a source database of this account.' } };
  }
  const choice = await chosen(desk, accountId, database, fields);
  if ('problem' in choice) {
    return { database, errors: { [createFieldOf('tableNameRegex', { ...draft, database, which })]: choice.problem } };
  }
  const long = choice.among?.find(({ Name, kind }) => kind === 'table' && Name.length + suffix.length > MOST_OF_A_NAME);
  const tooLong = `With this the link of ${shorten(long?.Name ?? '', 60)} would have more than ${MOST_OF_A_NAME} characters.`;
  return { database, ...choice, errors: long === undefined ? {} : { suffix: tooLong } };
}

function parametersOf({ database = 'unknown', pattern }: Source, fields: CreateFields): ProductParameters {
  const { domain, product, isPublic, meshDatabase, suffix, crawlerRole, schedule, ownSchedule } = fields;
  const cron = ownSchedule || schedule;
  return {
    // Of one that is not known nothing can be wrong by its name.
    sourceDatabaseName: database,
    createPublicMetadata: isPublic,
    ...(pattern !== undefined && { tableNameRegex: pattern }),
    ...(domain !== '' && { domain }),
    ...(product !== '' && { dataProductName: product }),
    ...(meshDatabase !== '' && { exposeDataMeshDbName: meshDatabase }),
    ...(suffix !== '' && { exposeTableReferencesWithSuffix: suffix }),
    ...(crawlerRole !== '' && { syncMeshCrawlerRoleArn: crawlerRole }),
    ...(cron && { syncMeshCatalogSchedule: cron }),
  };
}

/** The tables as a pattern, none for all of them; and which they are, where the source is known by now. */
async function chosen(
  desk: FrontDesk,
  accountId: string,
  database: string,
  { which, tables, pattern }: CreateFields,
): Promise<Pick<Source, 'pattern' | 'among'> | { problem: string }> {
  const source = desk.source.tables(accountId, database);
  const whole = await endsWithin(source.whole, PATIENCE_MS);
  if (which === 'all') return whole ? { among: source.items } : {};
  if (which === 'picked') {
    const names = tables.flatMap(
      (value) =>
        namedBy(
          value,
          source.items.map(({ Name }) => Name),
        ) ?? [],
    );
    if (names.length === 0) return { problem: 'Pick at least one table.' };
    const { patternFor } = await import('../../mesh/pattern.ts');
    const picked = patternFor(names);
    if (picked.length > 2048)
      return { problem: 'These names are too long together: use a pattern for so many tables.' };
    return { pattern: picked, among: names.map((Name) => ({ Name, kind: 'table' })) };
  }
  const matches = await matchesOf(source.items, pattern);
  if (matches === null) {
    return { problem: 'Neither a table name nor a regular expression (RE2: no look-around, no back-references).' };
  }
  if (!whole) return { pattern };
  if (matches.length === 0) return { problem: `No table of ${database} matches this.` };
  if (matches.every(({ kind }) => kind !== 'table')) {
    return { problem: 'Only views and resource links match this, which cannot be offered.' };
  }
  return { pattern, among: matches };
}

async function orderedView(desk: FrontDesk, accountId: string) {
  const account = await desk.directory.get(accountId);
  const channel = { type: 'channel', channel_id: account?.channel ?? desk.adminChannel } as const;
  return answerView([rich(line('🏗️ Your data products are being created. ', channel, ' shows how far it is.'))]);
}
