import type { MeshSession } from './aws/sessions.ts';
import type { MeshDesk } from './desk.ts';
import { carryOut, type Enforcement } from './enforcement.ts';
import { MeshError } from './errors.ts';
import { isAccompanied, lookAgain, takenBy } from './meeting.ts';
import type { Order } from './order.ts';
import { recordedGrants } from './others.ts';
import { type GrantEntry, type GrantPlan, takeBack } from './plan.ts';
import { databaseChange } from './remaining.ts';
import { type Scene, survey } from './scene.ts';
import type { Subscription } from './subscription.ts';

/**
 * Takes back what was granted to the subscription, save what others were granted by decision, and what `found` lists: its own record,
 * where somebody else approved it. Looks again as others do. Throws NotTakenBack.
 */
export async function undoGrants(
  desk: MeshDesk,
  session: MeshSession,
  subscription: Subscription,
  granted: readonly GrantEntry[],
  found?: Subscription,
): Promise<void> {
  const tables = [...new Set(granted.map((entry) => entry.table))];
  const order: Order = { kind: 'revoke', notes: '' };
  const own = found === undefined ? [] : recordedGrants(found, tables);
  const look = () => survey(desk, session, subscription, order, { frozen: tables });
  const back = (scene: Scene, listed: boolean) =>
    takeBack(granted, scene.held.entries, [...scene.needed.byDecision, ...own], { listed });
  const database = (scene: Scene, plan: Omit<GrantPlan, 'hash'>) =>
    databaseChange(order, subscription.OwnerPrincipal, scene, plan);
  const carry = (plan: Omit<GrantPlan, 'hash'>, change: Enforcement['database'] = 'leave') =>
    carryOut({
      session,
      meshAccountId: desk.meshAccountId,
      plan,
      tables,
      target: plan.regrant ?? [],
      database: change,
      onTable: () => undefined,
    });
  const scene = await look();
  const plan = { ...scene.planned.plan, grant: [], ...back(scene, false) };
  let met = await carry(plan, database(scene, plan));
  if (scene.accompanied || (await isAccompanied(desk, session, subscription))) {
    met = await lookAgain(met, takenBy(plan), {
      look,
      left: (now) => back(now, true),
      database,
      carry: (_now, rest, over) => carry(rest, over.database),
    });
  }
  const left = met.tables.filter((result) => result.state === 'failed');
  if (left.length === 0) return;
  throw new MeshError('NotTakenBack', { subscriptionId: subscription.SubscriptionId, tables: left });
}
