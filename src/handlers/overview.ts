import type { AccountSummary, Counts, Overview } from '../blocks/overview.ts';
import { isOpen, type Subscription } from '../mesh/subscription.ts';
import type { FrontDesk } from './front-desk.ts';
import { awaits, type Book, bookOf, factsOfMany, isOwn, type Part, partOf, undecided } from './part.ts';

/** So many of what somebody asked for are shown; the others are in the list of subscriptions. */
const MOST_ASKED = 5;

/** What the mesh is to this person: what waits for them, what they asked for, their accounts; for admins all accounts. */
export async function overviewOf(desk: FrontDesk, userId: string): Promise<Overview> {
  const part = await partOf(desk, userId);
  const book = await bookOf(desk, part.accounts);
  const [waiting, asked] = await Promise.all([
    undecided(
      desk,
      part,
      book.open.filter((subscription) => awaits(part, subscription)),
    ),
    factsOfMany(desk, part, askedBy(part, book).slice(0, MOST_ASKED)),
  ]);
  const { person, decides, accounts, admins, directory } = part;
  return {
    waiting,
    asked,
    accounts: accounts.map((account): AccountSummary => {
      const { accountId } = account;
      return {
        account,
        decides: decides.includes(account),
        shares: countsOf(book.all.filter(({ OwnerPrincipal }) => OwnerPrincipal === accountId)),
        holds: countsOf(book.all.filter(({ SubscriberPrincipal }) => SubscriberPrincipal === accountId)),
      };
    }),
    admins,
    ...(person.admin && { connections: [...directory.values()] }),
  };
}

/** What the person asked for, and what their accounts asked for and is undecided; what changed last first. */
function askedBy(part: Part, { all }: Book): Subscription[] {
  const mine = new Set(part.accounts.map(({ accountId }) => accountId));
  return all.filter(
    (subscription) => isOwn(part, subscription) || (isOpen(subscription) && mine.has(subscription.SubscriberPrincipal)),
  );
}

function countsOf(subscriptions: readonly Subscription[]): Counts {
  const granted = subscriptions.filter((subscription) => subscription.Status === 'Active' && !isOpen(subscription));
  return {
    waiting: subscriptions.filter(isOpen).length,
    granted: granted.length,
    unimported: granted.filter(({ ImportedToConsumer }) => ImportedToConsumer !== true).length,
  };
}
