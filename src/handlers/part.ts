import type { RequestFacts } from '../blocks/facts.ts';
import type { Admitting } from '../blocks/list-words.ts';
import type { Account } from '../mesh/account.ts';
import { isApprover, type Person, speaksFor } from '../mesh/authority.ts';
import { asOwned } from '../mesh/operation.ts';
import { isOpen, type Subscription, slackUserOf } from '../mesh/subscription.ts';
import type { FrontDesk } from './front-desk.ts';
import { factsFrom } from './request-state.ts';

/** A person, and the accounts they have a part in. */
export interface Part {
  person: Person;
  /** Every connected account, by its id. */
  directory: ReadonlyMap<string, Account>;
  /** Those they decide for. */
  decides: Account[];
  /** Those they speak for: decide for, or ask for. */
  accounts: Account[];
  admins: Admitting;
}

/** Who somebody is to the mesh: one look into the directory, and into Slack. Only full members have a part in anything. */
export async function partOf(desk: FrontDesk, userId: string): Promise<Part> {
  const all: Account[] = [];
  for await (const account of desk.directory.list()) all.push(account);
  const person = await desk.people.person(userId, all);
  const member = person.standing === 'member';
  return {
    person,
    directory: new Map(all.map((account) => [account.accountId, account])),
    decides: all.filter((account) => isApprover(person, account)),
    admins: person.admin ? 'themselves' : member ? desk.admins : undefined,
    accounts: member ? all.filter((account) => speaksFor(person, account)) : [],
  };
}

/** What the records say of a person's accounts; a report, and never a decision. */
export interface Book {
  /** The oldest first. */
  open: Subscription[];
  /** Every record, the one that changed last first. */
  all: Subscription[];
}

/** Every record that these accounts own or hold: a call a megabyte, account and side. Unreadable ones are left to the admins. */
export async function bookOf(desk: FrontDesk, accounts: readonly Account[]): Promise<Book> {
  const found = new Map<string, Subscription>();
  const { byOwner, bySubscriber } = desk.subscriptions;
  await Promise.all(
    accounts.flatMap(({ accountId }) =>
      [byOwner(accountId), bySubscriber(accountId)].map(async (records) => {
        for await (const read of records) {
          if (read.readable) found.set(read.subscription.SubscriptionId, read.subscription);
        }
      }),
    ),
  );
  const all = [...found.values()].sort((a, b) => compare(changedAt(b), changedAt(a)));
  const open = all.filter(isOpen).sort((a, b) => compare(a.CreationDate, b.CreationDate));
  return { open, all };
}

/** Requests with the decisions on them, and who asked: two calls a hundred. */
export async function factsOfMany(
  desk: FrontDesk,
  { directory }: Pick<Part, 'directory'>,
  subscriptions: readonly Subscription[],
): Promise<RequestFacts[]> {
  const [operations, askers] = await Promise.all([
    desk.operations.many(subscriptions.map(({ SubscriptionId }) => SubscriptionId)),
    desk.askers().then((store) => store.many(subscriptions)),
  ]);
  return subscriptions.map((record) => {
    const operation = operations.get(record.SubscriptionId);
    const subscription = asOwned(record, operation);
    return factsFrom({
      subscription,
      operation,
      owner: directory.get(subscription.OwnerPrincipal),
      subscriber: directory.get(subscription.SubscriberPrincipal),
      asker: askers.get(subscription.SubscriptionId) ?? null,
    });
  });
}

/** The open requests that nobody has decided on yet, as the book has them: by Meshdesk's own table, not by the record alone. */
export async function undecided(
  desk: FrontDesk,
  part: Pick<Part, 'directory'>,
  open: readonly Subscription[],
): Promise<RequestFacts[]> {
  const facts = await factsOfMany(desk, part, open);
  return facts.filter(({ phase }) => phase.is === 'open');
}

/** Whether the person decides on the request: they are an approver of its owner. */
export function awaits({ decides }: Part, subscription: Subscription): boolean {
  return decides.some(({ accountId }) => accountId === subscription.OwnerPrincipal);
}

/** Whether the person asked for it through Meshdesk, as the record says: enough to list it among theirs. */
export function isOwn({ person }: Part, subscription: Subscription): boolean {
  return slackUserOf(subscription.CreatedBy) === person.userId;
}

function changedAt({ UpdatedDate, CreationDate }: Subscription): string {
  return UpdatedDate === undefined || UpdatedDate < CreationDate ? CreationDate : UpdatedDate;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
