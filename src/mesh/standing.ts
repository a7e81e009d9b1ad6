import type { MeshDesk } from './desk.ts';
import { MeshError } from './errors.ts';
import { difference, ledgerOf } from './ledger.ts';
import type { FrozenPlan, Order, TableResult } from './order.ts';
import type { GrantEntry } from './plan.ts';
import { consumerOf, isOpen, type Subscription, type SubscriptionStatus } from './subscription.ts';
import { permissionsOf } from './terms.ts';
import { meshTime } from './time.ts';
import type { Work } from './work.ts';

/** The status that an order ends in. */
export const SETTLED_AS = { approve: 'Active', change: 'Active', deny: 'Denied', revoke: 'Deleted' } as const;

/**
 * Whether the record says what this very order wrote: then a repetition has nothing left to do. Times are in seconds, so the
 * grants are compared as well. An import by the original puts the consumer's name and time over ours.
 */
export function isOwnWrite({ desk, order, options, session, subscription }: Work, found: Subscription): boolean {
  if (found.Status !== SETTLED_AS[order.kind] || found.CreationDate !== subscription.CreationDate) return false;
  const { frozen, decidedAt } = options;
  const signed = found.UpdatedBy === session.arn && found.UpdatedDate === meshTime(decidedAt);
  const imported = frozen !== undefined && found.ImportedToConsumer === true;
  if (found.Status !== 'Active') return signed;
  if (!signed && !imported) return false;
  return (
    listsAsOrdered(order, found) &&
    (!frozen || isSome(found.GrantedTableARNs, tableArns(desk, found.DatabaseName, frozen.tables)))
  );
}

function listsAsOrdered(order: Order, found: Subscription): boolean {
  const { permissions, grantable } = permissionsOf(found, order);
  return sameItems(found.PermittedGrants, permissions) && sameItems(found.GrantableGrants, grantable);
}

/**
 * Whether the library wrote just this before, in a session of the same name: it may have been killed before it had met others, and
 * whoever calls it again goes on. A decision of Meshdesk's goes on by its operation.
 */
function isRepeated({ desk, session, order, subscription }: Work): boolean {
  const { Status, UpdatedBy, PermittedGrants } = subscription;
  if (desk.decided !== undefined || UpdatedBy !== session.arn || Status !== SETTLED_AS[order.kind]) return false;
  return Status === 'Active' ? listsAsOrdered(order, subscription) : PermittedGrants !== undefined;
}

/** Some of `all`: a table that was dropped since the plan was frozen is not in the record. */
function isSome(some: readonly string[] = [], all: readonly string[]): boolean {
  return some.length > 0 && some.every((item) => all.includes(item));
}

/** Before its plan is frozen an order that touches grants has settled nothing: who wrote then that it has is somebody else. */
export function canBeOwnWrite({ order, options, expected }: Work): boolean {
  if (options.frozen !== undefined) return true;
  return order.kind === 'deny' || (order.kind === 'revoke' && expected !== 'Active');
}

/** What was Active when somebody decided to end it is ended, whatever anybody writes into its record meanwhile. */
export function endsAnyway({ order, expected }: Work): boolean {
  return order.kind === 'revoke' && expected === 'Active';
}

function sameItems(left: readonly string[] | undefined, right: readonly string[]): boolean {
  return left !== undefined && JSON.stringify([...left].sort()) === JSON.stringify([...right].sort());
}

/** What became of the tables, told by a repetition that had nothing left to do. */
export function alreadyDone(frozen: FrozenPlan | undefined): TableResult[] {
  const granted = new Set(frozen?.plan.grant.map((entry) => entry.table));
  const revoked = new Set(frozen?.plan.revoke.map((entry) => entry.table));
  return (frozen?.tables ?? []).map((table) => ({
    table,
    state: granted.has(table) ? 'granted' : revoked.has(table) ? 'revoked' : 'unchanged',
  }));
}

/** What is thrown when the record does not stand as it was seen. */
export function moved(seen: SubscriptionStatus, found: Subscription): MeshError<'StatusMoved'> {
  return new MeshError('StatusMoved', {
    subscriptionId: found.SubscriptionId,
    seen,
    found: found.Status,
    by: found.UpdatedBy ?? null,
    at: found.UpdatedDate ?? null,
  });
}

/**
 * The record with whom and what its plan was frozen for: whoever asks may write it over, and what was granted has to be taken back
 * from whom it was granted to.
 */
export function asFrozen(subscription: Subscription, frozen: FrozenPlan | undefined): Subscription {
  if (frozen === undefined) return subscription;
  const { principal, databaseName } = frozen.plan;
  return { ...subscription, SubscriberPrincipal: principal, DatabaseName: databaseName };
}

/** Whether the record asks for more by now, or for somebody else, than was looked at when the plan was frozen. */
export function goesBeyond(
  frozen: FrozenPlan,
  { SubscriberPrincipal, DatabaseName }: Subscription,
  target: readonly GrantEntry[],
): boolean {
  const { principal, databaseName } = frozen.plan;
  if (SubscriberPrincipal !== principal || DatabaseName !== databaseName) return true;
  if (frozen.target === undefined) return false;
  return difference(onTables(target), onTables(frozen.target)).size > 0;
}

/** Whatever columns or rows it is for: those are the order's own. */
function onTables(entries: readonly GrantEntry[]) {
  return ledgerOf(entries.map(({ table, permissions, grantable }) => ({ table, permissions, grantable })));
}

/**
 * Approve from Pending and, on purpose, from Denied; deny what is open, or was begun to be approved on purpose; change what is
 * Active; revoke that, or withdraw; revoke what the subscriber left, who cannot do that itself; with the library do the same again.
 */
export function checkStatus(work: Work) {
  const { subscription, order, options } = work;
  const { SubscriptionId: subscriptionId, Status: status } = subscription;
  const open = isOpen(subscription);
  const allowed = {
    approve: open || status === 'Denied' || isRepeated(work),
    deny: open || (status === 'Denied' && options.frozen !== undefined),
    change: status === 'Active',
    revoke: open || status === 'Active' || wasLeft(subscription) || endsAnyway(work) || isRepeated(work),
  }[order.kind];
  if (!allowed) throw new MeshError('WrongStatus', { subscriptionId, status, action: order.kind });
}

/** Whether the subscriber itself deleted what was Active: then what was granted is there still. */
function wasLeft({ Status, SubscriberPrincipal, UpdatedBy, PermittedGrants }: Subscription): boolean {
  return Status === 'Deleted' && consumerOf(UpdatedBy) === SubscriberPrincipal && PermittedGrants !== undefined;
}

/** A denial and a withdrawal grant and revoke nothing, unless an approval before them was carried out in part. */
export function touchesGrants(work: Work): boolean {
  const { subscription, order, options } = work;
  if (order.kind === 'approve' || order.kind === 'change' || endsAnyway(work)) return true;
  if (order.kind === 'revoke' && subscription.Status === 'Active') return true;
  if (order.kind === 'revoke' && (wasLeft(subscription) || isRepeated(work))) return true;
  return options.frozen !== undefined;
}

/** As the original names tables in GrantedTableARNs. */
export function tableArns(desk: MeshDesk, databaseName: string, tables: readonly string[]): string[] {
  return tables.map((table) => `arn:aws:glue:${desk.region}:${desk.meshAccountId}:table/${databaseName}/${table}`);
}
