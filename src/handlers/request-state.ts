import { createHash } from 'node:crypto';
import type { RequestFacts } from '../blocks/facts.ts';
import { MeshError } from '../mesh/errors.ts';
import { grantedBy } from '../mesh/granted.ts';
import { isOfThisGrant } from '../mesh/import.ts';
import { asOwned, grantStanding, isUnderWay, type Operation, type OperationError } from '../mesh/operation.ts';
import { lookAt } from '../mesh/outlook.ts';
import { type Phase, phaseOf, requesterOf } from '../mesh/phase.ts';
import type { Outlook } from '../mesh/plan.ts';
import { reasonOf } from '../mesh/reason.ts';
import { sensitiveColumns } from '../mesh/sensitivity.ts';
import { hasRoom } from '../mesh/stores/item-size.ts';
import type { Parties } from '../mesh/stores/parties.ts';
import type { Subscription, UnreadableSubscription } from '../mesh/subscription.ts';
import { fromMeshTime } from '../mesh/time.ts';
import type { FrontDesk } from './front-desk.ts';

/** What is stored about a request now. */
export type RequestState =
  | { is: 'removed'; takingBack?: Operation }
  | { is: 'unreadable'; unreadable: UnreadableSubscription; takingBack?: Operation }
  | { is: 'request'; facts: RequestFacts; stands: string };

/** An outlook, or why there is none. */
export type Look = Pick<RequestFacts, 'outlook' | 'lookError'>;

/** Whom Meshdesk reads as when nobody asked it to; in CloudTrail this is the session's name. */
const NOBODY = 'meshdesk';

/**
 * Reads the operations, then the record, then who it is of, consistently: three calls. In this order: a record is settled before
 * its operation ends, so what is told of an operation that has ended is never told beside the record of before. Does not look
 * into the lake.
 */
export async function readState(desk: FrontDesk, subscriptionId: string): Promise<RequestState> {
  const { operation, importing } = await desk.operations.withImport(subscriptionId);
  const read = await desk.subscriptions.get(subscriptionId, { consistent: true });
  const takingBack = operation?.takesBack === undefined ? {} : { takingBack: operation };
  if (read === undefined) return { is: 'removed', ...takingBack };
  if (!read.readable) return { is: 'unreadable', unreadable: read.unreadable, ...takingBack };
  const subscription = asOwned(read.subscription, operation);
  const facts = {
    ...factsFrom({ subscription, operation, ...(await desk.parties(subscription)) }),
    recordBytes: read.bytes,
  };
  const stands = standingOf(subscription, operation);
  return { is: 'request', facts: { ...facts, ...(isOfThisGrant(importing, subscription) && { importing }) }, stands };
}

/** How record and operation stand, in short. A card that was drawn when they stood otherwise is behind. */
export function standingOf(
  { CreationDate, Status, UpdatedDate }: Pick<Subscription, 'CreationDate' | 'Status' | 'UpdatedDate'>,
  operation: Pick<Operation, 'operationId' | 'state'> | undefined,
): string {
  const decision = operation && [operation.operationId, isUnderWay(operation) ? 'under way' : operation.state];
  return digest([CreationDate, Status, UpdatedDate ?? null, decision ?? null]);
}

/** The facts with what a look into the lake has found. */
export function withLook(facts: RequestFacts, look: Look): RequestFacts {
  const { tables = [], grows = 0 } = look.outlook ?? {};
  const { SubscriptionId: subscriptionId } = facts.subscription;
  const full = facts.phase.is === 'open' && !hasRoom(facts.recordBytes ?? 0, grows);
  return {
    ...facts,
    ...look,
    ...(full && { obstacle: { code: 'RecordFull', details: { subscriptionId } } }),
    sensitive: new Map(tables.map((table) => [table.name, sensitiveColumns(table)])),
  };
}

/** What approving as asked would change now; with `recent`, as of a few seconds ago (`lookAt`). */
export async function look(
  desk: FrontDesk,
  subscription: Subscription,
  options: { actor?: string; recent?: boolean } = {},
): Promise<Look> {
  const { actor = NOBODY, recent = false } = options;
  try {
    const outlook: Outlook = await lookAt(desk.mesh, subscription, { kind: 'approve' }, actor, { recent });
    return { outlook };
  } catch (error) {
    desk.logger.warn('a request cannot be looked at', {
      subscriptionId: subscription.SubscriptionId,
      error: asError(error),
    });
    return { lookError: operationError(error) };
  }
}

/** The tables that the record asks for, or says were granted, and that its owner does not own; none when nobody can look. */
export async function claimedOf(desk: FrontDesk, subscription: Subscription): Promise<string[]> {
  const { TableName: asked, GrantedTableARNs = [] } = subscription;
  const granted = GrantedTableARNs.map((arn) => arn.split('/').at(-1) ?? arn);
  const { outlook } = await look(desk, { ...subscription, ...(asked && { TableName: [...asked, ...granted] }) });
  return (outlook?.leftOut ?? []).flatMap(({ asked: table, reason }) => (reason === 'foreign' ? [table] : []));
}

/** The same digest means that the same is stored. */
export function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64url');
}

export function operationError(error: unknown): OperationError {
  return error instanceof MeshError
    ? { code: error.code, details: { ...error.details } }
    : { code: 'Unexpected', details: {} };
}

export function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

/** What is stored about a request. */
interface Stored extends Parties {
  subscription: Subscription;
  operation: Operation | undefined;
}

function stillGranted(phase: Phase, operation: Operation | undefined): Pick<RequestFacts, 'stillGranted'> {
  const over = phase.is === 'open' || phase.is === 'denied' || phase.is === 'deleted';
  const decision = over && operation !== undefined ? grantStanding(operation) : undefined;
  return decision === undefined ? {} : { stillGranted: decision };
}

/** What is known of a request without a look into the lake. */
export function factsFrom({ subscription, operation, owner, subscriber, asker }: Stored): RequestFacts {
  const phase = phaseOf(subscription, operation);
  const granted = phase.is === 'active' && phase.decision.through === 'meshdesk' && grantedBy(phase.decision.operation);
  return {
    subscription,
    phase,
    ...(granted && { granted }),
    ...stillGranted(phase, operation),
    ...(operation?.takesBack !== undefined && { takingBack: operation }),
    owner,
    subscriber,
    requester: requesterOf(subscription, asker),
    reason: reasonOf(subscription, operation),
    askedAt: fromMeshTime(subscription.CreationDate),
    sensitive: new Map(),
  };
}
