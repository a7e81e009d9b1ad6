import type { Enforcement } from './enforcement.ts';
import { difference, intersection, type Ledger, ledgerOf, union } from './ledger.ts';
import type { FrozenPlan, Order } from './order.ts';
import { asEntries, type GrantEntry, type GrantPlan, missing, takeBack } from './plan.ts';
import type { Scene } from './scene.ts';
import { heldOf, takeAway } from './taking.ts';

/**
 * What is left of the frozen plan: it may grant what was decided, and take only what was looked at, save what was decided since. Whatever
 * else the subscription holds by now goes as well when it ends.
 */
export function remainingPlan(order: Order, frozen: FrozenPlan | undefined, scene: Scene): GrantPlan {
  const { plan, target } = scene.planned;
  if (!frozen) return plan;
  if (order.kind === 'deny')
    return { ...plan, ...takeBack(grantedFor(frozen), scene.held.entries, scene.needed.byDecision) };
  const held = ledgerOf(scene.held.entries);
  const lookedAt = intersection(held, ledgerOf(frozen.plan.revoke));
  const { revoke, regrant } = takeAway(lookedAt, union(ledgerOf(target), ledgerOf(scene.needed.byDecision)));
  const more = order.kind === 'revoke' ? plan : lapsed(frozen, scene);
  const taken = union(revoke, ledgerOf(more.revoke));
  const again = union(union(regrant, ledgerOf(more.regrant ?? [])), keptOf(frozen, scene));
  return {
    ...plan,
    revoke: asEntries({ revoke: taken, regrant }).revoke,
    regrant: missing(again, difference(held, taken)),
  };
}

/** What is left of it to take, and of that to be granted again, for whoever looks again. */
export function leftToTake(order: Order, frozen: FrozenPlan, scene: Scene): Pick<GrantPlan, 'revoke' | 'regrant'> {
  if (order.kind !== 'deny') return remainingPlan(order, frozen, scene);
  return takeBack(grantedFor(frozen), scene.held.entries, scene.needed.byDecision, { listed: true });
}

/** What was spared for others who do not need it any more: their decision and this one together take it. */
function lapsed({ kept = [] }: FrozenPlan, { planned, needed, held }: Scene): Pick<GrantPlan, 'revoke' | 'regrant'> {
  const spared = intersection(ledgerOf(held.entries), ledgerOf(kept));
  return asEntries(takeAway(spared, union(ledgerOf(planned.target), ledgerOf(needed.all))));
}

/** What was granted for an approval, or is held by it beside others: what is taken back when it comes to nothing, as far as nobody needs it. */
export function grantedFor({ plan, shared = [] }: Pick<FrozenPlan, 'plan' | 'shared'>): GrantEntry[] {
  return [...plan.grant, ...shared];
}

/** What was taken and others need, who decided meanwhile: to be granted again, whatever is listed. */
export function neededAgain(gone: Ledger, { needed }: Scene): Ledger {
  return heldOf(ledgerOf(needed.byDecision), gone);
}

/** What others need of what is held: with a frozen plan, what of that they need still. */
export function keptOf(frozen: FrozenPlan | undefined, { planned, needed }: Scene): Ledger {
  return frozen ? heldOf(ledgerOf(frozen.kept ?? []), ledgerOf(needed.all)) : ledgerOf(planned.kept);
}

/** The subscriber needs DESCRIBE on the database as long as it holds anything in it, or is to. */
export function databaseChange(
  order: Order,
  owner: string,
  { held, needed }: Scene,
  { principal, revoke, regrant = [] }: Omit<GrantPlan, 'hash'>,
): Enforcement['database'] {
  if (order.kind === 'approve' || order.kind === 'change') return held.describesDatabase ? 'leave' : 'grant';
  const rest = difference(ledgerOf(held.entries), ledgerOf(revoke));
  if (principal === owner) return 'leave';
  const needs = rest.size + regrant.length + needed.byDecision.length > 0;
  if (needs === held.describesDatabase) return 'leave';
  return needs ? 'grant' : 'revoke';
}
