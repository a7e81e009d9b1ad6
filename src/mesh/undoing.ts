import type { MeshSession } from './aws/sessions.ts';
import type { MeshDesk } from './desk.ts';
import { carryOut } from './enforcement.ts';
import { MeshError } from './errors.ts';
import type { Order } from './order.ts';
import { type GrantEntry, takeBack } from './plan.ts';
import { databaseChange } from './remaining.ts';
import { survey } from './scene.ts';
import type { Subscription } from './subscription.ts';

/** Takes back what was granted to the subscription, save what others were granted by decision. Throws NotTakenBack. */
export async function undoGrants(
  desk: MeshDesk,
  session: MeshSession,
  subscription: Subscription,
  granted: readonly GrantEntry[],
): Promise<void> {
  const tables = [...new Set(granted.map((entry) => entry.table))];
  const order: Order = { kind: 'revoke', notes: '' };
  const scene = await survey(desk, session, subscription, order, { frozen: tables });
  const back = takeBack(granted, scene.held.entries, scene.needed.byDecision);
  const { principal, databaseName } = scene.planned.plan;
  const plan = { principal, databaseName, grant: [], ...back };
  const { tables: results } = await carryOut({
    session,
    meshAccountId: desk.meshAccountId,
    plan,
    tables,
    target: back.regrant ?? [],
    database: databaseChange(order, subscription.OwnerPrincipal, scene, plan),
    onTable: () => undefined,
  });
  const left = results.filter((result) => result.state === 'failed');
  if (left.length === 0) return;
  throw new MeshError('NotTakenBack', { subscriptionId: subscription.SubscriptionId, tables: left });
}
