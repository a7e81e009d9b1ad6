import { denyView } from '../blocks/deny-view.ts';
import { accountName } from '../blocks/words.ts';
import { weigh } from '../mesh/decision.ts';
import type { DecisionWish } from './decision-modal.ts';
import type { FrontDesk } from './front-desk.ts';
import { showModal } from './modals.ts';

/** Opens the modal that asks for the reason of a denial, for who may deny. Throws what `weigh` throws. */
export async function openDenial(desk: FrontDesk, wish: Omit<DecisionWish, 'kind'>): Promise<void> {
  const { subscriptionId, userId, trigger } = wish;
  const { subscription } = await weigh(desk, { ...wish, kind: 'deny' }, (...accounts) =>
    desk.people.person(userId, accounts),
  );
  const subscriber = await desk.directory.get(subscription.SubscriberPrincipal);
  const name = accountName(subscriber, subscription.SubscriberPrincipal);
  const about = { subscriptionId, requested: subscription.CreationDate };
  await showModal(desk.slack, trigger, denyView(about, subscription, name));
}
