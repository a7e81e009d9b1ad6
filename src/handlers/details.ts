import { detailsErrorView, detailsView, loadingView } from '../blocks/details-view.ts';
import type { RequestFacts } from '../blocks/facts.ts';
import { authorityOf, speaksFor } from '../mesh/authority.ts';
import { MeshError } from '../mesh/errors.ts';
import { explain } from './answering.ts';
import type { FrontDesk } from './front-desk.ts';
import { fillModal, showModal, type Trigger } from './modals.ts';
import { look, type Look as Seen, withLook } from './request-state.ts';
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
  const ownersSide = owner !== undefined && (speaksFor(person, owner) || owner.channel === wish.channel);
  const shown = ownersSide || person.admin ? { look: seen, hidden: 0 } : await withoutHidden(desk, userId, facts, seen);
  return detailsView(withLook(facts, shown.look), history, { decides: allowed, hidden: shown.hidden });
}

/**
 * Whoever asks may name any table, and patterns for all of them: on the subscriber's side is shown what of the mesh these people see
 * anyway, and what is held.
 */
async function withoutHidden(
  desk: FrontDesk,
  userId: string,
  { subscription }: RequestFacts,
  { outlook, ...rest }: Seen,
) {
  if (outlook === undefined) return { look: rest, hidden: 0 };
  const [{ partOf }, { visibleTables }] = await Promise.all([import('./part.ts'), import('./asking.ts')]);
  const visible = await visibleTables(desk, await partOf(desk, userId));
  const { DatabaseName, TableName = [] } = subscription;
  const inDatabase = visible.filter(({ databaseName }) => databaseName === DatabaseName);
  const known = new Set(inDatabase.map(({ name }) => name));
  const asked = new Set(TableName.map((name) => name.toLowerCase()));
  const tables = outlook.tables.filter(({ name, held }) => known.has(name) || held.permissions.length > 0);
  const leftOut = outlook.leftOut.filter(({ asked: name }) => asked.has(name.toLowerCase()));
  return { look: { ...rest, outlook: { ...outlook, tables, leftOut } }, hidden: outlook.tables.length - tables.length };
}
