import type { CatalogPolicy } from './aws/resource-policy.ts';
import type { MeshSession } from './aws/sessions.ts';
import type { MeshDesk } from './desk.ts';
import { carryOut, type Enforced, type Enforcement } from './enforcement.ts';
import { entriesOf, type Ledger, ledgerOf, union } from './ledger.ts';
import type { FrozenPlan, Order, TableResult } from './order.ts';
import type { GrantPlan } from './plan.ts';
import { databaseChange, keptOf } from './remaining.ts';
import { type Scene, survey } from './scene.ts';
import { alreadyDone, asFrozen } from './standing.ts';
import type { SubscriptionStore } from './stores/subscriptions.ts';
import type { Subscription, SubscriptionStatus } from './subscription.ts';

/** How an order is carried out. */
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

/** An order under way. */
export interface Work {
  desk: MeshDesk;
  session: MeshSession;
  store: SubscriptionStore;
  /** As the table has it when the work begins. */
  subscription: Subscription;
  /** Of the record as it was read. */
  bytes: number;
  /** The status that the record had when it was decided on. */
  expected: SubscriptionStatus;
  order: Order;
  options: FulfilOptions;
  /** The catalog's resource policy, where it has been looked at. */
  policy?: CatalogPolicy | undefined;
}

/** What the order meets; with a frozen plan, what that is about. */
export function look({ desk, session, subscription, order, options }: Work): Promise<Scene> {
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
export interface Again {
  needed?: Ledger;
  database?: Enforcement['database'];
}

/** Grants and revokes what is left to do, and tells of each table. */
export async function apply(work: Work, scene: Scene, plan: GrantPlan, over: Again = {}): Promise<Enforced> {
  const { desk, session, subscription, order, options } = work;
  const told: Promise<void>[] = [];
  const enforced = await carryOut({
    session,
    meshAccountId: desk.meshAccountId,
    policy: work.policy,
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
