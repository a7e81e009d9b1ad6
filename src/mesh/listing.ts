import * as z from 'zod';
import { accountIdInput, checked, glueName } from './input.ts';
import type { PageQuery, SubscriptionStore } from './stores/subscriptions.ts';
import {
  SUBSCRIPTION_STATUSES,
  type Subscription,
  type SubscriptionStatus,
  type UnreadableSubscription,
} from './subscription.ts';

/** Which subscriptions to list. */
export interface ListParameters {
  status?: SubscriptionStatus;
  databaseName?: string;
  /** The other side: the subscriber for a producer, the owner for a consumer; 12 digits. */
  principal?: string;
  /** At most so many; 100 unless told. */
  limit?: number;
  /** As an earlier answer gave it, for the same filters. */
  nextToken?: string;
}

/** One page of subscriptions. */
export interface SubscriptionList {
  Subscriptions: Subscription[];
  /** Records that cannot be read, with what is wrong with them; absent where there are none. */
  Unreadable?: UnreadableSubscription[];
  /** Absent: these were the last. */
  NextToken?: string;
}

const LIMIT = 'a whole number from 1 to 1000';
const TOKEN = 'a token that an earlier list gave';
const STATUS = `one of ${SUBSCRIPTION_STATUSES.join(', ')}`;
const schema = z.strictObject({
  status: z.enum(SUBSCRIPTION_STATUSES, STATUS).optional(),
  databaseName: glueName.optional(),
  principal: accountIdInput.optional(),
  limit: z.int(LIMIT).min(1, LIMIT).max(1000, LIMIT).default(100),
  nextToken: z.string(TOKEN).optional(),
});
const startKey = z.record(z.string(), z.string(), TOKEN);

/** Subscriptions of an account, filtered, in pages. Throws InvalidParameter. */
export async function listPage(
  store: SubscriptionStore,
  by: PageQuery['by'],
  accountId: string,
  parameters: ListParameters = {},
): Promise<SubscriptionList> {
  const { status, databaseName, principal, limit, nextToken } = checked('', schema, parameters);
  const other = by === 'owner' ? 'SubscriberPrincipal' : 'OwnerPrincipal';
  const Subscriptions: Subscription[] = [];
  const Unreadable: UnreadableSubscription[] = [];
  let start: PageQuery['start'] = nextToken === undefined ? undefined : keyFrom(nextToken);
  do {
    // One more than is asked for tells whether there are any more.
    const page = await store.page({ by, accountId, status, start, limit: Math.max(limit, 100) + 1 });
    for (const read of page.subscriptions) {
      if (!read.readable) {
        Unreadable.push(read.unreadable);
        continue;
      }
      const { subscription } = read;
      if (databaseName !== undefined && subscription.DatabaseName !== databaseName) continue;
      if (principal !== undefined && subscription[other] !== principal) continue;
      if (Subscriptions.length === limit) {
        return { ...listOf(Subscriptions, Unreadable), NextToken: tokenAfter(by, Subscriptions.at(-1)) };
      }
      Subscriptions.push(subscription);
    }
    start = page.next;
  } while (start);
  return listOf(Subscriptions, Unreadable);
}

/** Every record of an account that `keep` keeps. */
export async function listAll(
  store: SubscriptionStore,
  by: PageQuery['by'],
  accountId: string,
  keep: (subscription: Subscription) => boolean,
): Promise<SubscriptionList> {
  const Subscriptions: Subscription[] = [];
  const Unreadable: UnreadableSubscription[] = [];
  const records = by === 'owner' ? store.byOwner(accountId) : store.bySubscriber(accountId);
  for await (const read of records) {
    if (!read.readable) Unreadable.push(read.unreadable);
    else if (keep(read.subscription)) Subscriptions.push(read.subscription);
  }
  return listOf(Subscriptions, Unreadable);
}

function listOf(Subscriptions: Subscription[], Unreadable: UnreadableSubscription[]): SubscriptionList {
  return { Subscriptions, ...(Unreadable.length > 0 && { Unreadable }) };
}

/** The index goes on after any of its items, whichever page that was on. */
function tokenAfter(by: PageQuery['by'], last: Subscription | undefined): string {
  const { SubscriptionId, OwnerPrincipal, SubscriberPrincipal, Status } = last as Subscription;
  const key = by === 'owner' ? { SubscriptionId, OwnerPrincipal, Status } : { SubscriptionId, SubscriberPrincipal };
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

function keyFrom(token: string): Record<string, string> {
  let decoded: unknown;
  try {
    decoded = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return checked('nextToken', startKey, decoded);
}
