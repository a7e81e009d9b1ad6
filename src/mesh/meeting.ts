import { type Enforced, hasFailed } from './enforcement.ts';
import { difference, entriesOf, intersection, ledgerOf, only, union } from './ledger.ts';
import type { GrantPlan } from './plan.ts';
import { databaseChange, neededAgain, remainingPlan } from './remaining.ts';
import type { Scene } from './scene.ts';
import { apply, look, type Work } from './work.ts';

/** So often it is looked again whether others decided meanwhile. */
const MOST_LOOKS = 5;

/**
 * Others may decide on the same tables at the same time. An approval grants again what it found held: whoever held it may just have lost it.
 * Whoever takes looks again, until nothing is left to do: what others need by now is given back, and what was spared for others that end
 * as well is taken. Of two that meet the later one sees the other, by consistent reads.
 */
export async function meetOthers(work: Work, scene: Scene, plan: GrantPlan, first: Enforced): Promise<Enforced> {
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
