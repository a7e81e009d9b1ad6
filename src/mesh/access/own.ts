import { MeshError } from '../errors.ts';
import { checked, subscriptionIdInput } from '../input.ts';
import type { SubscriptionStore } from '../stores/subscriptions.ts';
import type { ReadableSubscription, Subscription } from '../subscription.ts';

/** `ownRecord` without its size. */
export async function ownSubscription(...of: Parameters<typeof ownRecord>): Promise<Subscription> {
  return (await ownRecord(...of)).subscription;
}

/**
 * A subscription that the account owns or has, read consistently. Somebody else's is not there: whoever asks learns nothing
 * of it. Throws InvalidParameter, SubscriptionNotFound, SubscriptionUnreadable.
 */
export async function ownRecord(
  store: SubscriptionStore,
  as: 'OwnerPrincipal' | 'SubscriberPrincipal',
  accountId: string,
  subscriptionId: string,
): Promise<ReadableSubscription> {
  const id = checked('subscriptionId', subscriptionIdInput, subscriptionId);
  const read = await store.get(id, { consistent: true });
  if (read?.readable && read.subscription[as] === accountId) return read;
  if (read && !read.readable && as === 'OwnerPrincipal' && read.unreadable.OwnerPrincipal === accountId) {
    throw new MeshError('SubscriptionUnreadable', { subscriptionId: id, problems: read.unreadable.problems });
  }
  throw new MeshError('SubscriptionNotFound', { subscriptionId: id });
}
