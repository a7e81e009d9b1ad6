import type { RichTextElement } from '@slack/types';
import type { Account } from '../mesh/account.ts';
import type { LeftOut } from '../mesh/plan.ts';
import type { Subscription } from '../mesh/subscription.ts';
import type { RequestFacts } from './facts.ts';
import { shorten } from './limits.ts';
import { bold, code, listed, mention, plain } from './rich.ts';

/** `1 table`, `2 tables`, `1,000 tables`. */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${n.toLocaleString('en-US')} ${n === 1 ? one : many}`;
}

/** "SELECT and DESCRIBE", or "nothing". */
export function permissions(names: readonly string[]): string {
  if (names.length === 0) return 'nothing';
  if (names.length === 1) return names[0] ?? '';
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/** The account by its name and number, or by its number. */
export function accountName(account: Account | undefined, accountId: string): string {
  return account === undefined ? `account ${accountId}` : `${account.name} (${accountId})`;
}

/** Who asked: a mention where they asked through Meshdesk, else what the record says. */
export function requester({ requester: by }: Pick<RequestFacts, 'requester'>): RichTextElement {
  if ('slackUser' in by) return mention(by.slackUser);
  return plain(by.claimed ? `${shorten(by.session, 200)} (says the record)` : by.session);
}

/** "2 tables of `db`", "`a` and `b` of `db`", "the whole database `db`". */
export function whatIsAsked(subscription: Subscription): (string | RichTextElement)[] {
  const { TableName: names, DatabaseName } = subscription;
  return names === undefined ? ['the whole database ', code(DatabaseName)] : tablesOf(names, DatabaseName);
}

/** The same of tables that are known by name; "tables of `db`" where none is. */
export function tablesOf(names: readonly string[], databaseName: string): (string | RichTextElement)[] {
  if (names.length === 0) return ['tables of ', code(databaseName)];
  const tables = names.length <= 3 ? listed(names.map(code)) : [bold(count(names.length, 'table'))];
  return [...tables, ' of ', code(databaseName)];
}

/** Why something that was asked for is left out, after its name. */
export function whyLeftOut(reason: LeftOut['reason']): string {
  const reasons: Record<LeftOut['reason'], string> = {
    missing: 'is not in the mesh catalog',
    foreign: 'belongs to another account',
    view: 'is a view, which cannot be granted across accounts',
    'resource-link': 'is a resource link; its target can be asked for instead',
    'not-a-pattern': 'is neither a table nor a regular expression',
    'too-many-patterns': 'is one regular expression too many, or too large',
    'not-chosen': 'was not chosen',
  };
  return reasons[reason];
}

/** "Marketing may pass SELECT on to others in its account", in the given tense. */
export function passingOn(subscriber: string, grantable: readonly string[], verb: 'could' | 'may'): string {
  return grantable.length === 0
    ? `${subscriber} ${verb === 'could' ? 'could' : 'may'} pass nothing on.`
    : `${subscriber} ${verb} pass ${permissions(grantable)} on to anybody in its account.`;
}
