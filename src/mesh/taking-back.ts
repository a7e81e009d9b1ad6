import { isDecidedElsewhere } from './decided.ts';
import type { DecisionDesk } from './decision.ts';
import type { MeshDesk } from './desk.ts';
import { MeshError } from './errors.ts';
import type { Operation } from './operation.ts';
import { decidedSince } from './phase.ts';
import { LostRace } from './stores/racing.ts';
import type { ReadSubscription } from './subscription.ts';

/** What could not be taken back is tried again after so long, in milliseconds. */
const AGAIN_AFTER_MS = 10 * 60_000;
/** So long after an end was ordered a change may cross it, in milliseconds. */
const OVERTAKEN_WITHIN_MS = 10 * 60_000;

/**
 * Whether the operation granted a part of what was decided, and the record was decided on otherwise since, asked for anew, or is gone:
 * nobody will go on with it. Pure.
 */
export function isAbandoned(read: ReadSubscription | undefined, operation: Operation): boolean {
  const { takesBack, requested } = operation;
  if (!endedInPart(operation)) return false;
  if (takesBack !== undefined || !read?.readable || read.subscription.CreationDate !== requested) return true;
  return read.subscription.Status !== 'Active' && decidedSince(read.subscription, operation);
}

/** Whether it ended with a part of what was decided granted, or perhaps granted. */
function endedInPart({ state, frozen }: Operation): boolean {
  return state === 'partly' && frozen !== undefined && frozen.plan.grant.length > 0;
}

/** Whether it ended a subscription a moment ago: the Python library may still be writing a change that crossed that. */
function hasJustEnded({ state, order, frozen, unwritten, claimedAt }: Operation, at: Date): boolean {
  const ended = state === 'done' && order.kind === 'revoke' && frozen !== undefined && !unwritten;
  return ended && at.getTime() - Date.parse(claimedAt) < OVERTAKEN_WITHIN_MS;
}

/** Whether the record of what was ended was written over by somebody who says that it was changed: what that granted may be there. Pure. */
function wasChangedSince(read: ReadSubscription | undefined, operation: Operation): boolean {
  if (!read?.readable || read.subscription.CreationDate !== operation.requested) return false;
  return read.subscription.Status === 'Deleted' && isDecidedElsewhere(read.subscription, [operation]);
}

/**
 * Has what an abandoned operation granted taken back: it is taken up once more, for that. What failed to be taken back is
 * taken up again every ten minutes, until it is done. An end that was overtaken is carried out once more.
 */
export async function takeBackAbandoned(
  { subscriptions, operations, now }: Pick<DecisionDesk, 'subscriptions' | 'operations' | 'now'>,
  subscriptionId: string,
): Promise<void> {
  const operation = await operations.get(subscriptionId);
  const at = now();
  // Few end so: the record need not be read for the others.
  if (operation === undefined || !(endedInPart(operation) || hasJustEnded(operation, at))) return;
  const read = await subscriptions.get(subscriptionId, { consistent: true });
  const { takesBack = 0, finishedAt = operation.claimedAt } = operation;
  const { finishedAt: _, error: __, ...rest } = operation;
  const again = { ...rest, state: 'claimed', attempt: 0 } as const;
  try {
    if (operation.state === 'done') {
      if (wasChangedSince(read, operation)) await operations.reopen(again, 'done', 'again', at);
      return;
    }
    if (!isAbandoned(read, operation)) return;
    if (takesBack > 0 && at.getTime() - Date.parse(finishedAt) < AGAIN_AFTER_MS) return;
    await operations.reopen({ ...again, takesBack: takesBack + 1 }, 'partly', 'taking back', at);
  } catch (error) {
    if (!(error instanceof LostRace)) throw error;
  }
}

/**
 * Takes back what the operation granted, save what other subscriptions were granted by decision. Throws StatusMoved when it is
 * done, as an operation ends that has come to nothing; NotTakenBack, AccountUnreachable and AwsCallFailed.
 */
export async function takeBackGrants(
  desk: MeshDesk,
  read: ReadSubscription | undefined,
  operation: Operation,
): Promise<never> {
  const { subscriptionId, accounts = [], frozen, requested, actor, seenStatus: seen } = operation;
  const found = read?.readable ? read.subscription : undefined;
  const accountId = accounts[0] ?? found?.OwnerPrincipal;
  if (accountId === undefined || frozen === undefined) throw new MeshError('SubscriptionNotFound', { subscriptionId });
  const session = await desk.sessions.inMesh({ role: 'producer', accountId, actor: `slack-${actor}` });
  const { plan, shared = [] } = frozen;
  const { principal, databaseName } = plan;
  const granted = { SubscriptionId: subscriptionId, OwnerPrincipal: accountId, SubscriberPrincipal: principal };
  const request = { Status: seen, RequestedGrants: [], CreationDate: requested, CreatedBy: '' };
  // With the AWS clients that it needs; whoever only looks for what is abandoned does without.
  const { undoGrants } = await import('./undoing.ts');
  await undoGrants(desk, session, { ...granted, ...request, DatabaseName: databaseName }, [...plan.grant, ...shared]);
  const { UpdatedBy: by = null, UpdatedDate: at = null } = found ?? {};
  throw new MeshError('StatusMoved', { subscriptionId, seen, found: found?.Status ?? 'removed', by, at });
}
