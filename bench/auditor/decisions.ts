import type { Finding } from './audit.ts';
import type { Facts, Item } from './facts.ts';

/** An entry of a request's history. */
export interface Happened {
  sk: string;
  what: string;
  kind: string;
  by: string;
  operationId: string;
  requested: string;
}

/** The decisions on a subscription in the order in which they happened; imports are none. */
export function historyOf({ desk }: Facts, subscriptionId: string): Happened[] {
  return desk
    .filter(({ pk, sk }) => pk === `subscription#${subscriptionId}` && String(sk).startsWith('event#'))
    .filter(({ kind }) => kind !== 'import')
    .map((item) => item as unknown as Happened)
    .sort((a, b) => (a.sk < b.sk ? -1 : 1));
}

/** What may be decided after a decision of this kind was carried out. */
const NEXT: Record<string, readonly string[]> = {
  approve: ['change', 'revoke'],
  change: ['change', 'revoke'],
  deny: ['approve'],
  revoke: [],
};

/** How that has ended which is taken up once more. */
const TAKEN_UP: Record<string, string> = { again: 'done', 'taking back': 'partly' };

/** Promise 2: of each request one decision at a time, each ended once, and none over one that stands. */
export function decidedOnce(facts: Facts): Finding[] {
  const ids = new Set(facts.desk.map(({ pk }) => String(pk)).filter((pk) => pk.startsWith('subscription#')));
  return [...ids].flatMap((pk) => {
    const id = pk.slice('subscription#'.length);
    const finding = (what: string): Finding => ({ promise: 2, about: id, what });
    const found: Finding[] = [];
    let open: Happened | undefined;
    let done: Happened | undefined;
    let last: Happened | undefined;
    for (const event of historyOf(facts, id)) {
      const ended = TAKEN_UP[event.what];
      if (ended !== undefined) {
        if (open || last?.operationId !== event.operationId || last.what !== ended)
          found.push(finding(`${event.kind} by ${event.by} was taken up once more, which had not ended so`));
        open = event;
        continue;
      }
      if (event.what !== 'claimed') {
        last = event;
        if (open?.operationId !== event.operationId)
          found.push(finding(`${event.kind} by ${event.by} ended without being under way`));
        if (event.what === 'done') done = event;
        open = undefined;
        continue;
      }
      if (open)
        found.push(finding(`${event.kind} by ${event.by} was taken while ${open.kind} by ${open.by} was under way`));
      if (done?.requested === event.requested && !NEXT[done.kind]?.includes(event.kind)) {
        found.push(finding(`${event.kind} by ${event.by} was taken after ${done.kind} by ${done.by}`));
      }
      open = event;
    }
    return found;
  });
}

/** Promise 5: when all has come to rest, nothing is half done: no operation, no posting, no message that is behind. */
export function ended({ desk }: Facts): Finding[] {
  const half = (item: Item): string | undefined => {
    if (String(item.listing).startsWith('unfinished')) return `the operation is still ${item.state}`;
    // A doubt is looked into when it can be: until then nothing is known to be behind.
    if (item.listing === 'arrears' && !String(item.sk).startsWith('doubt#')) return 'its messages are behind';
    if (item.postingSince !== undefined) return 'a message of it is still being posted';
    return undefined;
  };
  return desk.flatMap((item) => {
    const what = half(item);
    return what === undefined ? [] : [{ promise: 5, about: `${item.pk} ${item.sk}`, what }];
  });
}

/** A session that bears a Slack user's name, or that of whoever uses the Python library. */
const NAMED = /:assumed-role\/DataMesh\w+(-\d{12})?\/(slack-[UW][A-Z0-9]+|[a-z]+\.[a-z]+)$/;

/** Promise 7: whoever caused a write is named by the session it was made in. */
export function namedSessions({ writes, records }: Facts): Finding[] {
  const calls = writes
    .filter(({ principal }) => !NAMED.test(principal))
    .map(({ operation, principal }) => ({ promise: 7, about: operation, what: `was called by ${principal}` }));
  const updates = records
    .filter(({ UpdatedBy }) => UpdatedBy !== undefined && !NAMED.test(String(UpdatedBy)))
    .map(({ SubscriptionId, UpdatedBy }) => ({
      promise: 7,
      about: String(SubscriptionId),
      what: `was written by ${UpdatedBy}`,
    }));
  return [...calls, ...updates];
}
