import { isDeepStrictEqual } from 'node:util';
import { ulid } from 'ulid';
import type { Account } from './account.ts';
import { type Action, authorityOf, type Person } from './authority.ts';
import { claimOnce } from './claim.ts';
import { isDecidedElsewhere } from './decided.ts';
import { MeshError } from './errors.ts';
import { limitsAfter, limitsOf } from './limits.ts';
import { asOwned, type Decision, grantStanding, grants, type Operation, stands } from './operation.ts';
import type { Order } from './order.ts';
import { decidedSince } from './phase.ts';
import { reasonOf } from './reason.ts';
import type { OperationStore } from './stores/operations.ts';
import type { partiesOf } from './stores/parties.ts';
import type { SubscriptionStore } from './stores/subscriptions.ts';
import { isOpen, type Subscription } from './subscription.ts';

/** Where decisions are taken: the stores and the clock. */
export interface DecisionDesk {
  subscriptions: SubscriptionStore;
  operations: OperationStore;
  /** Whose a request is. */
  parties: ReturnType<typeof partiesOf>;
  now(): Date;
}

/** What somebody wants to decide, about which request, having looked at what. */
export interface Wish {
  subscriptionId: string;
  /** CreationDate of the request that was looked at; absent: whichever is there. */
  requested?: string;
  order: Order;
  planHash?: string;
  /** Approves what was denied, knowingly. */
  overturns?: boolean;
}

/** What is known of a subscription to somebody who may decide on it. */
export interface Decidable {
  subscription: Subscription;
  previous: Operation | undefined;
  owner: Account;
  /** Of the record. */
  bytes: number;
}

/**
 * Whether the person may take this decision now, without taking it. `personOf` is asked once the account is known, whose user
 * groups matter. With `order` an approval that was carried out in part may be gone on with, by that order and no other.
 * Throws SubscriptionNotFound, SubscriptionUnreadable, NotAllowed, DecisionTaken, StatusMoved, WrongStatus.
 */
export async function weigh(
  desk: DecisionDesk,
  wish: Pick<Wish, 'subscriptionId' | 'requested' | 'overturns'> & { kind: Order['kind']; order?: Order },
  personOf: (owner: Account, subscriber: Account | undefined) => Promise<Person>,
): Promise<Decidable> {
  const { subscriptionId, kind, order, overturns = false } = wish;
  const [read, previous] = await Promise.all([
    desk.subscriptions.get(subscriptionId, { consistent: true }),
    desk.operations.get(subscriptionId),
  ]);
  if (read === undefined) throw new MeshError('SubscriptionNotFound', { subscriptionId });
  if (!read.readable) {
    throw new MeshError('SubscriptionUnreadable', { subscriptionId, problems: read.unreadable.problems });
  }
  const subscription = asOwned(read.subscription, previous);
  const owner = await allow(desk, subscription, kind, personOf);
  const requested = wish.requested ?? subscription.CreationDate;
  const overtaken = kind === 'revoke' && previous !== undefined && isOvertaken(previous, subscription);
  if (previous && !overtaken && stands(previous, { kind, requested, overturns })) throw taken(previous);
  const begun = previous?.state === 'partly' && previous.requested === requested;
  const goesOn = begun && (previous.order.kind === 'approve' || previous.order.kind === kind);
  if (goesOn && kind === 'approve' && !isDeepStrictEqual(previous.order, order)) throw taken(previous);
  const standing = previous && grantStanding(previous);
  if (standing && kind === 'approve' && !isForTheSame(standing, subscription))
    throw taken({ ...previous, ...standing });
  const granted = kind === 'revoke' && standing !== undefined;
  checkStatus(subscription, kind, requested, goesOn || granted || (overturns && kind === 'approve'));
  return { subscription, previous, owner, bytes: read.bytes };
}

/**
 * Takes the decision: one conditional write, which its stream carries out. Throws what `weigh` throws, and PlanNotSeen for what
 * nobody has looked at; of two people who decide at the same time, one gets DecisionTaken.
 */
export async function takeDecision(
  desk: DecisionDesk,
  wish: Wish,
  personOf: (owner: Account, subscriber: Account | undefined) => Promise<Person>,
): Promise<Operation> {
  const { subscriptionId, order, planHash, requested, overturns = false } = wish;
  let actor = '';
  const { subscription, previous } = await weigh(
    desk,
    { subscriptionId, kind: order.kind, order, overturns, ...(requested !== undefined && { requested }) },
    async (owner, subscriber) => {
      const person = await personOf(owner, subscriber);
      actor = person.userId;
      return person;
    },
  );
  const before = previous?.requested === subscription.CreationDate ? previous : undefined;
  // What was frozen is gone on with, or by a denial taken back. Another change is another plan.
  const goesOn = before?.state === 'partly' && (order.kind === 'deny' || isDeepStrictEqual(before.order, order));
  if (order.kind !== 'deny' && planHash === undefined && !(goesOn && before.frozen)) {
    throw new MeshError('PlanNotSeen', { subscriptionId });
  }
  // What was granted is there, whatever request the record says it holds by now.
  const earlier = before ?? (previous && grantStanding(previous) && previous);
  const standing = earlier && standingAfter(earlier, order.kind);
  const reason = reasonOf(subscription, previous);
  const known = [standing, previous].some((decision) => decision?.elsewhere);
  const elsewhere = standing && (known || isDecidedElsewhere(subscription, [standing, previous]));
  const limits = limitsAfter(order, standing && grants(standing) ? limitsOf(standing) : {});
  const operation: Operation = {
    operationId: ulid(desk.now().getTime()),
    subscriptionId,
    requested: subscription.CreationDate,
    seenStatus: subscription.Status,
    accounts: [...new Set([subscription.OwnerPrincipal, subscription.SubscriberPrincipal])],
    order,
    actor,
    state: 'claimed',
    claimedAt: desk.now().toISOString(),
    attempt: 0,
    tables: [],
    ...(reason.length > 0 && { reason }),
    ...(limits && { limits }),
    ...(elsewhere && { elsewhere: true }),
    ...(planHash !== undefined && { planHash }),
    ...(goesOn && before.frozen !== undefined && { frozen: before.frozen }),
    ...(standing && { standing }),
  };
  await claimOnce(desk.operations, subscriptionId, { operation, previous }, taken);
  return operation;
}

/**
 * The decision that stands when `next` fails; its plan was carried out and says nothing any more. To what is ended an approval
 * counts that was carried out in part.
 */
function standingAfter(before: Operation, next: Order['kind']): Decision | undefined {
  const { order, actor, claimedAt, limits, elsewhere, frozen, standing } = before;
  const counts =
    before.state === 'done' || (next === 'revoke' && before.state === 'partly' && order.kind === 'approve');
  if (order.kind === 'revoke' && before.state === 'partly') return standing && endedInPart(standing);
  if (!counts || (order.kind === 'deny' && grantStanding(before))) return standing;
  // What a denial took back is in its plan as well.
  const earlier = order.kind === 'approve' && standing && grants(standing) ? standing.frozen : undefined;
  const left = order.kind === 'revoke' ? undefined : standing?.frozen?.left;
  const inPart = [...new Set([...(earlier?.inPart ?? []), ...(frozen?.inPart ?? [])])];
  return {
    ...{ order, actor, claimedAt },
    ...(limits && { limits }),
    ...(elsewhere && { elsewhere }),
    ...(frozen && {
      frozen: {
        ...frozen,
        plan: { ...frozen.plan, grant: [], revoke: [] },
        ...(frozen.target && { target: [...(earlier?.target ?? []), ...frozen.target] }),
        ...(inPart.length > 0 && { inPart }),
        ...(left && { left }),
      },
    }),
  };
}

/** What is left of it is for ends to take: nothing of it is given back. */
function endedInPart({ limits: _, ...standing }: Decision): Decision {
  const { frozen } = standing;
  if (frozen === undefined) return standing;
  const { target = [], left = [], inPart: __, ...rest } = frozen;
  return { ...standing, frozen: { ...rest, target: [], left: [...left, ...target] } };
}

/** Whether somebody approved it elsewhere while it was approved, or denied, here in part: that is not gone on with, and can be ended. */
function isOvertaken(previous: Operation, subscription: Subscription): boolean {
  const { state, takesBack, requested, order } = previous;
  if (state !== 'partly' || takesBack !== undefined || requested !== subscription.CreationDate) return false;
  return order.kind !== 'revoke' && subscription.Status === 'Active' && decidedSince(subscription, previous);
}

/** Whether what stands was granted to whom, and in the database, that the record names. */
function isForTheSame({ frozen }: Decision, { SubscriberPrincipal, DatabaseName }: Subscription): boolean {
  return frozen?.plan.principal === SubscriberPrincipal && frozen.plan.databaseName === DatabaseName;
}

async function allow(
  desk: DecisionDesk,
  subscription: Subscription,
  action: Action & Order['kind'],
  personOf: (owner: Account, subscriber: Account | undefined) => Promise<Person>,
): Promise<Account> {
  const { owner, subscriber, asker: requestedBy } = await desk.parties(subscription);
  const accountId = subscription.OwnerPrincipal;
  if (owner === undefined) {
    throw new MeshError('NotAllowed', { action, reason: 'not-connected', accountId, who: [], groups: [] });
  }
  const verdict = authorityOf({
    person: await personOf(owner, subscriber),
    action,
    account: owner,
    request: { requestedBy, subscriber },
  });
  if (!verdict.allowed) {
    const { reason, who } = verdict;
    throw new MeshError('NotAllowed', { action, reason, accountId, who: who.users, groups: who.groups });
  }
  return owner;
}

/** `reopened`: what the record says is no obstacle: a denial is (being) overturned, or what was granted here is revoked here. */
function checkStatus(subscription: Subscription, kind: Order['kind'], requested: string, reopened: boolean) {
  const { SubscriptionId: subscriptionId, Status, CreationDate, UpdatedBy, UpdatedDate } = subscription;
  if (CreationDate !== requested) {
    const [by, at] = [subscription.CreatedBy, CreationDate];
    throw new MeshError('StatusMoved', { subscriptionId, seen: requested, found: 'asked again', by, at });
  }
  const open = isOpen(subscription) || (reopened && Status === 'Denied');
  const fits = {
    approve: open,
    deny: open,
    change: Status === 'Active',
    revoke: Status === 'Active' || Status === 'Pending' || reopened,
  }[kind];
  if (fits) return;
  if (kind === 'approve' || kind === 'deny') {
    const [by, at] = [UpdatedBy ?? null, UpdatedDate ?? null];
    throw new MeshError('StatusMoved', { subscriptionId, seen: 'Pending', found: Status, by, at });
  }
  throw new MeshError('WrongStatus', { subscriptionId, status: Status, action: kind });
}

function taken(operation: Operation, cause?: unknown): MeshError<'DecisionTaken'> {
  const { subscriptionId, order, actor, claimedAt, state } = operation;
  return new MeshError(
    'DecisionTaken',
    { subscriptionId, kind: order.kind, by: actor, at: claimedAt, state },
    { cause },
  );
}
