import type { KnownBlock, ModalView } from '@slack/types';
import type { TableOutlook } from '../mesh/plan.ts';
import type { HistoryEvent } from '../mesh/stores/operations.ts';
import { decisionButtons } from './card.ts';
import { untold } from './changes.ts';
import type { RequestFacts } from './facts.ts';
import { fitsView, fitting } from './fitting.ts';
import { couldPassOn, grantedLines } from './granted.ts';
import { happened } from './happened.ts';
import { ACTIONS, VIEWS } from './ids.ts';
import { LIMITS, shorten } from './limits.ts';
import { reason } from './reason.ts';
import { bold, bullets, code, italic, line, moment, NEW_LINE, type Piece, rich } from './rich.ts';
import { sentenceOf } from './sentences.ts';
import { difference, holds } from './tables.ts';
import { accountName, count, permissions, requester, whatIsAsked, whyLeftOut } from './words.ts';

const MOST_TABLES = 60;
const MOST_EVENTS = 15;
/** So many columns of each table, or fewer where all of them together are more than Slack takes. */
const MOST_COLUMNS = [40, 25, 15, 8, 4, 0] as const;

/** Shown at once, while what the details need is being read. */
export function loadingView(): ModalView {
  return view([rich(line('⏳ Reading the catalog…'))]);
}

/**
 * Everything about a request: all tables with their schema, tags and location, and the history of decisions. Who `decides` may
 * do so here, having looked. So many tables are `hidden` from who looks.
 */
export function detailsView(
  facts: RequestFacts,
  history: readonly HistoryEvent[],
  { decides = false, hidden = 0 }: { decides?: boolean; hidden?: number } = {},
): ModalView {
  const { subscription, owner, subscriber, outlook, lookError, obstacle } = facts;
  const buttons = decides ? decisionButtons(facts).filter(({ action_id }) => action_id !== ACTIONS.checkAgain) : [];
  const blocks = (mostColumns: number): KnownBlock[] => [
    rich(
      line(
        bold(accountName(subscriber, subscription.SubscriberPrincipal)),
        ' asks ',
        bold(accountName(owner, subscription.OwnerPrincipal)),
      ),
      line('for ', bold(permissions(subscription.RequestedGrants)), ' on ', ...whatIsAsked(subscription)),
      line(
        'asked by ',
        requester(facts),
        ' · ',
        facts.askedAt === null ? subscription.CreationDate : moment(facts.askedAt),
      ),
      ...reason(facts),
      line('status in the table: ', bold(subscription.Status), ' · request ', code(subscription.SubscriptionId)),
    ),
    ...[lookError, obstacle].flatMap((error) => (error ? [rich(line('⚠️ ', ...sentenceOf(error)))] : [])),
    ...(buttons.length > 0 ? [{ type: 'actions' as const, elements: buttons }] : []),
    ...(facts.phase.is === 'active' ? [rich(...grantedLines(facts))] : []),
    ...tableBlocks(facts, mostColumns),
    ...(buttons.length > 0 && facts.phase.is === 'open' ? couldPassOn(facts) : []),
    ...(hidden > 0 ? [rich(line('🔒 ', count(hidden, 'table'), ': only the owner sees what is in there.'))] : []),
    ...(outlook && outlook.leftOut.length > 0
      ? [
          rich(
            line(bold('Left out')),
            bullets([
              ...outlook.leftOut
                .filter(({ unnamed }) => !unnamed)
                .slice(0, 30)
                .map(({ asked, reason }) => [code(asked), ` ${whyLeftOut(reason)}`]),
              ...untold(outlook.leftOut),
            ]),
          ),
        ]
      : []),
    { type: 'divider' },
    historyBlock(history),
  ];
  return view(fitting(MOST_COLUMNS, blocks, fitsView));
}

/** Shown when the details cannot be read. */
export function detailsErrorView(sentence: Piece[]): ModalView {
  return view([rich(line('⚠️ ', ...sentence))]);
}

function view(blocks: KnownBlock[]): ModalView {
  return {
    type: 'modal',
    callback_id: VIEWS.details,
    title: { type: 'plain_text', text: 'Request details' },
    close: { type: 'plain_text', text: 'Close' },
    blocks: blocks.slice(0, LIMITS.viewBlocks),
  };
}

/** Of a request that waits, what approving it would change; of another, what is held, for approving it again is nobody's question. */
function tableBlocks({ outlook, sensitive, phase }: RequestFacts, mostColumns: number): KnownBlock[] {
  if (outlook === undefined) return [];
  const waits = phase.is === 'open' || (phase.is === 'running' && phase.operation.order.kind === 'approve');
  const held = [rich(line(bold('What the account holds now'), ', by all its subscriptions:'))];
  const shown = outlook.tables.slice(0, MOST_TABLES);
  const rest = outlook.tables.slice(MOST_TABLES);
  const marked = (table: TableOutlook) => new Set((sensitive.get(table.name) ?? []).map(({ name }) => name));
  return [
    ...(waits || shown.length === 0 ? [] : held),
    ...shown.map((table) => {
      const columns = columnLines(table, marked(table), mostColumns);
      return rich(
        line(...tableHead(table, waits ? difference(table) : holds(table))),
        ...(columns.length > 0 ? [bullets(columns)] : []),
      );
    }),
    ...(rest.length > 0
      ? [
          rich(
            line(bold(count(rest.length, 'more table')), ': ', shorten(rest.map(({ name }) => name).join(', '), 280)),
          ),
        ]
      : []),
  ];
}

function tableHead(table: TableOutlook, standing: Piece[]): Piece[] {
  const tags = Object.entries(table.tags).map(([key, values]) => `${key}=${values.join('/')}`);
  return [
    code(table.name),
    ' · ',
    ...standing,
    ...(table.location === null ? [] : [NEW_LINE, italic(table.location)]),
    ...(tags.length === 0 ? [] : [NEW_LINE, `🏷️ ${shorten(tags.join(', '), 200)}`]),
  ];
}

function columnLines({ columns }: TableOutlook, sensitive: ReadonlySet<string>, most: number): Piece[][] {
  const lines = columns.slice(0, most).map(({ name, type, tags, partition }): Piece[] => {
    const own = Object.entries(tags).map(([key, values]) => `${key}=${values.join('/')}`);
    const marks = [partition ? 'partition' : '', ...own].filter(Boolean).join(', ');
    return [
      sensitive.has(name) ? '🔒 ' : '',
      code(name),
      ` ${shorten(type, 80)}${marks ? ` · ${shorten(marks, 120)}` : ''}`,
    ].filter((piece) => piece !== '');
  });
  const rest = columns.length - lines.length;
  return rest > 0 ? [...lines, [`and ${count(rest, 'more column')}`]] : lines;
}

function historyBlock(history: readonly HistoryEvent[]): KnownBlock {
  if (history.length === 0) return rich(line(bold('History')), line('Nobody has decided through Meshdesk yet.'));
  return rich(line(bold('History')), bullets(history.slice(-MOST_EVENTS).map(happened)));
}
