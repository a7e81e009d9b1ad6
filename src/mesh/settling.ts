import { isDeepStrictEqual } from 'node:util';
import type { Holdings } from './aws/held.ts';
import { isMeshError, MeshError } from './errors.ts';
import type { Outcome } from './order.ts';
import type { GrantEntry } from './plan.ts';
import type { Scene } from './scene.ts';
import { asFrozen, endsAnyway, isOwnWrite, moved, SETTLED_AS, tableArns } from './standing.ts';
import { settleIn } from './stores/settle-command.ts';
import { asSeen, type RamShareNote, type Settlement, type SubscriptionStore } from './stores/subscriptions.ts';
import { type ReadableSubscription, readSubscription, type Subscription } from './subscription.ts';
import { meshTime } from './time.ts';
import { undoGrants } from './undoing.ts';
import type { Work } from './work.ts';

/** The record as it is now, and its size in bytes. Throws SubscriptionNotFound, SubscriptionUnreadable. */
export async function recordOf(store: SubscriptionStore, subscriptionId: string): Promise<ReadableSubscription> {
  const read = await store.get(subscriptionId, { consistent: true });
  if (read === undefined) throw new MeshError('SubscriptionNotFound', { subscriptionId });
  if (read.readable) return read;
  throw new MeshError('SubscriptionUnreadable', { subscriptionId, problems: read.unreadable.problems });
}

/** What the record is to say of the grants; a denial and a deletion leave what it says. */
export function grantsIn({ desk, subscription, order }: Work, scene: Scene, held: Holdings): Partial<Settlement> {
  if (order.kind === 'deny' || order.kind === 'revoke') return {};
  const { DatabaseName: databaseName } = subscription;
  const tables = scene.tables.map((table) => table.name);
  const shares = new Map<string, RamShareNote>();
  for (const table of [null, ...tables]) {
    const arn = held.shares.get(table);
    if (arn) shares.set(table ?? databaseName, { type: table === null ? 'Database' : 'Table', arn });
  }
  return {
    PermittedGrants: scene.ordered.permissions,
    GrantableGrants: scene.ordered.grantable,
    GrantedTableARNs: tableArns(desk, databaseName, tables),
    RamShares: Object.fromEntries(shares),
  };
}

/**
 * Writes the decision, if the record still stands as it was seen; `granted` is taken back if it was decided otherwise, or there is no
 * room for it. A denial and an end that there is no room for stand without it, where Meshdesk has a table of decisions.
 */
export async function settle(
  work: Work,
  grants: Partial<Settlement>,
  granted: readonly GrantEntry[],
): Promise<Settled> {
  const { desk, session, store, subscription, order, options } = work;
  const { SubscriptionId } = subscription;
  const settlement: Settlement = {
    Status: SETTLED_AS[order.kind],
    UpdatedDate: meshTime(options.decidedAt),
    UpdatedBy: session.arn,
    note: order.notes?.trim() || undefined,
    ...grants,
  };
  let seen = subscription;
  for (let attempt = 1; ; attempt += 1) {
    try {
      const table = desk.subscriptionsTable;
      const before = await settleIn(session.documents, table, SubscriptionId, asSeen(seen), settlement);
      if (before !== null) return { overtook: endsAnyway(work) && !isSameReport(before, subscription) };
    } catch (error) {
      if (!isMeshError(error, 'RecordFull')) throw error;
      const ends = order.kind === 'deny' || order.kind === 'revoke';
      if (ends && work.desk.decided !== undefined) return { unwritten: true, overtook: false };
      return giveUp(work, error, granted, seen);
    }
    const { subscription: found } = await recordOf(store, SubscriptionId);
    // Of what a write replaced whose answer was lost nothing is known.
    if (isOwnWrite(work, found)) return { overtook: endsAnyway(work) };
    const ends = endsAnyway(work) && found.CreationDate === subscription.CreationDate;
    if (!ends || attempt === MOST_SETTLINGS) return loseRace(work, found, granted);
    seen = found;
  }
}

/** What became of the record: whether it has no room, and whether an end was written over what somebody else had changed meanwhile. */
export interface Settled extends Pick<Outcome, 'unwritten'> {
  overtook: boolean;
}

/** Whether the record, as it was replaced, told of the decision and the grants that were looked at when they were taken. */
function isSameReport(before: Record<string, unknown>, seen: Subscription): boolean {
  const read = readSubscription(before);
  const report = ({ UpdatedDate, UpdatedBy, PermittedGrants }: Subscription) => [
    UpdatedDate,
    UpdatedBy,
    PermittedGrants,
  ];
  return read.readable && isDeepStrictEqual(report(read.subscription), report(seen));
}

/** So often the end of a subscription is written into a record that somebody else keeps writing. */
const MOST_SETTLINGS = 5;

/** Somebody else decided first: what this order granted is taken back, save what the record lists where it is Active. Throws StatusMoved. */
export async function loseRace(work: Work, found: Subscription, granted: readonly GrantEntry[]): Promise<never> {
  return giveUp(work, moved(work.subscription.Status, found), granted, found);
}

/** Ends with the error; what this order granted is taken back before, save what the record lists where it is Active. */
export async function giveUp(
  work: Work,
  lost: MeshError,
  granted: readonly GrantEntry[],
  found: Subscription,
): Promise<never> {
  const { desk, session, subscription, options } = work;
  if (granted.length === 0) throw lost;
  try {
    const active = found.Status === 'Active' ? found : undefined;
    await undoGrants(desk, session, asFrozen(subscription, options.frozen), granted, active);
  } catch (error) {
    if (!isMeshError(error, 'NotTakenBack')) throw error;
    throw new MeshError('NotTakenBack', error.details, { cause: lost });
  }
  throw lost;
}
