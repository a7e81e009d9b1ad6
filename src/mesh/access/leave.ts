import { DeleteDatabaseCommand } from '@aws-sdk/client-glue';
import { DisassociateResourceShareCommand } from '@aws-sdk/client-ram';
import { unless } from '../aws/failures.ts';
import type { MeshSession } from '../aws/sessions.ts';
import { databaseOf } from '../data-products/databases.ts';
import type { MeshDesk } from '../desk.ts';
import { MeshError } from '../errors.ts';
import { checked, noteInput } from '../input.ts';
import { settleIn } from '../stores/settle-command.ts';
import { asSeen, type SubscriptionStore, subscriptionStore } from '../stores/subscriptions.ts';
import { isOpen, type Subscription } from '../subscription.ts';
import { meshTime } from '../time.ts';
import { sharesOf } from './import.ts';
import { ownSubscription } from './own.ts';

/** What leaving a subscription came to. */
export interface Left {
  /** ARNs of the RAM shares that were left. */
  LeftShares: string[];
  /** Those that other live subscriptions of the account come by: what this one was granted stays until its owner revokes it. */
  KeptShares: string[];
}

/**
 * Leaves a subscription on behalf of its consumer: the record becomes Deleted with the reason, the shares and the database
 * link go unless another live subscription of the account needs them. A consumer cannot revoke what was granted to it; the
 * owner's `deleteSubscription` does that afterwards. Throws InvalidParameter, SubscriptionNotFound, WrongStatus, StatusMoved.
 */
export async function leaveSubscription(
  desk: MeshDesk,
  who: { accountId: string; actor: string },
  subscriptionId: string,
  reason: string,
): Promise<Left> {
  const note = checked('reason', noteInput, reason);
  const as = { ...who, role: 'consumer' } as const;
  const mesh = await desk.sessions.inMesh(as);
  const store = subscriptionStore(mesh.documents, desk.subscriptionsTable);
  const subscription = await ownSubscription(store, 'SubscriberPrincipal', who.accountId, subscriptionId);
  const { Status } = subscription;
  if (Status !== 'Active' && !isOpen(subscription)) {
    throw new MeshError('WrongStatus', { subscriptionId, status: Status, action: 'revoke' });
  }
  const left =
    Status === 'Active'
      ? await letGo(desk, await desk.sessions.inAccount(as), store, subscription)
      : { LeftShares: [], KeptShares: [] };
  const settlement = { Status: 'Deleted', UpdatedDate: meshTime(desk.now()), UpdatedBy: mesh.arn, note } as const;
  const { documents } = mesh;
  if (await settleIn(documents, desk.subscriptionsTable, subscriptionId, asSeen(subscription), settlement)) return left;
  const found = await ownSubscription(store, 'SubscriberPrincipal', who.accountId, subscriptionId);
  const { UpdatedBy: by = null, UpdatedDate: at = null } = found;
  throw new MeshError('StatusMoved', { subscriptionId, seen: Status, found: found.Status, by, at });
}

async function letGo(
  desk: MeshDesk,
  account: MeshSession,
  store: SubscriptionStore,
  subscription: Subscription,
): Promise<Left> {
  const needed = new Set<string>();
  let needsDatabase = false;
  for await (const read of store.bySubscriber(subscription.SubscriberPrincipal, { status: 'Active' })) {
    if (!read.readable || read.subscription.SubscriptionId === subscription.SubscriptionId) continue;
    for (const arn of sharesOf(read.subscription, desk.meshAccountId)) needed.add(arn);
    needsDatabase ||= read.subscription.DatabaseName === subscription.DatabaseName;
  }
  if (!needsDatabase) await unlink(account, desk.meshAccountId, subscription.DatabaseName);
  const shares = sharesOf(subscription, desk.meshAccountId);
  const LeftShares = shares.filter((arn) => !needed.has(arn));
  await Promise.all(LeftShares.map((arn) => leave(account, arn)));
  return { LeftShares, KeptShares: shares.filter((arn) => needed.has(arn)) };
}

/** Removes the database link, if that is what bears the name. */
async function unlink(account: MeshSession, meshAccountId: string, name: string): Promise<void> {
  const found = await databaseOf(account, name);
  if (found?.TargetDatabase?.CatalogId !== meshAccountId) return;
  await unless('EntityNotFoundException', undefined, () =>
    account.glue.send(new DeleteDatabaseCommand({ Name: name })),
  );
}

/** A share that ended, or was left before, is left. */
async function leave(account: MeshSession, resourceShareArn: string): Promise<void> {
  const over = ['UnknownResourceException', 'InvalidStateTransitionException'];
  await unless(over, undefined, () =>
    account.ram.send(new DisassociateResourceShareCommand({ resourceShareArn, principals: [account.accountId] })),
  );
}
