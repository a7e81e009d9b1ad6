import type { MeshErrorCode } from './errors.ts';
import type { Limits } from './limits.ts';
import type { FrozenPlan, Order, TableResult } from './order.ts';
import type { Subscription, SubscriptionStatus } from './subscription.ts';

/** What every operation has, whatever it is about: who ordered what, and how far it has come. */
export interface AnyOperation {
  /** ULID. */
  operationId: string;
  order: { kind: string; notes?: string };
  /** Slack user id of who ordered it. */
  actor: string;
  state: OperationState;
  /** ISO 8601. */
  claimedAt: string;
  finishedAt?: string;
  /** How often a worker has taken it up. */
  attempt: number;
  /** Who works on it, until when (ISO 8601); absent: nobody. */
  worker?: string;
  leaseUntil?: string;
  /** What it goes by once it has begun, kept before the first write. */
  frozen?: unknown;
  /** What became of each table so far. */
  tables: { table: string }[];
  error?: OperationError;
  /** How often it has been begun to take back what it granted, since somebody decided otherwise while it was half done. */
  takesBack?: number;
  /** It was carried out, and the record has no room to say so. */
  unwritten?: true;
  /** What stands if this one fails. */
  standing?: unknown;
  /** What it keeps to, by earlier orders. */
  limits?: unknown;
}

/** What somebody decided about a subscription. `claimedAt` goes to the record's UpdatedDate, so that a repeat writes the same. */
export interface Operation extends AnyOperation {
  subscriptionId: string;
  /** CreationDate of the request that was decided on: a repeat of a request is another one. */
  requested: string;
  /** Status of the record at the claim: a decision made elsewhere since then is not overturned. */
  seenStatus: SubscriptionStatus;
  /** The owner's account, then the subscriber's: it stands in the histories of both. */
  accounts?: string[];
  order: Order;
  /** Why it was asked for, cut; absent: nothing was noted, somebody had decided elsewhere before, or it was not kept yet. */
  reason?: string[];
  /** Somebody decided on the subscription elsewhere beside Meshdesk: what was asked for and not chosen may be granted as well. */
  elsewhere?: true;
  /** What SELECT was approved for: a change keeps to it, also when it gives SELECT back. */
  limits?: Limits;
  /** Hash of the plan that was looked at. */
  planHash?: string;
  frozen?: FrozenPlan;
  tables: TableResult[];
  /**
   * The decision that was carried out last before this one, for the same request: it stands if this one fails. Also what an earlier
   * request of the same id was granted: a denial and an approval leave that.
   */
  standing?: Decision;
}

/** A decision that was carried out, as far as it is told afterwards. */
export type Decision = Pick<
  Operation,
  'order' | 'actor' | 'claimedAt' | 'frozen' | 'unwritten' | 'limits' | 'elsewhere'
>;

/** `claimed` → `running` → `done`, `partly` (some tables failed) or `failed` (nothing was changed). */
export type OperationState = 'claimed' | 'running' | 'done' | 'partly' | 'failed';

/** An error as it is kept: its code and what a sentence about it needs. */
export interface OperationError {
  code: MeshErrorCode | 'Unexpected';
  details: Record<string, unknown>;
}

/**
 * The decision by which the subscription was granted something that nobody has revoked through Meshdesk. Undefined: there is none.
 * The denial of a repeat takes nothing of what was granted before.
 */
export function grantStanding({ state, standing, ...decision }: Operation): Decision | undefined {
  const last = state === 'done' && decision.order.kind !== 'deny' ? decision : standing;
  return last && grants(last) ? last : undefined;
}

/** Whether it is of a kind that grants. */
export function grants({ order }: Pick<Operation, 'order'>): boolean {
  return order.kind === 'approve' || order.kind === 'change';
}

/**
 * The record with the owner that was decided for: while anything is granted, or may be, whoever may write the record does not
 * choose who can end it.
 */
export function asOwned(subscription: Subscription, operation: Operation | undefined): Subscription {
  if (operation === undefined) return subscription;
  const holds = isUnderWay(operation) || operation.state === 'partly' || grantStanding(operation) !== undefined;
  const [owner = subscription.OwnerPrincipal] = holds ? (operation.accounts ?? []) : [];
  return { ...subscription, OwnerPrincipal: owner };
}

/** The operation, if it is about the request that the record holds now. */
export function operationOf(subscription: Subscription, operation: Operation | undefined): Operation | undefined {
  return operation?.requested === subscription.CreationDate ? operation : undefined;
}

export function isUnderWay(operation: Pick<AnyOperation, 'state'>): boolean {
  return operation.state === 'claimed' || operation.state === 'running';
}

/** Whether `worker` may take the operation up now: nobody holds it, or the one who did has let the lease run out. */
export function canTakeUp(operation: Pick<AnyOperation, 'state' | 'leaseUntil'>, now: Date): boolean {
  return isUnderWay(operation) && (operation.leaseUntil === undefined || new Date(operation.leaseUntil) <= now);
}

/**
 * Whether a decision stands in the way of `next`. A decision is taken once: what is under way or done for the same request
 * stands, except that what was granted may be changed and revoked, and that what was denied may be approved by somebody who means
 * to overturn the denial. What failed stands in nobody's way; what was done partly may be retried or denied, and a change
 * that was done partly may be revoked. While what was granted is still to be taken back, nothing else is decided.
 */
export function stands(
  previous: Operation | undefined,
  next: { kind: Order['kind']; requested: string; overturns: boolean },
): boolean {
  if (previous === undefined) return false;
  if (isUnderWay(previous)) return true;
  if (previous.state === 'partly' && previous.takesBack !== undefined) return true;
  if (previous.requested !== next.requested || previous.state === 'failed') return false;
  if (previous.state === 'partly') {
    const revokes = previous.order.kind === 'change' && next.kind === 'revoke';
    return next.kind !== previous.order.kind && next.kind !== 'deny' && !revokes;
  }
  if (next.kind === 'revoke' && grantStanding(previous) !== undefined) return false;
  const follows: Record<Order['kind'], readonly Order['kind'][]> = {
    approve: ['change'],
    change: ['change'],
    deny: next.overturns ? ['approve'] : [],
    revoke: [],
  };
  return !follows[previous.order.kind].includes(next.kind);
}
