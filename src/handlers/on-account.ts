import pLimit from 'p-limit';
import { isOpen } from '../mesh/subscription.ts';
import type { FrontDesk } from './front-desk.ts';
import { refreshHomes } from './home.ts';
import { heldUntil } from './persist.ts';
import { asError } from './request-state.ts';
import { SlackBusy } from './slack-messages.ts';

/** Cards that are brought to a new place or name at once, in this process, however many accounts have changed. */
const atOnce = pLimit(8);

/**
 * An account was connected, edited or disconnected: what waits for it, and what it waits for, gets its card where it belongs now, and
 * Home tabs show it; those of accounts that it shares with too when it is `renamed`. One that fails does not keep the others from
 * theirs; the sweep comes back to it.
 */
export async function onAccount(desk: FrontDesk, accountId: string, renamed: boolean): Promise<void> {
  const [byOwner, bySubscriber] = [desk.subscriptions.byOwner, desk.subscriptions.bySubscriber];
  const waiting = new Set<string>();
  const shown = new Set([accountId]);
  for (const records of [byOwner, bySubscriber]) {
    for await (const read of records(accountId)) {
      if (!read.readable) continue;
      const { SubscriptionId, OwnerPrincipal, SubscriberPrincipal } = read.subscription;
      if (renamed) shown.add(OwnerPrincipal).add(SubscriberPrincipal);
      if (isOpen(read.subscription)) waiting.add(SubscriptionId);
    }
  }
  await Promise.all([...waiting].map((id) => atOnce(() => refresh(desk, id))));
  await refreshHomes(desk, [...shown, 'connections']);
}

async function refresh(desk: FrontDesk, subscriptionId: string): Promise<void> {
  try {
    await desk.refresher.now(subscriptionId);
  } catch (error) {
    if (error instanceof SlackBusy) {
      return desk.arrears.add(subscriptionId, 'subscription', desk.now(), error.channel);
    }
    if (heldUntil(error) !== null) return;
    desk.logger.error('a card could not follow its account', { subscriptionId, error: asError(error) });
  }
}
