import type { MeshDesk } from './desk.ts';
import { MeshError } from './errors.ts';
import { grantStanding, type Operation } from './operation.ts';
import { type Bench, carryThrough, type Procedure, type Telling } from './procedure.ts';
import type { SubscriptionStore } from './stores/subscriptions.ts';
import { takeBackGrants } from './taking-back.ts';

/** Where decisions are carried out. */
export interface Workshop {
  desk: MeshDesk;
  subscriptions: SubscriptionStore;
  bench: Bench<Operation>;
}

/** Carries out the decision on a subscription, if there is one: plan, apply, verify, settle. Throws as `carryThrough`. */
export function runOperation({ desk, subscriptions, bench }: Workshop, subscriptionId: string): Promise<void> {
  return carryThrough(bench, decisions(desk, subscriptions), subscriptionId);
}

function decisions(desk: MeshDesk, subscriptions: SubscriptionStore): Procedure<Operation> {
  return {
    run: (operation, telling) => decide(desk, subscriptions, operation, telling),
    // A plan that was frozen may have been applied in part: then a retry must do the rest of it.
    leaves: ({ frozen }, code) =>
      frozen !== undefined && code !== 'StatusMoved' && code !== 'RecordFull' ? 'partly' : 'failed',
  };
}

async function decide(
  desk: MeshDesk,
  subscriptions: SubscriptionStore,
  operation: Operation,
  telling: Telling<Operation>,
) {
  const { subscriptionId, order, planHash, frozen, seenStatus, accounts = [] } = operation;
  // What was granted here is revoked here, whatever its record said by then.
  const granted = order.kind === 'revoke' && grantStanding(operation) !== undefined;
  const read = await subscriptions.get(subscriptionId, { consistent: true });
  if (operation.takesBack !== undefined) return takeBackGrants(desk, read, operation);
  if (read === undefined) throw new MeshError('SubscriptionNotFound', { subscriptionId });
  if (!read.readable) {
    throw new MeshError('SubscriptionUnreadable', { subscriptionId, problems: read.unreadable.problems });
  }
  // With the AWS clients that it needs; most events find nothing to run.
  const { fulfil } = await import('./fulfilment.ts');
  const [OwnerPrincipal = read.subscription.OwnerPrincipal] = accounts;
  // What was decided on is the request, its owner and the status at the claim: fulfil finds out whether they still stand.
  return fulfil(desk, { ...read.subscription, CreationDate: operation.requested, OwnerPrincipal }, order, {
    expectStatusOverride: granted ? 'Active' : seenStatus,
    actor: `slack-${operation.actor}`,
    decidedAt: new Date(operation.claimedAt),
    ...(planHash !== undefined && { expectedHash: planHash }),
    ...(frozen !== undefined && { frozen }),
    onFrozen: telling.freeze,
    onTable: telling.table,
  });
}
