import type { Account } from '../mesh/account.ts';
import type { OperationRef } from '../mesh/stores/keys.ts';
import { takeBackAbandoned } from '../mesh/taking-back.ts';
import type { FrontDesk } from './front-desk.ts';
import { onOperation } from './on-operation.ts';
import { heldUntil } from './persist.ts';
import { asError } from './request-state.ts';
import { watchAccounts } from './watch.ts';

/**
 * Finds what no event speaks of any more: operations that were left half way, grants that are to be taken back, messages that are behind, pending requests without a card where it belongs,
 * creations whose end nobody was told, accounts whose people or channel are gone. One that fails does not keep the others from their turn.
 */
export async function sweep(desk: FrontDesk, worker: string): Promise<void> {
  for await (const operation of unfinished(desk)) {
    await attempt(desk, operation.id, () => onOperation(desk, worker, operation));
  }
  for await (const { subscriptionId } of desk.operations.leftOver()) {
    await attempt(desk, subscriptionId, () => takeBackAbandoned(desk, subscriptionId));
  }
  for await (const { id, subject } of desk.arrears.list()) {
    await attempt(desk, id, async () => {
      await (subject === 'products' ? desk.productCards : desk.refresher).now(id);
      await desk.arrears.settle(id, subject);
    });
  }
  for await (const account of desk.directory.list()) {
    if (!account.producer) continue;
    await tellOfCreations(desk, account);
    for await (const read of desk.subscriptions.byOwner(account.accountId, { status: 'Pending' })) {
      const id = read.readable ? read.subscription.SubscriptionId : read.unreadable.SubscriptionId;
      const place = `card#${read.readable ? account.channel : desk.adminChannel}`;
      await attempt(desk, id, async () => {
        const cards = (await desk.messages.of(id)).filter(({ slot, ts }) => slot === place && ts !== undefined);
        const current = cards.filter(({ edition }) => !read.readable || edition === read.subscription.CreationDate);
        if (current.length === 0) await desk.refresher.now(id);
      });
    }
  }
  await attempt(desk, 'accounts', () => watchAccounts(desk));
}

/** So many of an account's latest events are looked at. */
const LATEST_EVENTS = 10;

/** While Slack was out of reach a creation may have ended unseen. */
async function tellOfCreations(desk: FrontDesk, { accountId }: Account): Promise<void> {
  const events = await desk.directory.events(accountId, { most: LATEST_EVENTS });
  const ids = new Set(events.flatMap(({ productsId }) => productsId ?? []));
  for (const id of ids) await attempt(desk, id, () => desk.productCards.now(id));
}

async function* unfinished({ operations, imports, creations }: FrontDesk): AsyncGenerator<OperationRef> {
  for await (const { subscriptionId } of operations.unfinished()) yield { kind: 'decision', id: subscriptionId };
  for await (const { subscriptionId } of imports.unfinished()) yield { kind: 'import', id: subscriptionId };
  for await (const { productsId } of creations.unfinished()) yield { kind: 'creation', id: productsId };
}

async function attempt(desk: FrontDesk, id: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (heldUntil(error) !== null) return;
    desk.logger.error('the sweep met an error', { id, error: asError(error) });
  }
}
