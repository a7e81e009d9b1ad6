import type { RichTextBlock } from '@slack/types';
import type { Account } from '../mesh/account.ts';
import type { Creation, CreationResult } from '../mesh/creation.ts';
import { button } from './button.ts';
import type { MessageContent } from './card.ts';
import { ACTIONS } from './ids.ts';
import { shorten } from './limits.ts';
import { bold, bullets, code, escaped, line, mention, moment, type Piece, rich } from './rich.ts';
import { sentenceOf } from './sentences.ts';
import { accountName, count } from './words.ts';

/** All that the message of a creation is drawn from. */
export interface CreationFacts {
  creation: Creation;
  account: Account | undefined;
  /** The database in the mesh. */
  meshDatabase: string;
}

const TITLES: Record<Creation['state'], string> = {
  claimed: '⏳ Creating data products',
  running: '⏳ Creating data products',
  done: '✅ Data products created',
  partly: '⚠️ Data products created in part',
  failed: '❌ Data products not created',
};
const SHOWN_TABLES = 8;
const BAR_WIDTH = 20;

/** The message of a creation: who ordered what, how far it is, what failed and why. */
export function productCard(facts: CreationFacts): MessageContent {
  const { creation } = facts;
  const { state, productsId } = creation;
  const title = TITLES[state === 'partly' && sharesNothing(creation) ? 'failed' : state];
  const retry = button(ACTIONS.retryProducts, 'Retry', productsId);
  return {
    text: escaped(shorten(`${title.replace(/^\S+ /, '')}: ${creation.order.parameters.sourceDatabaseName}`, 300)),
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: title, emoji: true } },
      rich(line(...whatIsMade(facts)), line(...whoOrdered(creation)), ...progress(creation), ...ending(creation)),
      ...(state === 'partly' || state === 'failed'
        ? [{ type: 'actions' as const, elements: [{ ...retry, style: 'primary' as const }] }]
        : []),
      { type: 'context', elements: [{ type: 'plain_text', text: `Data products ${productsId}` }] },
    ],
  };
}

/** What is left of a message whose account has moved to another channel. */
export function movedProductCard(productsId: string, channel: string | undefined): MessageContent {
  const where: Piece = channel === undefined ? 'another channel' : { type: 'channel', channel_id: channel };
  return {
    text: 'Data products: closed',
    blocks: [
      rich(line('This message is now in ', where, '.')),
      { type: 'context', elements: [{ type: 'plain_text', text: `Data products ${productsId}` }] },
    ],
  };
}

function whatIsMade({ creation, account, meshDatabase }: CreationFacts): Piece[] {
  const { accountId, parameters } = creation.order;
  const { sourceDatabaseName, tableNameRegex, domain, dataProductName } = parameters;
  return [
    bold(shorten(accountName(account, accountId), 100)),
    ' offers ',
    ...(tableNameRegex === undefined ? ['every table'] : ['tables ', code(tableNameRegex)]),
    ' of ',
    code(sourceDatabaseName),
    ' as ',
    code(meshDatabase),
    ...(dataProductName === undefined ? [] : [' · product ', bold(shorten(dataProductName, 80))]),
    ...(domain === undefined ? [] : [' · domain ', bold(shorten(domain, 80))]),
  ];
}

function whoOrdered({ actor, claimedAt, orderedAt, orderedBy }: Creation): Piece[] {
  const by = (who: string, at: string): Piece[] => [mention(who), ' · ', moment(new Date(at))];
  if (orderedBy === undefined) return ['ordered by ', ...by(actor, claimedAt)];
  return ['ordered by ', ...by(orderedBy, orderedAt), ', retried by ', ...by(actor, claimedAt)];
}

/** "██████████░░░░░░░░░░ 12 of 24 tables" */
function progress({ tables, order, state }: Creation): RichTextBlock['elements'] {
  const known = order.meant?.length ?? order.matched;
  const ended = state === 'done' || state === 'partly';
  if (state === 'partly' && sharesNothing({ tables, order })) return [];
  const done = tables.length + sharedBefore(tables, order);
  const total = ended && order.lacking === undefined ? done : Math.max(known ?? 0, done);
  if (total === 0) return state === 'failed' ? [] : [line(`${'░'.repeat(BAR_WIDTH)} reading the source`)];
  const filled = Math.floor((done / total) * BAR_WIDTH);
  const bar = `${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)}`;
  const words = known === undefined && !ended ? count(done, 'table') : ofTotal(done, total);
  return [line(`${bar} ${words}`)];
}

/** How many tables an earlier attempt had shared that a retry has not told of yet: it looks at all of them again, and they stay. */
function sharedBefore(tables: Creation['tables'], { meant = [], lacking }: Creation['order']): number {
  if (lacking === undefined) return 0;
  const others = new Set([...lacking, ...tables.map(({ table }) => table)]);
  return meant.filter((table) => !others.has(table)).length;
}

/** Whether every table has failed: then nothing is there that was not there before. */
function sharesNothing({ tables, order }: Pick<Creation, 'tables' | 'order'>): boolean {
  return tables.every(({ link }) => link === undefined) && sharedBefore(tables, order) === 0;
}

function ofTotal(done: number, total: number): string {
  return `${done.toLocaleString('en-US')} of ${count(total, 'table')}`;
}

function ending({ tables, state, error, order }: Creation): RichTextBlock['elements'] {
  const of = (...states: CreationResult['state'][]) => tables.filter((table) => states.includes(table.state));
  const failed = of('failed');
  const refused = of('refused');
  const ended = state === 'done' || state === 'partly' || state === 'failed';
  const shared = tables.filter(({ link }) => link !== undefined);
  const noted = shared.filter(({ notes }) => notes !== undefined);
  return [
    ...(error !== undefined && ended ? [line(bold('It did not work. '), ...sentenceOf(error))] : []),
    ...listOf(failed.map(({ table, reason, code: why }) => ['❌ ', code(table), ` ${reasonOf(reason, why)}`])),
    ...(ended && shared.length > 0 ? [line(...sharedWords(shared))] : []),
    ...listOf(refused.map(({ table, reason }) => ['⚠️ ', code(table), ` ${reasonOf(reason, undefined)}`])),
    ...(ended
      ? listOf(noted.map(({ table, notes }) => ['ℹ️ ', code(table), ` ${shorten((notes ?? []).join(' '), 250)}`]))
      : []),
    ...(ended && order.parameters.dataProductName === undefined && shared.length > 0
      ? [line('Without a product name only direct grants are possible.')]
      : []),
  ];
}

function sharedWords(shared: readonly CreationResult[]): Piece[] {
  const number = (state: CreationResult['state']) => shared.filter((table) => table.state === state).length;
  const counts = (['created', 'updated', 'unchanged'] as const)
    .map((state) => [number(state), state] as const)
    .filter(([n]) => n > 0)
    .map(([n, state]) => `${n.toLocaleString('en-US')} ${state}`);
  const example = shared[0];
  return [
    bold(`${count(shared.length, 'table')} shared`),
    ` (${counts.join(', ')})`,
    ...(example?.link === undefined ? [] : ['. Links back in your account end like ', code(example.link), '.']),
  ];
}

function reasonOf(reason: string | undefined, why: string | undefined): string {
  return `${shorten(reason ?? 'failed', 200)}${why === undefined ? '' : ` (${shorten(why, 60)})`}`;
}

function listOf(items: Piece[][]): RichTextBlock['elements'] {
  if (items.length === 0) return [];
  const rest = items.length - SHOWN_TABLES;
  return [bullets([...items.slice(0, SHOWN_TABLES), ...(rest > 0 ? [[`and ${count(rest, 'more table')}`]] : [])])];
}
