import type { Enforcement } from './enforcement.ts';
import { difference, intersection, type Ledger, ledgerOf, union } from './ledger.ts';
import type { FrozenPlan, Order } from './order.ts';
import { asEntries, type GrantPlan, missing, takeBack } from './plan.ts';
import type { Scene } from './scene.ts';
import { heldOf, takeAway } from './taking.ts';

/** What is left of the frozen plan: it may grant what was decided, and take only what was looked at, save what was decided since. */
export function remainingPlan(order: Order, frozen: FrozenPlan | undefined, scene: Scene): GrantPlan {
  const { plan, target } = scene.planned;
  if (!frozen) return plan;
  if (order.kind === 'deny')
    return { ...plan, ...takeBack(frozen.plan.grant, scene.held.entries, scene.needed.byDecision) };
  const held = ledgerOf(scene.held.entries);
  const lookedAt = intersection(held, ledgerOf(frozen.plan.revoke));
  const { revoke, regrant } = takeAway(lookedAt, union(ledgerOf(target), ledgerOf(scene.needed.byDecision)));
  // Whatever else the subscription holds by now goes as well when it ends.
  const ends = order.kind === 'revoke' ? plan : { revoke: [], regrant: [] };
  const taken = union(revoke, ledgerOf(ends.revoke));
  const again = union(union(regrant, ledgerOf(ends.regrant ?? [])), keptOf(frozen, scene));
  return {
    ...plan,
    revoke: asEntries({ revoke: taken, regrant }).revoke,
    regrant: missing(again, difference(held, taken)),
  };
}

/** What others need of what is held: with a frozen plan, what of that they need still. */
export function keptOf(frozen: FrozenPlan | undefined, { planned, needed }: Scene): Ledger {
  return frozen ? heldOf(ledgerOf(frozen.kept ?? []), ledgerOf(needed.all)) : ledgerOf(planned.kept);
}

/** The subscriber needs DESCRIBE on the database as long as it holds anything in it. */
export function databaseChange(
  order: Order,
  owner: string,
  { held }: Scene,
  { principal, revoke, regrant = [] }: Omit<GrantPlan, 'hash'>,
): Enforcement['database'] {
  if (order.kind === 'approve' || order.kind === 'change') return held.describesDatabase ? 'leave' : 'grant';
  const rest = difference(ledgerOf(held.entries), ledgerOf(revoke));
  const holds = rest.size + regrant.length > 0 || principal === owner;
  return holds || !held.describesDatabase ? 'leave' : 'revoke';
}
