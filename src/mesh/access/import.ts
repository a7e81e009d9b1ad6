import { acceptShares, lakeFormationShares } from '../aws/shares.ts';
import { ensureDatabaseLink } from '../data-products/databases.ts';
import type { MeshDesk } from '../desk.ts';
import { MeshError } from '../errors.ts';
import { subscriptionStore } from '../stores/subscriptions.ts';
import type { Subscription } from '../subscription.ts';
import { ownSubscription } from './own.ts';

/** What an import came to. */
export interface Imported {
  /** Of the resource link in the consumer's account; the same as in the mesh. */
  DatabaseName: string;
  /** ARNs of the RAM shares that were accepted now. */
  AcceptedShares: string[];
  /** ARNs of those that were accepted before, or needed no acceptance. */
  ActiveShares: string[];
}

/**
 * Brings what was granted into the consumer's account: accepts the very shares of the subscription, waiting for them, links
 * the database and notes the import in the record. It can be repeated. Throws SubscriptionNotFound, WrongStatus (the
 * subscription is not Active), ShareUnavailable, NameTaken, AccountUnreachable, StatusMoved.
 */
export async function importSubscription(
  desk: MeshDesk,
  who: { accountId: string; actor: string },
  subscriptionId: string,
): Promise<Imported> {
  const as = { ...who, role: 'consumer' } as const;
  const [account, mesh] = await Promise.all([desk.sessions.inAccount(as), desk.sessions.inMesh(as)]);
  const store = subscriptionStore(mesh.documents, desk.subscriptionsTable);
  const subscription = await ownSubscription(store, 'SubscriberPrincipal', who.accountId, subscriptionId);
  const { Status: status, CreationDate, DatabaseName } = subscription;
  if (status !== 'Active') throw new MeshError('WrongStatus', { subscriptionId, status, action: 'import' });
  const named = sharesOf(subscription, desk.meshAccountId);
  const shares = named.length > 0 ? named : await lakeFormationShares(account, desk.meshAccountId);
  const AcceptedShares = await acceptShares(account, shares);
  await ensureDatabaseLink(account, desk.meshAccountId, DatabaseName);
  if (!(await store.markImported(subscriptionId, CreationDate))) {
    const found = await ownSubscription(store, 'SubscriberPrincipal', who.accountId, subscriptionId);
    const { UpdatedBy: by = null, UpdatedDate: at = null } = found;
    throw new MeshError('StatusMoved', { subscriptionId, seen: 'Active', found: found.Status, by, at });
  }
  return { DatabaseName, AcceptedShares, ActiveShares: shares.filter((arn) => !AcceptedShares.includes(arn)) };
}

/**
 * The ARNs of the mesh account's shares that the record names for its tables and its database; the original's form. Whoever may
 * write the record can name others: these are nothing that the mesh has granted.
 */
export function sharesOf({ RamShares = {} }: Subscription, meshAccountId: string): string[] {
  const arns = Object.values(RamShares).flatMap((share) =>
    typeof share === 'object' && share !== null && 'arn' in share && typeof share.arn === 'string' ? [share.arn] : [],
  );
  return [...new Set(arns)].filter((arn) => isShareOf(arn, meshAccountId));
}

/** `arn:aws:ram:<region>:<owner>:resource-share/<id>`. */
function isShareOf(arn: string, accountId: string): boolean {
  const [, , service, , owner] = arn.split(':');
  return service === 'ram' && owner === accountId;
}
