import { MeshError } from '../errors.ts';
import { checked, subscriptionIdInput } from '../input.ts';
import type { SubscriptionStore } from '../stores/subscriptions.ts';
import type { Subscription } from '../subscription.ts';

/**
 * A subscription that the account owns or has, read consistently. Somebody else's is not there: whoever asks learns nothing
 * of it. Throws InvalidParameter, SubscriptionNotFound, SubscriptionUnreadable.
 */
export async function ownSubscription(
  store: SubscriptionStore,
  as: 'OwnerPrincipal' | 'SubscriberPrincipal',
  accountId: string,
  subscriptionId: string,
): Promise<Subscription> {
  const id = checked('subscriptionId', subscriptionIdInput, subscriptionId);
  const read = await store.get(id, { consistent: true });
  if (read?.readable && read.subscription[as] === accountId) return read.subscription;
  if (read && !read.readable && as === 'OwnerPrincipal' && read.unreadable.OwnerPrincipal === accountId) {
    throw new MeshError('SubscriptionUnreadable', { subscriptionId: id, problems: read.unreadable.problems });
  }
  throw new MeshError('SubscriptionNotFound', { subscriptionId: id });
}
