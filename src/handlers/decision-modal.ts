import type { ModalView } from '@slack/types';
import type { About, DecisionKind } from '../blocks/decision/about.ts';
import type { Entered } from '../blocks/decision/entered.ts';
import {
  type DecisionView,
  decisionLoadingView,
  decisionTroubleView,
  decisionView,
  readChoices,
} from '../blocks/decision/view.ts';
import type { Piece } from '../blocks/rich.ts';
import type { Choices, Problem } from '../mesh/choices.ts';
import { weigh } from '../mesh/decision.ts';
import { isMeshError, MeshError } from '../mesh/errors.ts';
import { changesOf } from '../mesh/granted.ts';
import { nothingToGrant } from '../mesh/left-out.ts';
import type { Offer } from '../mesh/offer.ts';
import { grantStanding } from '../mesh/operation.ts';
import type { Order } from '../mesh/order.ts';
import { lookAt } from '../mesh/outlook.ts';
import { phaseOf } from '../mesh/phase.ts';
import type { Outlook } from '../mesh/plan.ts';
import { hasRoom } from '../mesh/stores/item-size.ts';
import { isOpen, type Subscription } from '../mesh/subscription.ts';
import { explain } from './answering.ts';
import type { FrontDesk } from './front-desk.ts';
import { showModal, type Trigger } from './modals.ts';
import { digest, readState } from './request-state.ts';

/** Who wants to decide what on which request, and what they clicked or typed. */
export interface DecisionWish {
  kind: DecisionKind;
  subscriptionId: string;
  /** CreationDate of the request on whose card it was clicked. */
  requested?: string;
  userId: string;
  trigger: Trigger;
}

/**
 * Opens the modal of a decision for who may take it: a loading view at once (`opened`), filled when the lake has been read.
 * Throws what `weigh` throws, and WrongStatus where there is nothing to change or to revoke.
 */
export async function openDecision(desk: FrontDesk, wish: DecisionWish, opened: () => Promise<void>): Promise<void> {
  const { kind, subscriptionId, userId, trigger } = wish;
  const { subscription, previous } = await weighed(desk, { ...wish, overturns: kind === 'approve' }, userId);
  const granted = kind === 'revoke' && previous && grantStanding(previous);
  if (kind !== 'approve' && !granted && (isOpen(subscription) || subscription.Status !== 'Active')) {
    const status = isOpen(subscription) ? 'Pending' : subscription.Status;
    throw new MeshError('WrongStatus', { subscriptionId, status, action: kind });
  }
  const overturns = phaseOf(subscription, previous).is === 'denied';
  const requested = subscription.CreationDate;
  const about = { kind, subscriptionId, requested, overturns, planHash: '', orderDigest: '' };
  const { view } = await showModal(desk.slack, trigger, decisionLoadingView(kind));
  await opened();
  if (view?.id === undefined) throw new TypeError('Slack opened a view without saying which');
  await desk.redraw({ id: view.id, hash: view.hash }, () =>
    drawDecision(desk, { about, userId }).catch((error: unknown) => decisionTroubleView(kind, explain(desk, error))),
  );
}

/** What a decision modal is drawn from, as it was sent, or as it is opened. */
export interface Draft {
  about: About;
  userId: string;
  /** Absent: nobody has chosen anything yet. */
  entered?: Entered;
  notice?: Piece[];
}

/** The modal with what its choices would change now, and what stands in the way of deciding by now. Throws SubscriptionNotFound and AWS's and DynamoDB's errors. */
export async function drawDecision(desk: FrontDesk, { about, userId, entered, notice }: Draft): Promise<ModalView> {
  const { kind, subscriptionId } = about;
  const state = await readState(desk, subscriptionId);
  if (state.is !== 'request') throw new MeshError('SubscriptionNotFound', { subscriptionId });
  const { facts } = state;
  const { subscription } = facts;
  const obstacle = entered && (await inTheWay(desk, about, userId));
  if (isMeshError(obstacle, 'NotAllowed')) return decisionTroubleView(kind, explain(desk, obstacle));
  const actor = `slack-${userId}`;
  const offers = await desk.offers();
  const offer = await (entered === undefined ? offers.read : offers.of)(kind, subscription, actor);
  const choices = entered === undefined ? await firstChoices(kind, subscription, offer) : readChoices(entered, offer);
  const order = await orderOf(kind, choices, offer);
  const said = notice ?? (obstacle === undefined ? undefined : explain(desk, obstacle));
  const drawn = { facts, offer, choices, ...(said && { notice: said }) };
  const nothing = { ...about, planHash: '', orderDigest: '' };
  const show = (shown: DecisionView['shown']) => decisionView({ ...drawn, about: nothing, shown });
  if (Array.isArray(order)) return show({ problems: order });
  const seen = await preview(desk, { subscription, bytes: facts.recordBytes ?? 0 }, order, actor);
  if ('problems' in seen) return show({ problems: seen.problems });
  if ('trouble' in seen) return show({ trouble: seen.trouble });
  const { outlook } = seen;
  const looked = { ...about, planHash: outlook.plan.hash, orderDigest: orderDigest(order) };
  const shown = { changes: changesOf(outlook), leftOut: outlook.leftOut, holders: outlook.holders };
  return decisionView({ ...drawn, about: looked, shown });
}

/** What `weigh` answers to this person. */
export function weighed(
  desk: FrontDesk,
  wish: Pick<About, 'kind' | 'subscriptionId' | 'overturns'> & { requested?: string },
  userId: string,
) {
  return weigh(desk, wish, (...accounts) => desk.people.person(userId, accounts));
}

/** Why the person cannot decide any more; undefined: they can. */
async function inTheWay(desk: FrontDesk, about: About, userId: string): Promise<unknown> {
  try {
    await weighed(desk, about, userId);
    return undefined;
  } catch (error) {
    return error;
  }
}

/** The order that the choices come to, or what stands in its way. */
export async function orderOf(kind: DecisionKind, choices: Choices, offer: Offer): Promise<Order | Problem[]> {
  // Loaded when somebody chooses: most of what people do needs no choice.
  const { approvalOf, changeOf, revocationOf } = await import('../mesh/choices.ts');
  if (kind === 'revoke') return revocationOf(choices);
  const chosen = kind === 'approve' ? approvalOf(choices, offer) : changeOf(choices);
  return chosen.problems ?? chosen.order;
}

/** The same digest means the same order, whatever is noted. */
export function orderDigest({ notes: _, ...order }: Order): string {
  return digest(order);
}

/** What somebody who gives the order would change, or why it cannot be given. */
export async function preview(
  desk: FrontDesk,
  { subscription, bytes }: { subscription: Subscription; bytes: number },
  order: Order,
  actor: string,
): Promise<{ outlook: Outlook } | { problems: Problem[] } | { trouble: Piece[] }> {
  try {
    const outlook = await lookAt(desk.mesh, subscription, order, actor, { tags: false });
    const problems = changesNothing(subscription, order, outlook) ? [NO_CHANGE] : [];
    checkGrantable(subscription, order, outlook);
    checkRoom(subscription, bytes, order, outlook);
    return problems.length > 0 ? { problems } : { outlook };
  } catch (error) {
    if (isMeshError(error, 'InvalidParameter')) return { problems: [problemOf(error)] };
    return { trouble: explain(desk, error) };
  }
}

const NO_CHANGE: Problem = { at: 'permissions', sentence: 'This is what is granted now: tick or untick something.' };

async function firstChoices(kind: DecisionKind, subscription: Subscription, offer: Offer): Promise<Choices> {
  const { firstApproval, firstChange } = await import('../mesh/choices.ts');
  return kind === 'approve' ? firstApproval(subscription, offer) : firstChange(subscription);
}

function changesNothing(subscription: Subscription, order: Order, { plan }: Outlook): boolean {
  if (order.kind !== 'change' || plan.grant.length + plan.revoke.length > 0) return false;
  const same = (left: readonly string[] | undefined, right: readonly string[] | undefined) =>
    [...(left ?? [])].sort().join() === [...(right ?? [])].sort().join();
  const permissions = [...new Set([...order.grantPermissions, 'DESCRIBE'])];
  return (
    same(permissions, subscription.PermittedGrants) && same(order.grantablePermissions, subscription.GrantableGrants)
  );
}

/** What the operation would refuse, said before it is ordered. Throws ForeignTables, NothingToGrant. */
function checkGrantable(subscription: Subscription, order: Order, { tables, leftOut }: Outlook): void {
  if (order.kind === 'revoke' || order.kind === 'deny') return;
  const { SubscriptionId: subscriptionId, OwnerPrincipal: owner, TableName = [] } = subscription;
  const named = new Set(TableName.map((name) => name.toLowerCase()));
  const foreign = leftOut.filter(({ asked, reason }) => reason === 'foreign' && named.has(asked));
  if (foreign.length > 0) {
    const others = foreign.map(({ asked }) => ({ table: asked, owner: null }));
    throw new MeshError('ForeignTables', { subscriptionId, owner, tables: others });
  }
  if (tables.length === 0) throw nothingToGrant(subscriptionId, leftOut);
}

/** Throws RecordFull. */
function checkRoom({ SubscriptionId: subscriptionId }: Subscription, bytes: number, order: Order, { grows }: Outlook) {
  if (order.kind === 'revoke' || order.kind === 'deny' || hasRoom(bytes, grows)) return;
  throw new MeshError('RecordFull', { subscriptionId });
}

/** The core names the parameter of the order; the modal has a field for it. */
function problemOf({ details }: MeshError<'InvalidParameter'>): Problem {
  const [parameter = ''] = details.parameter.split(/[.[]/);
  const at = (
    { tables: 'tables', columns: 'columns', rowFilters: 'rowFilter', grantPermissions: 'permissions' } as const
  )[parameter];
  return { at: at ?? 'notes', sentence: `${details.parameter} has to be ${details.expected}.` };
}
