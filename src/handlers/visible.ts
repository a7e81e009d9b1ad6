import { speaksFor } from '../mesh/authority.ts';
import { MeshError } from '../mesh/errors.ts';
import { subscriptionIdInput } from '../mesh/input.ts';
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
 * one of its accounts. Whoever else asks is told the same as if there were none. Throws SubscriptionNotFound.
 */
export async function visibleRequest(
  desk: FrontDesk,
  { subscriptionId, userId, channel }: Look,
): Promise<Exclude<RequestState, { is: 'removed' }>> {
  const nothing = new MeshError('SubscriptionNotFound', { subscriptionId });
  if (!subscriptionIdInput.safeParse(subscriptionId).success) throw nothing;
  const state = await readState(desk, subscriptionId);
  if (state.is === 'removed') throw nothing;
  const { owner, subscriber } = state.is === 'request' ? state.facts : {};
  const person = await desk.people.person(userId, [owner, subscriber]);
  const parties = [owner, subscriber].filter((account) => account !== undefined);
  const takesPart = parties.some((account) => speaksFor(person, account) || account.channel === channel);
  if (person.standing !== 'member' || !(takesPart || person.admin)) throw nothing;
  return state;
}
