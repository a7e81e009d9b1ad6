import { isOpen, type ReadSubscription } from '../../mesh/subscription.ts';
import { noteBehind } from './behind.ts';
import type { Through } from './pass.ts';

/** Records of the table that are looked at in one step. */
const A_STEP = 1_000;

/**
 * Every request that waits for a decision has its card where it belongs: also a repeat of one that was denied, which bears the
 * old status, and one whose owner nobody has connected. What has none is noted as behind, and so is a record that names another
 * owner than was decided on, whose card is elsewhere. A step is a call for the records, and one for each hundred of those that
 * wait, of their cards and of their owners.
 */
export const RECORDS: Through = {
  name: 'records',
  everyMs: 15 * 60_000,
  mostSteps: 20,
  async step(desk, cursor) {
    const { subscriptions, next } = await desk.subscriptions.open({ limit: A_STEP, start: cursor });
    const owners = await desk.directory.many([...new Set(subscriptions.flatMap(ownerOf))]);
    const channelOf = (read: ReadSubscription) => owners.get(ownerOf(read)[0] ?? '')?.channel ?? desk.adminChannel;
    const placed = subscriptions.map((read) => ({ read, id: idOf(read), channel: channelOf(read) }));
    const editions = await desk.messages.editions(placed.map(({ id, channel }) => ({ id, slot: `card#${channel}` })));
    await noteBehind(
      desk,
      placed.filter(({ read, id }) => lacksCard(read, editions.get(id))),
    );
    return { next };
  },
};

const idOf = (read: ReadSubscription): string =>
  read.readable ? read.subscription.SubscriptionId : read.unreadable.SubscriptionId;

const ownerOf = (read: ReadSubscription): string[] => (read.readable ? [read.subscription.OwnerPrincipal] : []);

/** Of an unreadable record any card will do; what else is amiss with a card is seen where the cards are looked through. */
function lacksCard(read: ReadSubscription, edition: string | undefined): boolean {
  if (!read.readable) return edition === undefined;
  return isOpen(read.subscription) && edition !== read.subscription.CreationDate;
}
