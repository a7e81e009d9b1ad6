import type { Finding } from './audit.ts';
import { historyOf } from './decisions.ts';
import type { Facts, Item, Message } from './facts.ts';
import { isOpen } from './records.ts';

/** Buttons that take a decision. */
const DECIDING = /"action_id":"(approve|approve_with_changes|approve_anyway|deny)"/;

/** Promise 1: a request that waits has one live card, in its owner's channel; one that does not has none. */
export function cardsOfRequests(facts: Facts): Finding[] {
  return facts.records.flatMap((record) => {
    const about = String(record.SubscriptionId);
    const cards = facts.messages.filter((message) => isCardOf(message, about));
    const live = cards.filter(({ blocks }) => DECIDING.test(JSON.stringify(blocks)));
    const finding = (what: string): Finding => ({ promise: 1, about, what });
    const found: Finding[] = [];
    const waits = isOpen(record) && !isDecided(facts, record);
    const channel = channelOf(facts, String(record.OwnerPrincipal));
    if (waits && live.length !== 1) found.push(finding(`waits for a decision, and has ${live.length} live cards`));
    if (!waits && decidable(facts, record) && live.length > 0)
      found.push(finding(`reads ${record.Status}, and has ${live.length} live cards`));
    for (const card of live) {
      if (card.channel !== channel) found.push(finding(`has a live card in ${card.channel} instead of ${channel}`));
    }
    if (cards.length === 0) found.push(finding('has no card'));
    return [...found, ...untrue(record, cards, lastOf(facts, record)?.what, finding)];
  });
}

/** What the newest card of a request that was decided has to say. */
const SAYS: Record<string, string> = { Active: 'Access granted', Denied: 'Access denied', Deleted: 'Access ended' };

/** A change or revocation that was carried out in part leaves the record as it was: the card says so, and asks for the rest. */
const IN_PART = 'done in part';

function untrue(record: Item, cards: readonly Message[], last: unknown, finding: (what: string) => Finding): Finding[] {
  const text = JSON.stringify(cards.at(-1)?.blocks ?? '');
  if (isOpen(record) || cards.length === 0 || DECIDING.test(text)) return [];
  const says = last === 'partly' ? IN_PART : (SAYS[String(record.Status)] ?? '');
  const withdrawn = record.Status === 'Deleted' && text.includes('withdrawn');
  return text.includes(says) || withdrawn
    ? []
    : [finding(`reads ${record.Status}, and its card does not say "${says}" but ${text.slice(0, 200)}`)];
}

/** An overturned denial may be approved on the card: a denied request has a button for it. */
function decidable(_facts: Facts, { Status }: Item): boolean {
  return Status !== 'Denied';
}

/** What Meshdesk decided is not undone by a record that was put back. */
function isDecided(facts: Facts, { SubscriptionId, CreationDate }: Item): boolean {
  const what = lastOf(facts, { SubscriptionId, CreationDate })?.what;
  return what === 'done' || what === 'partly';
}

/** What became of the last decision on the request that the record holds. */
function lastOf(facts: Facts, { SubscriptionId, CreationDate }: Item) {
  return historyOf(facts, String(SubscriptionId)).findLast(({ requested }) => requested === CreationDate);
}

function isCardOf({ metadata }: Message, subscriptionId: string): boolean {
  const { subscriptionId: id, slot } = metadata?.event_payload ?? {};
  return id === subscriptionId && String(slot).startsWith('card#');
}

function channelOf({ desk }: Facts, accountId: string): string {
  const account = desk.find(({ pk, sk }) => pk === `account#${accountId}` && sk === 'account');
  return String(account?.channel ?? 'C0ADMINS');
}

/** What a program says that did not expect something. */
const INNARDS = [/\bundefined\b/, /\[object Object\]/, /\bNaN\b/, /\n\s+at \w/];

/** Promises 8 and 9: what people read is in words, and holds no markup or mention that somebody wrote into a field. */
export function plainText({ messages }: Facts): Finding[] {
  return messages.flatMap(({ channel, ts, text, blocks }) => {
    const about = `${channel} ${ts}`;
    const whole = JSON.stringify(blocks);
    const found: Finding[] = INNARDS.filter((sign) => sign.test(text) || sign.test(whole)).map((sign) => ({
      promise: 8,
      about,
      what: `shows ${sign.source}`,
    }));
    const rung =
      text.includes('<!') || /"type":"broadcast"/.test(whole) || /"type":"mrkdwn","text":"[^"]*<!/.test(whole);
    if (rung) found.push({ promise: 9, about, what: 'rings everybody' });
    return found;
  });
}
