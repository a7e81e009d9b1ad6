import { detailsErrorView, detailsView, loadingView } from '../blocks/details-view.ts';
import { authorityOf } from '../mesh/authority.ts';
import { MeshError } from '../mesh/errors.ts';
import { explain } from './answering.ts';
import type { FrontDesk } from './front-desk.ts';
import { fillModal, showModal, type Trigger } from './modals.ts';
import { look, withLook } from './request-state.ts';
import { type Look, visibleRequest } from './visible.ts';

/** Whose details are asked for, by whom, and what they clicked or typed. */
export interface DetailsWish extends Look {
  trigger: Trigger;
}

/** Opens a loading view at once, says so (`opened`), and fills it when the catalog has been read. */
export async function openDetails(desk: FrontDesk, wish: DetailsWish, opened: () => Promise<void>): Promise<void> {
  const { view } = await showModal(desk.slack, wish.trigger, loadingView());
  await opened();
  const filled = await detailsOf(desk, wish).catch((error: unknown) => detailsErrorView(explain(desk, error)));
  await fillModal(desk.slack, view?.id, filled);
}

async function detailsOf(desk: FrontDesk, wish: DetailsWish) {
  const { subscriptionId, userId } = wish;
  const state = await visibleRequest(desk, wish);
  if (state.is === 'unreadable') {
    throw new MeshError('SubscriptionUnreadable', { subscriptionId, problems: state.unreadable.problems });
  }
  const { facts } = state;
  const { subscription, owner, subscriber } = facts;
  const [seen, history, person] = await Promise.all([
    look(desk, subscription, { actor: `slack-${userId}` }),
    desk.operations.history(subscriptionId),
    desk.people.person(userId, [owner, subscriber]),
  ]);
  const requestedBy = 'slackUser' in facts.requester ? facts.requester.slackUser : null;
  const request = { requestedBy, subscriber };
  const { allowed } = authorityOf({ person, action: 'approve', account: owner, request });
  return detailsView(withLook(facts, seen), history, { decides: allowed });
}
