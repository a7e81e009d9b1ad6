import type { UnreadableSubscription } from '../mesh/subscription.ts';
import type { MessageContent } from './card.ts';
import { shorten } from './limits.ts';
import { bold, bullets, code, escaped, line, rich } from './rich.ts';

/** For the admin channel: a record that cannot be read as a request, and why. */
export function unreadableCard({ SubscriptionId, OwnerPrincipal, problems }: UnreadableSubscription): MessageContent {
  return {
    text: escaped(`A record of the subscriptions table cannot be read: ${shorten(SubscriptionId, 60)}`),
    blocks: [
      rich(
        line('⚠️ ', bold('A record of the subscriptions table cannot be read. '), code(SubscriptionId)),
        line(OwnerPrincipal === null ? 'Its owner is unknown.' : `Its owner is account ${OwnerPrincipal}.`),
        bullets(problems.slice(0, 8).map((problem) => [shorten(problem, 250)])),
        line('Nothing can be granted on it. Whoever wrote it has to ask again.'),
      ),
    ],
  };
}
