import { catalogPolicy } from './aws/resource-policy.ts';
import type { MeshDesk } from './desk.ts';
import { hasFailed } from './enforcement.ts';
import { MeshError } from './errors.ts';
import { difference, ledgerOf } from './ledger.ts';
import { leftOutKept, nothingToGrant } from './left-out.ts';
import { meetOthers, takeRest } from './meeting.ts';
import type { FrozenPlan, Order, Outcome } from './order.ts';
import type { GrantPlan } from './plan.ts';
import { grantedFor, remainingPlan } from './remaining.ts';
import { growthBy } from './room.ts';
import type { Scene } from './scene.ts';
import { giveUp, grantsIn, loseRace, recordOf, settle } from './settling.ts';
import {
  alreadyDone,
  canBeOwnWrite,
  checkStatus,
  endsAnyway,
  goesBeyond,
  isOwnWrite,
  moved,
  touchesGrants,
} from './standing.ts';
import { hasRoom } from './stores/item-size.ts';
import { subscriptionStore } from './stores/subscriptions.ts';
import type { ReadableSubscription, Subscription } from './subscription.ts';
import { heldOf } from './taking.ts';
import { apply, type FulfilOptions, look, type Work } from './work.ts';

/**
 * Carries out an order: checks, plans, grants and revokes, reads back, settles the record. Whatever it is interrupted by, the
 * same call again ends in the same state. Nothing is settled while a table has failed. `read` is the record as whoever ordered
 * has read it, consistently, a moment ago; without it, it is read first.
 * Throws SubscriptionNotFound, SubscriptionUnreadable, WrongStatus, StatusMoved, InvalidParameter, ForeignTables,
 * NothingToGrant, PlanMoved, RecordFull (all before the first write), StatusMoved and RecordFull (after a lost race: what this order
 * granted is taken back unless the record is Active), AccountUnreachable, AwsCallFailed.
 */
export async function fulfil(
  desk: MeshDesk,
  seen: Subscription,
  order: Order,
  options: FulfilOptions,
  read?: ReadableSubscription,
): Promise<Outcome> {
  const session = await desk.sessions.inMesh({
    role: 'producer',
    accountId: seen.OwnerPrincipal,
    actor: options.actor,
  });
  const store = subscriptionStore(session.documents, desk.subscriptionsTable);
  const { subscription: found, bytes } = read ?? (await recordOf(store, seen.SubscriptionId));
  const subscription = { ...found, OwnerPrincipal: seen.OwnerPrincipal };
  const expected = options.expectStatusOverride ?? options.frozen?.seen?.status ?? seen.Status;
  const work: Work = { desk, session, store, order, options, subscription, bytes, expected };
  if (isOwnWrite(work, subscription) && canBeOwnWrite(work)) return assured(work);
  await checkUnmoved(work, seen, found);
  checkStatus(work);
  return touchesGrants(work) ? enforce(work) : settleAlone(work);
}

/** The record says that this order is done already: anybody may have written that, so the grants are looked at all the same. */
async function assured(work: Work): Promise<Outcome> {
  const { frozen } = work.options;
  if (frozen === undefined) return { state: 'done', tables: [] };
  const scene = await look(work);
  if (touchesGrants(work) && !outgrown(work, scene)) {
    const enforced = await apply(work, scene, remainingPlan(work.order, frozen, scene));
    if (hasFailed(enforced)) return { state: 'partly', tables: enforced.tables };
  }
  return { state: 'done', tables: alreadyDone(frozen) };
}

/** A record that was decided since the plan was frozen is a race that was lost before this run began. */
async function checkUnmoved(work: Work, seen: Subscription, found: Subscription): Promise<void> {
  const { options, expected } = work;
  if (endsAnyway(work) && found.CreationDate === seen.CreationDate) return;
  const dated = options.frozen?.seen;
  const decidedSince = dated && expected !== 'Active' && dated.updatedDate !== (found.UpdatedDate ?? null);
  const same = found.CreationDate === seen.CreationDate && found.OwnerPrincipal === seen.OwnerPrincipal;
  if (same && found.Status === expected && !decidedSince) return;
  if (options.frozen) return loseRace(work, found, grantedFor(options.frozen));
  throw moved(expected, found);
}

async function settleAlone(work: Work): Promise<Outcome> {
  const { unwritten } = await settle(work, {}, []);
  return { state: 'done', tables: [], ...(unwritten && { unwritten }) };
}

async function enforce(work: Work): Promise<Outcome> {
  const { desk, session, order, options } = work;
  const { frozen } = options;
  let begun = frozen;
  const [first, policy] = await Promise.all([
    look(work),
    // Whoever approves will grant: what has to be known before that is read beside the rest.
    order.kind === 'approve' ? catalogPolicy(session) : undefined,
  ]);
  const scene = !frozen && hasUnexplained(work, first) ? await look(work) : first;
  checkScene(work, scene);
  await checkRoom(work, scene);
  const plan = remainingPlan(order, frozen, scene);
  if (!frozen) {
    begun = freezing(work, scene, plan);
    await options.onFrozen?.(begun);
  }
  const going = { ...work, policy, ...(begun && { options: { ...options, frozen: begun } }) };
  const applied = await apply({ ...work, policy }, scene, plan);
  // Others go by the frozen plan where there is a table of decisions, else by the record alone.
  const early = desk.decided !== undefined;
  const met = early ? await meetOthers(going, scene, plan, applied) : applied;
  if (hasFailed(met)) return { state: 'partly', tables: met.tables };
  const granted = [...(begun ? grantedFor(begun) : []), ...plan.grant];
  const { unwritten, overtook } = await settle(work, grantsIn(work, scene, met.held), granted);
  const last = early ? met : await meetOthers(going, scene, plan, met);
  // Whoever changed the record meanwhile has granted what was not listed when it was taken.
  const all = overtook && begun ? await takeRest(going, begun, plan, last) : last;
  return { state: hasFailed(all) ? 'partly' : 'done', tables: all.tables, ...(unwritten && { unwritten }) };
}

/** What the order goes by from now on, whatever interrupts it. */
function freezing({ subscription }: Work, scene: Scene, plan: GrantPlan): FrozenPlan {
  const { planned, shared, inPart } = scene;
  return {
    ...{ tables: scene.tables.map(({ name }) => name), plan, target: planned.target, kept: planned.kept },
    seen: { status: subscription.Status, updatedDate: subscription.UpdatedDate ?? null },
    ...leftOutKept(scene.leftOut),
    ...(shared.length > 0 && { shared }),
    ...(inPart.length > 0 && { inPart: [...inPart] }),
  };
}

/** Whether an approval found something held that no other subscription was granted: one that held it may have ended in between. */
function hasUnexplained({ order }: Work, { planned, held, shared }: Scene): boolean {
  if (order.kind !== 'approve') return false;
  const found = heldOf(ledgerOf(planned.target), ledgerOf(held.entries));
  return difference(found, ledgerOf(shared)).size > 0;
}

function checkScene(work: Work, scene: Scene) {
  const { subscription, order, options } = work;
  const { SubscriptionId: subscriptionId, OwnerPrincipal: owner } = subscription;
  const grants = order.kind === 'approve' || order.kind === 'change';
  if (grants) {
    if (scene.foreign.length > 0) {
      const tables = scene.foreign.map((table) => ({ table: table.name, owner: table.owner }));
      throw new MeshError('ForeignTables', { subscriptionId, owner, tables });
    }
    if (scene.tables.length === 0) throw nothingToGrant(subscriptionId, scene.leftOut);
  }
  const { hash } = scene.planned.plan;
  if (options.frozen && outgrown(work, scene)) {
    throw new MeshError('PlanMoved', { subscriptionId, lookedAt: options.frozen.plan.hash, now: hash });
  }
  if (!options.frozen && options.expectedHash !== undefined && options.expectedHash !== hash) {
    throw new MeshError('PlanMoved', { subscriptionId, lookedAt: options.expectedHash, now: hash });
  }
}

/** The record has room for what an order that grants is to write into it; who asks may have filled it since the plan was frozen. */
async function checkRoom(work: Work, scene: Scene): Promise<void> {
  const { desk, session, subscription, order, options, bytes } = work;
  const grants = order.kind === 'approve' || order.kind === 'change';
  if (!grants || hasRoom(bytes, growthBy(desk, subscription, order, scene, session.arn))) return;
  const full = new MeshError('RecordFull', { subscriptionId: subscription.SubscriptionId });
  await giveUp(work, full, options.frozen ? grantedFor(options.frozen) : [], subscription);
}

/** Whether an order that grants would by now grant more, or to somebody else, than was looked at. */
function outgrown({ subscription, order, options }: Work, { planned }: Scene): boolean {
  const grants = order.kind === 'approve' || order.kind === 'change';
  return grants && options.frozen !== undefined && goesBeyond(options.frozen, subscription, planned.target);
}
