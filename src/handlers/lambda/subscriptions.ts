import { onSubscription } from '../on-subscription.ts';
import { streamHandler } from '../runtime/stream-batch.ts';
import { subscriptionOf } from '../stream-subjects.ts';

/** The stream of the subscriptions table: every request has its card, and every card tells the truth. */
export const handler = streamHandler({
  name: 'subscription',
  subjectOf: subscriptionOf,
  showing: (id) => ({ id, subject: 'subscription' }),
  work: ({ desk }, subscriptionId) => onSubscription(desk, subscriptionId),
  atOnce: 10,
});
