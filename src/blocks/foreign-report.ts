import type { MessageContent } from './card.ts';
import type { RequestFacts } from './facts.ts';
import { shorten } from './limits.ts';
import { bold, bullets, code, escaped, line, rich } from './rich.ts';
import { accountName, requester } from './words.ts';

/** For the admin channel: a request that names an owner for tables that are somebody else's. */
export function foreignReport(facts: RequestFacts): MessageContent {
  const { subscription, owner, subscriber, outlook } = facts;
  const foreign = (outlook?.leftOut ?? []).filter(({ reason }) => reason === 'foreign');
  return {
    text: escaped(`A request names tables that its owner does not own: ${shorten(subscription.SubscriptionId, 60)}`),
    blocks: [
      rich(
        line('⚠️ ', bold('A request names tables that its owner does not own. '), code(subscription.SubscriptionId)),
        line(
          'It says that ',
          accountName(owner, subscription.OwnerPrincipal),
          ' owns these tables of ',
          code(subscription.DatabaseName),
          '. They are not granted, whoever approves:',
        ),
        bullets(foreign.slice(0, 10).map(({ asked }) => [code(asked)])),
        line('Asked by ', requester(facts), ' for ', accountName(subscriber, subscription.SubscriberPrincipal), '.'),
      ),
    ],
  };
}
