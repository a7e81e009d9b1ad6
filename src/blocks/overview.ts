import type { Button } from '@slack/types';
import type { Account } from '../mesh/account.ts';
import { button } from './button.ts';
import type { RequestFacts } from './facts.ts';
import type { Audience } from './help.ts';
import { ACTIONS } from './ids.ts';
import { listButton } from './list.ts';
import type { Admitting } from './list-words.ts';

/** What the mesh is to a person. */
export interface Overview {
  /** Requests that wait for their decision, the oldest first. */
  waiting: RequestFacts[];
  /** The latest of what they asked for, and of what their accounts asked for and is undecided. */
  asked: RequestFacts[];
  /** Those they speak for. */
  accounts: AccountSummary[];
  admins: Admitting;
  /** For admins: every connected account. */
  connections?: Account[];
}

export interface AccountSummary {
  account: Account;
  decides: boolean;
  /** What others have of it. */
  shares: Counts;
  /** What it has of others. */
  holds: Counts;
}

/** Of subscriptions that are, or may be: what was denied or has ended is in the list of them. */
export interface Counts {
  /** Asked for and undecided. */
  waiting: number;
  granted: number;
  /** Of those that are granted. */
  unimported: number;
}

/** Buttons that begin something, for those who may. */
export function beginnings(overview: Overview): Button[] {
  const audiences = audiencesOf(overview);
  return [
    ...(audiences.includes('consumer') ? [button(ACTIONS.openRequest, 'Request access…', '')] : []),
    ...(audiences.includes('approver') ? [button(ACTIONS.openCreate, 'Create data products…', '')] : []),
    ...(audiences.includes('admin') ? [button(ACTIONS.connect, 'Connect an account…', '')] : []),
  ];
}

/** Buttons that open a list, for those who find something there. */
export function lists({ accounts, connections }: Overview): Button[] {
  const member = accounts.length > 0;
  return [
    ...(member ? [listButton('All requests', { list: 'requests' })] : []),
    ...(member ? [listButton('All subscriptions', { list: 'subscriptions' })] : []),
    ...(member || connections !== undefined ? [listButton('History of decisions', { list: 'audit' })] : []),
  ];
}

/** Which commands are worth showing to the person. */
export function audiencesOf({ accounts, connections }: Overview): Audience[] {
  return [
    'everybody',
    ...(accounts.some(({ decides, account }) => decides && account.producer) ? (['approver'] as const) : []),
    ...(accounts.some(({ account }) => account.consumer) ? (['consumer'] as const) : []),
    ...(accounts.length > 0 ? (['member'] as const) : []),
    ...(connections === undefined ? [] : (['admin'] as const)),
  ];
}
