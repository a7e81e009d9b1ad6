import { ulid } from 'ulid';
import { claimOnce } from './claim.ts';
import { MeshError } from './errors.ts';
import { type AnyOperation, isUnderWay } from './operation.ts';
import { type PersonOf, permit } from './permit.ts';
import type { Directory } from './stores/directory.ts';
import type { ImportStore } from './stores/operations.ts';
import type { SubscriptionStore } from './stores/subscriptions.ts';
import { isOpen, type Subscription } from './subscription.ts';

/** The import of what was granted into the consumer's account, and how far it has come. */
export interface Import extends AnyOperation {
  subscriptionId: string;
  /** CreationDate of the request that was granted. */
  requested: string;
  /** UpdatedDate of the decision whose grants are imported: after another one it can be done once more. */
  decided: string;
  /** The owner's and the subscriber's account, in whose histories it stands. */
  accounts: string[];
  order: { kind: 'import' };
  /** The database in the consumer's account, once it is there. */
  databaseName?: string;
}

/** Where imports are ordered. */
export interface ImportDesk {
  subscriptions: SubscriptionStore;
  imports: ImportStore;
  directory: Directory;
  now(): Date;
}

/** Whether the import is of what the record grants now. */
export function isOfThisGrant(imported: Import | undefined, subscription: Subscription): imported is Import {
  return imported?.requested === subscription.CreationDate && imported.decided === subscription.UpdatedDate;
}

/**
 * Orders the import of what was granted: one conditional write, which its stream carries out. `requested` is the CreationDate
 * of the request that was looked at; absent: whichever is there. Throws SubscriptionNotFound, SubscriptionUnreadable,
 * NotAllowed, WrongStatus, StatusMoved; DecisionTaken when it is under way or done.
 */
export async function orderImport(
  desk: ImportDesk,
  { subscriptionId, requested }: { subscriptionId: string; requested?: string },
  personOf: PersonOf,
): Promise<void> {
  const [read, previous] = await Promise.all([
    desk.subscriptions.get(subscriptionId, { consistent: true }),
    desk.imports.get(subscriptionId),
  ]);
  if (read === undefined) throw new MeshError('SubscriptionNotFound', { subscriptionId });
  if (!read.readable) {
    throw new MeshError('SubscriptionUnreadable', { subscriptionId, problems: read.unreadable.problems });
  }
  const { subscription } = read;
  const { person } = await permit(desk.directory, 'import', subscription.SubscriberPrincipal, personOf);
  const decided = grantOf(subscription, requested);
  if (previous && (isUnderWay(previous) || (previous.state === 'done' && isOfThisGrant(previous, subscription)))) {
    throw taken(previous);
  }
  const operation: Import = {
    operationId: ulid(desk.now().getTime()),
    subscriptionId,
    requested: subscription.CreationDate,
    decided,
    accounts: [...new Set([subscription.OwnerPrincipal, subscription.SubscriberPrincipal])],
    order: { kind: 'import' },
    actor: person.userId,
    state: 'claimed',
    claimedAt: desk.now().toISOString(),
    attempt: 0,
    tables: [],
  };
  await claimOnce(desk.imports, subscriptionId, { operation, previous }, taken);
}

/** When what can be imported was granted. */
function grantOf(subscription: Subscription, requested: string | undefined): string {
  const { SubscriptionId: subscriptionId, Status: status, CreationDate, CreatedBy, UpdatedDate } = subscription;
  if (requested !== undefined && requested !== CreationDate) {
    const [by, at] = [CreatedBy, CreationDate];
    throw new MeshError('StatusMoved', { subscriptionId, seen: requested, found: 'asked again', by, at });
  }
  if (status === 'Active' && UpdatedDate !== undefined) return UpdatedDate;
  throw new MeshError('WrongStatus', {
    subscriptionId,
    status: isOpen(subscription) ? 'Pending' : status,
    action: 'import',
  });
}

function taken({ subscriptionId, actor, claimedAt, state }: Import, cause?: unknown): MeshError<'DecisionTaken'> {
  return new MeshError('DecisionTaken', { subscriptionId, kind: 'import', by: actor, at: claimedAt, state }, { cause });
}
