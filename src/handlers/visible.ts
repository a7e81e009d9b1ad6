import type { Account } from '../mesh/account.ts';
import { speaksFor } from '../mesh/authority.ts';
import { MeshError } from '../mesh/errors.ts';
import { subscriptionIdInput } from '../mesh/input.ts';
import type { HistoryEvent } from '../mesh/stores/operations.ts';
import type { FrontDesk } from './front-desk.ts';
import { type RequestState, readState } from './request-state.ts';

/** Who wants to see which request, and where they clicked or typed. */
export interface Look {
  subscriptionId: string;
  userId: string;
  channel: string | undefined;
}

/**
 * The request, for somebody who may see it: who speaks for one of its accounts, an admin, or a member who asks in a channel of
 * one of its accounts. Any other member is told the same as if there were none; who is no member is refused before anything is
 * looked up. Throws NotAllowed, SubscriptionNotFound.
 */
export async function visibleRequest(desk: FrontDesk, asked: Look): Promise<Exclude<RequestState, { is: 'removed' }>> {
  const state = await readAny(desk, asked);
  if (state.is === 'removed') throw noneOf(asked);
  if (!(await mayLook(desk, asked, partiesOf(state)))) throw noneOf(asked);
  return state;
}

/** What happened to the request, the oldest first, for somebody who may see it; also when its record is removed. Throws as `visibleRequest`. */
export async function visibleHistory(desk: FrontDesk, asked: Look): Promise<HistoryEvent[]> {
  const { subscriptionId } = asked;
  const state = await readAny(desk, asked);
  const parties = state.is === 'removed' ? await formerParties(desk, subscriptionId) : partiesOf(state);
  if (!(await mayLook(desk, asked, parties))) throw noneOf(asked);
  const events = await desk.operations.history(subscriptionId);
  if (state.is === 'removed' && events.length === 0) throw noneOf(asked);
  return events;
}

function partiesOf(state: Exclude<RequestState, { is: 'removed' }>): (Account | undefined)[] {
  return state.is === 'request' ? [state.facts.owner, state.facts.subscriber] : [];
}

/** Whose request it was, by the last decision on it. */
async function formerParties(desk: FrontDesk, subscriptionId: string): Promise<(Account | undefined)[]> {
  const { accounts = [] } = (await desk.operations.get(subscriptionId)) ?? {};
  return Promise.all(accounts.map((accountId) => desk.directory.get(accountId)));
}

/** The request, for a full member; whether they may see it is for `mayLook` to say. */
async function readAny(desk: FrontDesk, asked: Look): Promise<RequestState> {
  const { standing } = await desk.people.person(asked.userId, []);
  if (standing !== 'member') {
    throw new MeshError('NotAllowed', { action: 'see', reason: 'no-member', accountId: null, who: [], groups: [] });
  }
  if (!subscriptionIdInput.safeParse(asked.subscriptionId).success) throw noneOf(asked);
  return readState(desk, asked.subscriptionId);
}

function noneOf({ subscriptionId }: Look) {
  return new MeshError('SubscriptionNotFound', { subscriptionId });
}

async function mayLook(
  desk: FrontDesk,
  { userId, channel }: Look,
  accounts: readonly (Account | undefined)[],
): Promise<boolean> {
  const person = await desk.people.person(userId, accounts);
  const parties = accounts.filter((account) => account !== undefined);
  return person.admin || parties.some((account) => speaksFor(person, account) || account.channel === channel);
}
