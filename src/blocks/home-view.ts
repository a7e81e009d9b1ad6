import type { ActionsBlock, Button, ContextBlock, HeaderBlock, HomeView, KnownBlock } from '@slack/types';
import { accountEntry, named, requestEntry } from './entries.ts';
import { COMMAND } from './ids.ts';
import { listButton } from './list.ts';
import { NOTHING } from './list-words.ts';
import { type AccountSummary, beginnings, type Counts, lists, type Overview } from './overview.ts';
import { bold, bullets, line, type Piece, rich } from './rich.ts';
import { count } from './words.ts';

const MOST_WAITING = 10;
const MOST_ACCOUNTS = 12;
const MOST_CONNECTIONS = 6;

/** The Home tab: what waits for a decision, what was asked for, what the person's accounts share and hold; the connections for admins. */
export function homeView(overview: Overview): HomeView {
  return {
    type: 'home',
    blocks: [
      ...beginningsSection(overview),
      ...waitingSection(overview),
      ...askedSection(overview),
      ...accountsSection(overview),
      ...connectionsSection(overview),
      ...listsSection(overview),
      context(
        `${COMMAND} help lists every command. A decision is taken where what it changes is shown: Open, or the card.`,
      ),
    ],
  };
}

function beginningsSection(overview: Overview): KnownBlock[] {
  const buttons = beginnings(overview);
  return buttons.length === 0 ? [] : [actions('begin', ...buttons)];
}

function listsSection(overview: Overview): KnownBlock[] {
  const buttons = lists(overview);
  return buttons.length === 0 ? [] : [actions('lists', ...buttons)];
}

function waitingSection({ waiting }: Overview): KnownBlock[] {
  const shown = waiting.slice(0, MOST_WAITING);
  const rest = waiting.length - shown.length;
  return [
    header('Waiting for your decision'),
    ...(shown.length === 0 ? [rich(line('Nothing waits for you.'))] : []),
    ...shown.flatMap((facts, at) => requestEntry(facts, `waiting-${at}`)),
    ...(rest > 0
      ? [actions('waiting', listButton(`${rest.toLocaleString('en-US')} more…`, { list: 'requests' }))]
      : []),
  ];
}

function askedSection({ asked }: Overview): KnownBlock[] {
  if (asked.length === 0) return [];
  return [
    { type: 'divider' },
    header('What you and your accounts asked for'),
    ...asked.flatMap((facts, at) => requestEntry(facts, `asked-${at}`)),
  ];
}

function accountsSection({ accounts, admins, connections }: Overview): KnownBlock[] {
  if (accounts.length === 0 && connections !== undefined) return [];
  const head = [{ type: 'divider' } as const, header('Your accounts')];
  if (accounts.length === 0) return [...head, rich(line(...NOTHING.accounts(admins)))];
  const rest = accounts.length - MOST_ACCOUNTS;
  return [
    ...head,
    rich(
      bullets([
        ...accounts.slice(0, MOST_ACCOUNTS).map(accountLine),
        ...(rest > 0 ? [[`and ${count(rest, 'more account')}`]] : []),
      ]),
    ),
  ];
}

function connectionsSection({ connections }: Overview): KnownBlock[] {
  if (connections === undefined) return [];
  const rest = connections.length - MOST_CONNECTIONS;
  const more =
    rest > 0 ? [listButton(`All ${connections.length.toLocaleString('en-US')} accounts…`, { list: 'accounts' })] : [];
  return [
    { type: 'divider' },
    header('Connected accounts'),
    ...(connections.length === 0 ? [rich(line('No account is connected yet.'))] : []),
    ...connections
      .slice(0, MOST_CONNECTIONS)
      .flatMap((account) => accountEntry(account, `account-${account.accountId}`)),
    ...(more.length > 0 ? [actions('connections', ...more)] : []),
  ];
}

function accountLine({ account, decides, shares, holds }: AccountSummary): Piece[] {
  const role = decides ? ' · you decide for it' : '';
  return [
    bold(named(account, account.accountId)),
    `${role} · shares ${sharedWords(shares)} · holds ${heldWords(holds)}`,
  ];
}

/** "2 subscriptions; 1 waits for a decision" */
function sharedWords({ granted, waiting }: Counts): string {
  return `${grantedWords(granted)}${waiting > 0 ? `; ${count(waiting, 'waits', 'wait')} for a decision` : ''}`;
}

/** "3 subscriptions, 1 of them not imported yet; 1 asked for" */
function heldWords({ granted, unimported, waiting }: Counts): string {
  const which = granted === 1 ? '' : ` ${unimported.toLocaleString('en-US')} of them`;
  const rest = unimported > 0 ? `,${which} not imported yet` : '';
  return `${grantedWords(granted)}${rest}${waiting > 0 ? `; ${waiting.toLocaleString('en-US')} asked for` : ''}`;
}

function grantedWords(granted: number): string {
  return granted === 0 ? 'nothing' : count(granted, 'subscription');
}

function header(text: string): HeaderBlock {
  return { type: 'header', text: { type: 'plain_text', text } };
}

/** `place` stays, so that a click on a tab that is drawn anew at that moment still finds its button. */
function actions(place: string, ...elements: Button[]): ActionsBlock {
  return { type: 'actions', block_id: place, elements };
}

function context(text: string): ContextBlock {
  return { type: 'context', elements: [{ type: 'plain_text', text }] };
}
