import pLimit from 'p-limit';
import type { Account } from '../../mesh/account.ts';
import type { Operation } from '../../mesh/operation.ts';
import type { Drawn } from '../../mesh/stores/messages.ts';
import { isOpen, type ReadSubscription } from '../../mesh/subscription.ts';
import { meshTime } from '../../mesh/time.ts';
import type { FrontDesk } from '../front-desk.ts';
import { standingOf } from '../request-state.ts';
import { attempt } from './attempt.ts';
import type { Through } from './pass.ts';

/** Records of the table that are looked at in one step. */
const A_STEP = 1_000;
/** Notes that are written at once. */
const AT_ONCE = 10;

/** What was decided longer ago is not looked at, in milliseconds: each is read again in every look. */
const DECIDED_WITHIN_MS = 7 * 24 * 3_600_000;

/**
 * Every request that waits for a decision has its card where it belongs: also a repeat of one that was denied, which bears the
 * old status, and one whose owner nobody has connected. And every card of a request that waits, or was decided of late, was drawn
 * when record and operation stood as they do. What has none, or an older one, is noted as behind. A step is a call for the
 * records, and one for each hundred of them, of their operations and of their owners.
 */
export const RECORDS: Through = {
  name: 'records',
  everyMs: 15 * 60_000,
  mostSteps: 20,
  async step(desk, cursor) {
    const decidedSince = meshTime(new Date(desk.now().getTime() - DECIDED_WITHIN_MS));
    const { subscriptions, next } = await desk.subscriptions.current({ limit: A_STEP, decidedSince, start: cursor });
    const ids = subscriptions.map(idOf);
    const owners = await desk.directory.many([...new Set(subscriptions.flatMap(ownerOf))]);
    const placed = subscriptions.map((read) => ({ read, id: idOf(read), channel: channelOf(desk, owners, read) }));
    // Operations after records: an operation ends when its record is settled.
    const operations = await desk.operations.many(ids);
    const drawn = await desk.messages.drawn(placed.map(({ id, channel }) => ({ id, slot: `card#${channel}` })));
    const behind = placed.filter(({ read, id }) => isBehind(read, operations.get(id), drawn.get(id)));
    const limit = pLimit(AT_ONCE);
    const note = (id: string, channel: string) => desk.arrears.add(id, 'subscription', desk.now(), channel);
    await Promise.all(behind.map(({ id, channel }) => limit(() => attempt(desk, id, () => note(id, channel)))));
    return { next };
  },
};

const idOf = (read: ReadSubscription): string =>
  read.readable ? read.subscription.SubscriptionId : read.unreadable.SubscriptionId;

const ownerOf = (read: ReadSubscription): string[] => (read.readable ? [read.subscription.OwnerPrincipal] : []);

function channelOf(desk: FrontDesk, owners: ReadonlyMap<string, Account>, read: ReadSubscription): string {
  const [owner = ''] = ownerOf(read);
  return owners.get(owner)?.channel ?? desk.adminChannel;
}

/** Of an unreadable record any card will do, and what was decided without a card needs none. */
function isBehind(read: ReadSubscription, operation: Operation | undefined, card: Drawn | undefined): boolean {
  if (!read.readable) return card === undefined;
  const { subscription } = read;
  if (card === undefined) return isOpen(subscription);
  if (card.edition !== subscription.CreationDate) return true;
  return card.stands !== standingOf(subscription, operation);
}
