import { accountEntry, eventEntry, requestEntry } from '../blocks/entries.ts';
import type { RequestFacts } from '../blocks/facts.ts';
import { type ListPage, PAGE_SIZE, pageOf } from '../blocks/list.ts';
import type { ListRef } from '../blocks/list-ref.ts';
import { NOTHING } from '../blocks/list-words.ts';
import { code, listed, type Piece } from '../blocks/rich.ts';
import type { AccountEvent } from '../mesh/stores/directory.ts';
import { isOpen, type Subscription } from '../mesh/subscription.ts';
import type { FrontDesk } from './front-desk.ts';
import { bookOf, factsOfMany, isOwn, type Part, partOf, undecided } from './part.ts';
import { products } from './products-list.ts';
import { type Look, visibleHistory } from './visible.ts';

/** Who asks for a list, and in which channel. */
export type Asker = Pick<Look, 'userId' | 'channel'>;

/** The page of a list as it is now, for this person, who asked for it in a channel or elsewhere. Throws SubscriptionNotFound. */
export async function listPage(desk: FrontDesk, asker: Asker, ref: ListRef): Promise<ListPage> {
  const [subscriptionId] = ref.words;
  if (ref.list === 'audit' && subscriptionId !== undefined) return history(desk, { ...asker, subscriptionId }, ref);
  const part = await partOf(desk, asker.userId);
  switch (ref.list) {
    case 'requests':
      return requests(desk, part, ref);
    case 'subscriptions':
      return subscriptions(desk, part, ref);
    case 'accounts':
      return accounts(part, ref);
    case 'products':
      return products(desk, part, ref);
    case 'audit':
      return audit(desk, part, ref);
  }
}

/** What waits for a decision, by or about the person's accounts, the oldest first. */
async function requests(desk: FrontDesk, part: Part, ref: ListRef): Promise<ListPage> {
  const title = 'Requests that wait for a decision';
  if (part.accounts.length === 0) return { title, lead: NOTHING.accounts(part.admins), entries: [] };
  const { open } = await bookOf(desk, part.accounts);
  const waiting = await undecided(desk, part, open);
  if (waiting.length === 0) return { title, lead: NOTHING.requests, entries: [] };
  const { items, ...turns } = pageOf(waiting, ref);
  return { title, entries: entriesOf(items), ...turns };
}

/** What the person's accounts share and hold, what changed last first; narrowed to the words of the list. */
async function subscriptions(desk: FrontDesk, part: Part, ref: ListRef): Promise<ListPage> {
  const title = 'Subscriptions';
  if (part.accounts.length === 0) return { title, lead: NOTHING.accounts(part.admins), entries: [] };
  const { all } = await bookOf(desk, part.accounts);
  const found = all.filter(fits(part, ref.words));
  const narrowed: Piece[] = ref.words.length === 0 ? [] : ['with ', ...listed(ref.words.map(code)), '. '];
  if (found.length === 0) return { title, lead: [...narrowed, ...NOTHING.subscriptions], entries: [] };
  const { items, ...turns } = pageOf(found, ref);
  const lead = narrowed.length > 0 ? { lead: narrowed } : {};
  return { title, ...lead, entries: entriesOf(await factsOfMany(desk, part, items)), ...turns };
}

/** Every connected account; for admins. */
function accounts(part: Part, ref: ListRef): ListPage {
  const title = 'Connected accounts';
  const all = part.person.admin ? [...part.directory.values()] : [];
  if (all.length === 0) return { title, lead: NOTHING.connections(part.admins), entries: [] };
  const { items, ...turns } = pageOf(all, ref);
  return { title, entries: items.map((account, at) => accountEntry(account, `account-${at}`)), ...turns };
}

/** What happened to the person's accounts and their subscriptions, the newest first; out of Meshdesk's own table. */
async function audit(desk: FrontDesk, part: Part, ref: ListRef): Promise<ListPage> {
  const title = 'History of decisions';
  const all = part.person.admin ? [...part.directory.values()] : part.accounts;
  if (all.length === 0) return { title, lead: NOTHING.accounts(part.admins), entries: [] };
  const older = ref.at === '' ? { most: PAGE_SIZE + 1 } : { most: PAGE_SIZE + 1, before: ref.at };
  const found = await Promise.all(
    all.map(async (account) => {
      const events = await desk.directory.events(account.accountId, older);
      return events.map((event) => ({ ...event, account }));
    }),
  );
  const events = [...new Map(found.flat().map((event) => [event.eventId, event])).values()].sort(newestFirst);
  if (events.length === 0) return { title, lead: NOTHING.events, entries: [] };
  const items = events.slice(0, PAGE_SIZE);
  const last = items.at(-1);
  return {
    title,
    entries: items.map((event, at) => eventEntry(event, `event-${at}`)),
    ...(ref.at !== '' && { previous: { ...ref, at: '' } }),
    ...(events.length > PAGE_SIZE && last !== undefined && { next: { ...ref, at: last.eventId } }),
  };
}

/** What was decided on one request, the newest first. */
async function history(desk: FrontDesk, asked: Look, ref: ListRef): Promise<ListPage> {
  const events = (await visibleHistory(desk, asked)).reverse();
  const [title, lead] = ['History of a request', [code(asked.subscriptionId)]];
  if (events.length === 0) return { title, lead: [...lead, ' ', ...NOTHING.events], entries: [] };
  const { items, ...turns } = pageOf(events, ref);
  return { title, lead, entries: items.map((event, at) => eventEntry(event, `event-${at}`)), ...turns };
}

function newestFirst(a: AccountEvent, b: AccountEvent): number {
  return a.eventId < b.eventId ? 1 : -1;
}

function entriesOf(facts: readonly RequestFacts[]) {
  return facts.map((request, at) => requestEntry(request, `request-${at}`));
}

type Test = (part: Part, subscription: Subscription) => boolean;

const ofStatus =
  (status: Subscription['Status']): Test =>
  (_part, subscription) =>
    !isOpen(subscription) && subscription.Status === status;
const open: Test = (_part, subscription) => isOpen(subscription);
const ofMine =
  (side: 'OwnerPrincipal' | 'SubscriberPrincipal'): Test =>
  ({ accounts }, subscription) =>
    accounts.some(({ accountId }) => accountId === subscription[side]);

/** Words that mean more than the letters that they are made of. */
const STATUS_WORDS: ReadonlyMap<string, Test> = new Map([
  ...['pending', 'open', 'waiting'].map((word) => [word, open] as const),
  ...['active', 'granted'].map((word) => [word, ofStatus('Active')] as const),
  ...['denied'].map((word) => [word, ofStatus('Denied')] as const),
  ...['ended', 'deleted', 'revoked'].map((word) => [word, ofStatus('Deleted')] as const),
]);
const SIDE_WORDS: ReadonlyMap<string, Test> = new Map([
  ...['shared', 'shares', 'sharing'].map((word) => [word, ofMine('OwnerPrincipal')] as const),
  ...['held', 'holds', 'holding'].map((word) => [word, ofMine('SubscriberPrincipal')] as const),
  ['mine', isOwn],
]);

/** Whether a subscription has one of the statuses that are named, if any is, and every other word. */
function fits(part: Part, given: readonly string[]): (subscription: Subscription) => boolean {
  const words = given.map((word) => word.toLowerCase());
  const statuses = words.flatMap((word) => STATUS_WORDS.get(word) ?? []);
  const others = words.filter((word) => !STATUS_WORDS.has(word));
  return (subscription) =>
    (statuses.length === 0 || statuses.some((test) => test(part, subscription))) &&
    others.every((word) => SIDE_WORDS.get(word)?.(part, subscription) ?? says(part, subscription, word));
}

/** Whether a word stands in a name or id of the subscription. */
function says({ directory }: Part, subscription: Subscription, word: string): boolean {
  const { SubscriptionId, OwnerPrincipal, SubscriberPrincipal, DatabaseName, TableName = [] } = subscription;
  const names = [OwnerPrincipal, SubscriberPrincipal].map((id) => directory.get(id)?.name ?? '');
  const texts = [SubscriptionId, OwnerPrincipal, SubscriberPrincipal, DatabaseName, ...names, ...TableName];
  return texts.some((text) => text.toLowerCase().includes(word));
}
