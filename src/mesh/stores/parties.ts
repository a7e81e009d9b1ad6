import type { Account } from '../account.ts';
import type { Subscription } from '../subscription.ts';
import { accountOf } from './directory.ts';
import { keys } from './keys.ts';
import type { Reads } from './reads.ts';

/** Whose a request is. */
export interface Parties {
  owner: Account | undefined;
  subscriber: Account | undefined;
  /** Slack user id; null: it was not asked through Meshdesk, whatever the record says. */
  asker: string | null;
}

/** What Meshdesk's own table says of a request's parties, in one consistent call: cards are drawn by the thousand. */
export function partiesOf(reads: Reads, table: string) {
  return async (subscription: Subscription): Promise<Parties> => {
    const { SubscriptionId, CreationDate, OwnerPrincipal, SubscriberPrincipal } = subscription;
    // DynamoDB refuses to be asked for the same item twice.
    const accounts = [...new Set([OwnerPrincipal, SubscriberPrincipal])].map(keys.account);
    const asking = keys.asker(SubscriptionId, CreationDate);
    const items = await reads(table, [...accounts, asking]);
    const account = (accountId: string) => {
      const found = items.find(({ pk }) => pk === keys.account(accountId).pk);
      return found && accountOf(found);
    };
    const userId = items.find(({ sk }) => sk === asking.sk)?.userId;
    return {
      owner: account(OwnerPrincipal),
      subscriber: account(SubscriberPrincipal),
      asker: typeof userId === 'string' ? userId : null,
    };
  };
}
