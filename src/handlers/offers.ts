import type { DecisionKind } from '../blocks/decision/about.ts';
import { firstChange } from '../mesh/choices.ts';
import type { MeshDesk } from '../mesh/desk.ts';
import { type Offer, offerOf } from '../mesh/offer.ts';
import type { Order } from '../mesh/order.ts';
import { lookAt } from '../mesh/outlook.ts';
import type { Subscription } from '../mesh/subscription.ts';

/** What can be chosen in the modals that are open, kept for the searches in them and for their submission. */
export interface Offers {
  /** Reads it anew. */
  read(kind: DecisionKind, subscription: Subscription, actor: string): Promise<Offer>;
  /** As it was read last, if that is not long ago, else read now. */
  of(kind: DecisionKind, subscription: Subscription, actor: string): Promise<Offer>;
}

const KEEP_MS = 10 * 60_000;
/** Offers of thousands of tables are large. */
const MOST_KEPT = 20;
const NOTHING = offerOf({ tables: [] });

export function offers(mesh: MeshDesk): Offers {
  const kept = new Map<string, { until: number; offer: Promise<Offer> }>();
  // The record can be written over while the modal is open: another database, or owner, is another offer.
  const keyOf = (kind: DecisionKind, subscription: Subscription) => {
    const { SubscriptionId, CreationDate, OwnerPrincipal, SubscriberPrincipal, DatabaseName } = subscription;
    return JSON.stringify([kind, SubscriptionId, CreationDate, OwnerPrincipal, SubscriberPrincipal, DatabaseName]);
  };
  const read: Offers['read'] = (kind, subscription, actor) => {
    const order = orderOf(kind, subscription);
    if (order === null) return Promise.resolve(NOTHING);
    const offer = lookAt(mesh, subscription, order, actor).then(offerOf);
    const key = keyOf(kind, subscription);
    kept.delete(key);
    kept.set(key, { until: mesh.now().getTime() + KEEP_MS, offer });
    for (const oldest of [...kept.keys()].slice(0, Math.max(0, kept.size - MOST_KEPT))) kept.delete(oldest);
    offer.catch(() => {
      if (kept.get(key)?.offer === offer) kept.delete(key);
    });
    return offer;
  };
  return {
    read,
    of(kind, subscription, actor) {
      const known = kept.get(keyOf(kind, subscription));
      return known !== undefined && known.until > mesh.now().getTime() ? known.offer : read(kind, subscription, actor);
    },
  };
}

/** The order that is about all the tables that there are to choose from; null where nothing is chosen. */
function orderOf(kind: DecisionKind, subscription: Subscription): Order | null {
  if (kind === 'revoke') return null;
  if (kind === 'approve') return { kind: 'approve', grantPermissions: ['DESCRIBE'] };
  return { kind: 'change', grantPermissions: firstChange(subscription).permissions, notes: '' };
}
