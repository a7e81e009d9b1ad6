import type { MeshSession } from './aws/sessions.ts';
import type { MeshDesk } from './desk.ts';
import { type Enforced, type Enforcement, hasFailed } from './enforcement.ts';
import { difference, entriesOf, intersection, type Ledger, ledgerOf, only, union } from './ledger.ts';
import type { FrozenPlan } from './order.ts';
import { othersOf } from './others.ts';
import { type GrantPlan, missing } from './plan.ts';
import { databaseChange, leftToTake, neededAgain } from './remaining.ts';
import type { Scene } from './scene.ts';
import { asFrozen } from './standing.ts';
import type { Subscription } from './subscription.ts';
import { type Again, apply, look, type Work } from './work.ts';

/** So often it is looked again whether others decided meanwhile. */
const MOST_LOOKS = 5;

/**
 * Others may decide on the same tables at the same time. Each tells of its decision first: where there is a table of decisions by
 * freezing its plan, else by settling the record. Only then it grants again what it found held, whatever is listed, and whoever takes
 * looks again until nothing is left to do. So of two that meet the one that told later sees the other, by consistent reads.
 */
export async function meetOthers(work: Work, scene: Scene, plan: GrantPlan, first: Enforced): Promise<Enforced> {
  const { desk, order, options, subscription, session } = work;
  const { frozen } = options;
  if (hasFailed(first) || frozen === undefined) return first;
  const told = desk.decided !== undefined;
  const grantsOnly = order.kind === 'approve';
  // Whoever takes finds an approval that told of itself before it granted.
  if (!(told && grantsOnly) && !scene.accompanied) {
    if (!(await isAccompanied(desk, session, asFrozen(subscription, frozen)))) return first;
  }
  const grants = grantsOnly || order.kind === 'change';
  const confirmed = grants ? await confirm(work, told ? scene : await look(work), plan, first) : first;
  if (grantsOnly) return confirmed;
  return takeRest(work, frozen, plan, confirmed);
}

/** Looks again at what the order, which took as `plan` has it, is to take, until nothing of it is left. */
export function takeRest(work: Work, frozen: FrozenPlan, plan: GrantPlan, first: Enforced): Promise<Enforced> {
  const { order, subscription } = work;
  return lookAgain(first, takenBy(frozen.plan, plan), {
    look: () => look(work),
    left: (now) => leftToTake(order, frozen, now),
    database: (now, rest) => databaseChange(order, subscription.OwnerPrincipal, now, rest),
    carry: (now, rest, over) => apply(work, now, rest, over),
  });
}

/** Whether the subscriber has other subscriptions by now, or had, by the one call that this takes. Those that have just ended may still be taking. */
export async function isAccompanied(
  desk: MeshDesk,
  session: MeshSession,
  subscription: Subscription,
): Promise<boolean> {
  return (await othersOf(desk, session, subscription, { ended: true })).length > 0;
}

/** Grants what is listed already, in the same scope: a narrower grant cannot stand beside a wider one. */
async function confirm(work: Work, scene: Scene, plan: GrantPlan, first: Enforced): Promise<Enforced> {
  const { planned, held } = scene;
  const [target, listed] = [ledgerOf(planned.target), ledgerOf(held.entries)];
  const standing = entriesOf(only(intersection(target, listed), ({ filter }) => filter === undefined));
  // What was not held is granted by now; only whoever tells after that may have lost it.
  const lacking = work.desk.decided === undefined ? missing(target, listed) : [];
  const grant = [...standing, ...lacking];
  if (grant.length === 0 && !held.describesDatabase) return first;
  const again = { ...plan, grant, revoke: [], regrant: [] };
  return merged(first, await apply(work, scene, again, { database: 'grant' }));
}

/** What an order does each time that it looks again. */
export interface Looking {
  look(): Promise<Scene>;
  left(now: Scene): Pick<GrantPlan, 'revoke' | 'regrant'>;
  database(now: Scene, rest: GrantPlan): Enforcement['database'];
  carry(now: Scene, rest: GrantPlan, over: Again): Promise<Enforced>;
}

/** Gives back of what was taken what others need by now, and takes what was spared for others that end as well, until nothing is left to do. */
export async function lookAgain(first: Enforced, taken: Ledger, looking: Looking): Promise<Enforced> {
  let [met, gone] = [first, taken];
  for (let looks = 1; looks <= MOST_LOOKS && !hasFailed(met); looks += 1) {
    const now = await looking.look();
    const { revoke, regrant = [] } = looking.left(now);
    const needed = neededAgain(gone, now);
    const rest = { ...now.planned.plan, grant: [], revoke, regrant: entriesOf(union(ledgerOf(regrant), needed)) };
    const database = looking.database(now, rest);
    if (revoke.length + rest.regrant.length === 0 && database === 'leave') break;
    met = merged(met, await looking.carry(now, rest, { needed, database }));
    gone = difference(union(gone, ledgerOf(revoke)), ledgerOf(rest.regrant));
  }
  return met;
}

/** What plans take, and do not grant again. */
export function takenBy(...plans: readonly Pick<GrantPlan, 'revoke' | 'regrant'>[]): Ledger {
  const all = (of: 'revoke' | 'regrant') => ledgerOf(plans.flatMap((plan) => plan[of] ?? []));
  return difference(all('revoke'), all('regrant'));
}

/** What both came to: of the same table what was changed, and what failed last. */
function merged(first: Enforced, { tables, held }: Enforced): Enforced {
  const later = new Map(tables.filter(({ state }) => state !== 'unchanged').map((result) => [result.table, result]));
  return { tables: first.tables.map((result) => later.get(result.table) ?? result), held };
}
