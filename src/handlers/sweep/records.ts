import pLimit from 'p-limit';
import type { Account } from '../../mesh/account.ts';
import { isOpen, type ReadSubscription } from '../../mesh/subscription.ts';
import type { FrontDesk } from '../front-desk.ts';
import { attempt } from './attempt.ts';
import type { Through } from './pass.ts';

/** Records of the table that are looked at in one step. */
const A_STEP = 1_000;
/** Notes that are written at once. */
const AT_ONCE = 10;

/**
 * Every request that waits for a decision has its card where it belongs: also a repeat of one that was denied, which bears the
 * old status, and one whose owner nobody has connected. What has none is noted as behind. A step is a call for the records, and
 * one for each hundred of them and of their owners.
 */
export const RECORDS: Through = {
  name: 'records',
  everyMs: 15 * 60_000,
  mostSteps: 20,
  async step(desk, cursor) {
    const { subscriptions, next } = await desk.subscriptions.undecided({ limit: A_STEP, start: cursor });
    const waiting = subscriptions.map(awaited).filter((one) => one !== null);
    const owners = await desk.directory.many([...new Set(waiting.flatMap(({ owner }) => owner ?? []))]);
    const placed = waiting.map((one) => ({ ...one, channel: channelOf(desk, owners, one) }));
    const there = await desk.messages.editions(placed.map(({ id, channel }) => ({ id, slot: `card#${channel}` })));
    const missing = placed.filter(
      ({ id, edition }) => !(there.has(id) && [undefined, there.get(id)].includes(edition)),
    );
    const limit = pLimit(AT_ONCE);
    const note = (id: string, channel: string) => desk.arrears.add(id, 'subscription', desk.now(), channel);
    await Promise.all(missing.map(({ id, channel }) => limit(() => attempt(desk, id, () => note(id, channel)))));
    return { next };
  },
};

/** A request that has to have a card; of an unreadable one any card will do. */
interface Awaited {
  id: string;
  owner?: string;
  edition?: string;
}

function awaited(read: ReadSubscription): Awaited | null {
  const id = read.readable ? read.subscription.SubscriptionId : read.unreadable.SubscriptionId;
  if (!read.readable) return { id };
  if (!isOpen(read.subscription)) return null;
  return { id, owner: read.subscription.OwnerPrincipal, edition: read.subscription.CreationDate };
}

function channelOf(desk: FrontDesk, owners: ReadonlyMap<string, Account>, { owner }: Awaited): string {
  return owners.get(owner ?? '')?.channel ?? desk.adminChannel;
}
