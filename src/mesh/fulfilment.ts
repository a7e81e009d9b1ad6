import type { Holdings } from './aws/held.ts';
import type { MeshSession } from './aws/sessions.ts';
import type { MeshDesk } from './desk.ts';
import { carryOut, type Enforced, type Enforcement } from './enforcement.ts';
import { isMeshError, MeshError } from './errors.ts';
import { difference, entriesOf, intersection, type Ledger, ledgerOf, only, union } from './ledger.ts';
import type { FrozenPlan, Order, Outcome, TableResult } from './order.ts';
import type { GrantEntry, GrantPlan } from './plan.ts';
import { databaseChange, grantedFor, keptOf, neededAgain, remainingPlan } from './remaining.ts';
import { type Scene, survey } from './scene.ts';
import {
  alreadyDone,
  asFrozen,
  canBeOwnWrite,
  checkStatus,
  endsAnyway,
  goesBeyond,
  isOwnWrite,
  moved,
  SETTLED_AS,
  tableArns,
  touchesGrants,
} from './standing.ts';
import {
  asSeen,
  type RamShareNote,
  type Settlement,
  type SubscriptionStore,
  subscriptionStore,
} from './stores/subscriptions.ts';
import type { Subscription, SubscriptionStatus } from './subscription.ts';
import { meshTime } from './time.ts';
import { undoGrants } from './undoing.ts';

export interface FulfilOptions {
  /** Names the session that everything is done in. */
  actor: string;
  /** When it was decided: it becomes the record's UpdatedDate, the same for every repetition. */
  decidedAt: Date;
  /** Of the plan that was looked at; without `frozen`, anything else is PlanMoved. */
  expectedHash?: string;
  /** The plan that an earlier run of the same order began to carry out. */
  frozen?: FrozenPlan;
  /** Called once, before the first write. */
  onFrozen?: (frozen: FrozenPlan) => Promise<void>;
  /** Called as a table's entries are done or refused, and again when reading back tells otherwise. */
  onTable?: (result: TableResult) => Promise<void> | void;
  /** The status that the record has to have when it is settled, where that is not the one it was seen in. */
  expectStatusOverride?: SubscriptionStatus;
}

/**
 * Carries out an order: checks, plans, grants and revokes, reads back, settles the record. Whatever it is interrupted by, the
 * same call again ends in the same state. Nothing is settled while a table has failed.
 * Throws SubscriptionNotFound, SubscriptionUnreadable, WrongStatus, StatusMoved, InvalidParameter, ForeignTables,
 * NothingToGrant, PlanMoved (all before the first write), StatusMoved (after a lost race: what this order granted is taken
 * back unless the record is Active), AccountUnreachable, AwsCallFailed.
 */
export async function fulfil(
  desk: MeshDesk,
  seen: Subscription,
  order: Order,
  options: FulfilOptions,
): Promise<Outcome> {
  const session = await desk.sessions.inMesh({
    role: 'producer',
    accountId: seen.OwnerPrincipal,
    actor: options.actor,
  });
  const store = subscriptionStore(session.documents, desk.subscriptionsTable);
  const subscription = await recordOf(store, seen.SubscriptionId);
  const expected = options.expectStatusOverride ?? options.frozen?.seen?.status ?? seen.Status;
  const work: Work = { desk, session, store, order, options, subscription, expected };
  if (isOwnWrite(work, subscription) && canBeOwnWrite(work)) return assured(work);
  await checkUnmoved(work, seen);
  checkStatus(work);
  return touchesGrants(work) ? enforce(work) : settleAlone(work);
}

/** An order under way. */
export interface Work {
  desk: MeshDesk;
  session: MeshSession;
  store: SubscriptionStore;
  /** As the table has it when the work begins. */
  subscription: Subscription;
  /** The status that the record had when it was decided on. */
  expected: SubscriptionStatus;
  order: Order;
  options: FulfilOptions;
}

async function recordOf(store: SubscriptionStore, subscriptionId: string): Promise<Subscription> {
  const read = await store.get(subscriptionId, { consistent: true });
  if (read === undefined) throw new MeshError('SubscriptionNotFound', { subscriptionId });
  if (read.readable) return read.subscription;
  throw new MeshError('SubscriptionUnreadable', { subscriptionId, problems: read.unreadable.problems });
}

/** The record says that this order is done already: anybody may have written that, so the grants are looked at all the same. */
async function assured(work: Work): Promise<Outcome> {
  const { frozen } = work.options;
  if (frozen === undefined) return { state: 'done', tables: [] };
  const scene = await look(work);
  if (touchesGrants(work) && !outgrown(work, scene)) {
    const { tables } = await apply(work, scene, remainingPlan(work.order, frozen, scene));
    if (tables.some(({ state }) => state === 'failed')) return { state: 'partly', tables };
  }
  return { state: 'done', tables: alreadyDone(frozen) };
}

/** A record that was decided since the plan was frozen is a race that was lost before this run began. */
async function checkUnmoved(work: Work, seen: Subscription): Promise<void> {
  const { subscription: found, options, expected } = work;
  if (endsAnyway(work) && found.CreationDate === seen.CreationDate) return;
  const dated = options.frozen?.seen;
  const decidedSince = dated && expected !== 'Active' && dated.updatedDate !== (found.UpdatedDate ?? null);
  if (found.CreationDate === seen.CreationDate && found.Status === expected && !decidedSince) return;
  if (options.frozen) return loseRace(work, found, grantedFor(options.frozen));
  throw moved(expected, found);
}

async function settleAlone(work: Work): Promise<Outcome> {
  await settle(work, {}, []);
  return { state: 'done', tables: [] };
}

async function enforce(work: Work): Promise<Outcome> {
  const { desk, subscription, order, options } = work;
  const { frozen } = options;
  let begun = frozen;
  const scene = await look(work);
  const { shared } = scene;
  checkScene(work, scene);
  const plan = remainingPlan(order, frozen, scene);
  const tables = scene.tables.map((table) => table.name);
  if (!frozen) {
    const seen = { status: subscription.Status, updatedDate: subscription.UpdatedDate ?? null };
    const { target, kept } = scene.planned;
    begun = { tables, plan, seen, target, kept, leftOut: scene.leftOut, ...(shared.length > 0 && { shared }) };
    await options.onFrozen?.(begun);
  }
  const going = begun === undefined ? work : { ...work, options: { ...options, frozen: begun } };
  const first = await apply(work, scene, plan);
  // Others go by the frozen plan where there is a table of decisions, else by the record alone.
  const early = desk.decided !== undefined;
  const met = early ? await meetOthers(going, scene, plan, first) : first;
  if (hasFailed(met)) return { state: 'partly', tables: met.tables };
  await settle(work, grantsIn(work, scene, met.held), [...(begun ? grantedFor(begun) : []), ...plan.grant]);
  const last = early ? met : await meetOthers(going, scene, plan, met);
  return { state: hasFailed(last) ? 'partly' : 'done', tables: last.tables };
}

const hasFailed = ({ tables }: Enforced) => tables.some(({ state }) => state === 'failed');

/** So often it is looked again whether others decided meanwhile. */
const MOST_LOOKS = 5;

/**
 * Others may decide on the same tables at the same time. An approval grants again what it found held: whoever held it may just have lost it.
 * Whoever takes looks again, until nothing is left to do: what others need by now is given back, and what was spared for others that end
 * as well is taken. Of two that meet the later one sees the other, by consistent reads.
 */
async function meetOthers(work: Work, scene: Scene, plan: GrantPlan, first: Enforced): Promise<Enforced> {
  const { order, options } = work;
  if (hasFailed(first) || options.frozen === undefined) return first;
  if (order.kind === 'approve') return confirm(work, scene, plan, first);
  let met = first;
  const before = options.frozen.plan;
  let gone = difference(
    union(ledgerOf(before.revoke), ledgerOf(plan.revoke)),
    union(ledgerOf(before.regrant ?? []), ledgerOf(plan.regrant ?? [])),
  );
  for (let looks = 1; scene.accompanied && looks <= MOST_LOOKS; looks += 1) {
    const now = await look(work);
    const left = remainingPlan(order, options.frozen, now);
    const again = neededAgain(gone, now);
    const regrant = entriesOf(union(ledgerOf(left.regrant ?? []), again));
    const rest = { ...left, grant: [], regrant };
    const database = databaseChange(order, work.subscription.OwnerPrincipal, now, rest);
    if (rest.revoke.length + regrant.length === 0 && database === 'leave') break;
    met = merged(met, await apply(work, now, rest, { needed: again }));
    if (hasFailed(met)) break;
    gone = difference(union(gone, ledgerOf(rest.revoke)), ledgerOf(regrant));
  }
  return met;
}

/** Grants what was held already, in the same scope: a narrower grant cannot stand beside a wider one. */
async function confirm(work: Work, scene: Scene, plan: GrantPlan, first: Enforced): Promise<Enforced> {
  const held = intersection(ledgerOf(scene.planned.target), ledgerOf(scene.held.entries));
  const grant = entriesOf(only(held, ({ filter }) => filter === undefined));
  if (grant.length === 0 && !scene.held.describesDatabase) return first;
  return merged(first, await apply(work, scene, { ...plan, grant, revoke: [], regrant: [] }, { database: 'grant' }));
}

/** What both came to: of the same table what was changed, and what failed last. */
function merged(first: Enforced, { tables, held }: Enforced): Enforced {
  const later = new Map(tables.filter(({ state }) => state !== 'unchanged').map((result) => [result.table, result]));
  return { tables: first.tables.map((result) => later.get(result.table) ?? result), held };
}

/** What the order meets; with a frozen plan, what that is about. */
function look({ desk, session, subscription, order, options }: Work): Promise<Scene> {
  const { frozen } = options;
  // A change keeps filters as it finds them: what is in them is part of what it grants.
  const readFilters = order.kind === 'change';
  return survey(desk, session, asFrozen(subscription, frozen), order, {
    frozen: frozen?.tables,
    readFilters,
    findShared: order.kind === 'approve' && frozen === undefined,
  });
}

/** What is granted whatever is listed: what others need, by table, and the database. */
interface Again {
  needed?: Ledger;
  database?: Enforcement['database'];
}

/** Grants and revokes what is left to do, and tells of each table. */
async function apply(work: Work, scene: Scene, plan: GrantPlan, over: Again = {}): Promise<Enforced> {
  const { desk, session, subscription, order, options } = work;
  const told: Promise<void>[] = [];
  const enforced = await carryOut({
    session,
    meshAccountId: desk.meshAccountId,
    plan,
    tables: scene.tables.map((table) => table.name),
    target: entriesOf(
      union(union(ledgerOf(scene.planned.target), keptOf(options.frozen, scene)), over.needed ?? new Map()),
    ),
    database: over.database ?? databaseChange(order, subscription.OwnerPrincipal, scene, plan),
    onTable: (result) => {
      const telling = (async () => options.onTable?.(asOrdered(work, result)))();
      // It is waited for, and thrown, when the grants are done.
      telling.catch(() => undefined);
      told.push(telling);
    },
  });
  await Promise.all(told);
  return { ...enforced, tables: enforced.tables.map((result) => asOrdered(work, result)) };
}

/** What the order changes was changed by it, whether this run did so or an earlier one that was broken off. */
function asOrdered({ order, options }: Work, result: TableResult): TableResult {
  if (result.state === 'failed' || order.kind === 'deny') return result;
  const ordered = alreadyDone(options.frozen).find(({ table }) => table === result.table);
  // What an approval found held is no news, though it is granted again.
  const told = ordered?.state !== 'unchanged' || order.kind === 'approve';
  return ordered !== undefined && told ? ordered : result;
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
    if (scene.tables.length === 0) throw new MeshError('NothingToGrant', { subscriptionId, reasons: scene.leftOut });
  }
  const { hash } = scene.planned.plan;
  if (options.frozen && outgrown(work, scene)) {
    throw new MeshError('PlanMoved', { subscriptionId, lookedAt: options.frozen.plan.hash, now: hash });
  }
  if (!options.frozen && options.expectedHash !== undefined && options.expectedHash !== hash) {
    throw new MeshError('PlanMoved', { subscriptionId, lookedAt: options.expectedHash, now: hash });
  }
}

/** Whether an order that grants would by now grant more, or to somebody else, than was looked at. */
function outgrown({ subscription, order, options }: Work, { planned }: Scene): boolean {
  const grants = order.kind === 'approve' || order.kind === 'change';
  return grants && options.frozen !== undefined && goesBeyond(options.frozen, subscription, planned.target);
}

/** What the record is to say of the grants; a denial and a deletion leave what it says. */
function grantsIn({ desk, subscription, order }: Work, scene: Scene, held: Holdings): Partial<Settlement> {
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

/** Writes the decision, if the record still stands as it was seen; `granted` is taken back if it was decided otherwise. */
async function settle(work: Work, grants: Partial<Settlement>, granted: readonly GrantEntry[]): Promise<void> {
  const { store, session, subscription, order, options } = work;
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
    if (await store.settle(SubscriptionId, asSeen(seen), settlement)) return;
    const found = await recordOf(store, SubscriptionId);
    if (isOwnWrite(work, found)) return;
    const ends = endsAnyway(work) && found.CreationDate === subscription.CreationDate;
    if (!ends || attempt === MOST_SETTLINGS) return loseRace(work, found, granted);
    seen = found;
  }
}

/** So often the end of a subscription is written into a record that somebody else keeps writing. */
const MOST_SETTLINGS = 5;

/** Somebody else decided first. Unless that made the record Active, what this order granted is taken back. Throws StatusMoved. */
async function loseRace(work: Work, found: Subscription, granted: readonly GrantEntry[]): Promise<never> {
  const { desk, session, subscription, options } = work;
  const lost = moved(subscription.Status, found);
  if (found.Status === 'Active' || granted.length === 0) throw lost;
  try {
    await undoGrants(desk, session, asFrozen(subscription, options.frozen), granted);
  } catch (error) {
    if (!isMeshError(error, 'NotTakenBack')) throw error;
    throw new MeshError('NotTakenBack', error.details, { cause: lost });
  }
  throw lost;
}
