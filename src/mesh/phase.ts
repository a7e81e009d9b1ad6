import { type Decision, type Operation, operationOf } from './operation.ts';
import { isOpen, type Subscription, sessionNameOf, slackUserOf } from './subscription.ts';
import { fromMeshTime, meshTime } from './time.ts';

/** Where a request stands, from its record and the operation on it. */
export type Phase =
  /** Waits for a decision; `failed` is the last attempt, which changed nothing. */
  | { is: 'open'; failed?: Operation }
  | { is: 'running'; operation: Operation }
  | { is: 'partly'; operation: Operation }
  /** `failed` is what somebody tried since, and which changed nothing. */
  | { is: 'active' | 'denied' | 'deleted'; decision: Decided; failed?: Operation };

/** Who decided, and when, as far as it is known. */
export type Decided =
  | { through: 'meshdesk'; operation: Decision }
  /** Only the record says so: it was written elsewhere, by whoever may write that table. */
  | { through: 'record'; by: string; at: Date | null };

/** `claimed`: the session is named after a Slack user, and Meshdesk did not ask for any. */
export type Requester = { slackUser: string } | { session: string; claimed?: true };

const ENDS = { approve: 'active', change: 'active', deny: 'denied', revoke: 'deleted' } as const;

/** Where the request stands. Pure; `operation` may be of an earlier request of the same id. */
export function phaseOf(subscription: Subscription, operation: Operation | undefined): Phase {
  const current = operationOf(subscription, operation);
  if (current?.state === 'claimed' || current?.state === 'running') return { is: 'running', operation: current };
  if (current?.state === 'partly' && !decidedSince(subscription, current)) return { is: 'partly', operation: current };
  const status = subscription.Status;
  if (isOpen(subscription) || status === 'Pending' || (current?.unwritten && isSince(subscription, current))) {
    // The table is open to every consumer's role: a record that was put back to Pending does not undo a decision.
    if (current?.state === 'done') {
      return { is: ENDS[current.order.kind], decision: { through: 'meshdesk', operation: current } };
    }
    return current?.state === 'failed' ? { is: 'open', failed: current } : { is: 'open' };
  }
  const is = { Active: 'active', Denied: 'denied', Deleted: 'deleted' } as const;
  const undone = current?.takesBack !== undefined;
  const failed = current?.state === 'failed' && !undone && isSince(subscription, current) ? { failed: current } : {};
  return { is: is[status], decision: decidedBy(subscription, current), ...failed };
}

/** The person who asked: the Slack user whom Meshdesk asked for, by its own table; else the session that the record names. */
export function requesterOf(subscription: Subscription, asker: string | null): Requester {
  if (asker !== null) return { slackUser: asker };
  const { CreatedBy } = subscription;
  return { session: sessionNameOf(CreatedBy), ...(slackUserOf(CreatedBy) !== null && { claimed: true }) };
}

function decidedBy(subscription: Subscription, operation: Operation | undefined): Decided {
  const decision = operation?.state === 'done' ? operation : operation?.standing;
  if (decision && isWrittenBy(subscription, decision)) return { through: 'meshdesk', operation: decision };
  return {
    through: 'record',
    by: subscription.UpdatedBy === undefined ? '' : sessionNameOf(subscription.UpdatedBy),
    at: subscription.UpdatedDate === undefined ? null : fromMeshTime(subscription.UpdatedDate),
  };
}

/** Whether the record says what the decision has written into it. */
function isWrittenBy({ Status, UpdatedDate }: Subscription, { order, claimedAt }: Decision): boolean {
  return ENDS[order.kind] === Status.toLowerCase() && UpdatedDate === meshTime(new Date(claimedAt));
}

/** Whether the operation ended after what the record says was decided: whoever ordered it may have been overtaken while it was under way. */
function isSince({ UpdatedDate }: Subscription, { claimedAt, finishedAt = claimedAt }: Operation): boolean {
  return UpdatedDate === undefined || UpdatedDate <= meshTime(new Date(finishedAt));
}

/** Whether somebody wrote a decision into the record after the operation was claimed. */
export function decidedSince(subscription: Subscription, operation: Operation): boolean {
  const { kind } = operation.order;
  const seen = operation.frozen?.seen;
  if (seen?.status === subscription.Status && seen.updatedDate === (subscription.UpdatedDate ?? null)) return false;
  if (isOpen(subscription) || isWrittenBy(subscription, operation)) return false;
  if (kind === 'approve' || kind === 'deny') return true;
  return subscription.Status !== 'Active';
}
