import { setTimeout as wait } from 'node:timers/promises';
import type { About } from '../blocks/decision/about.ts';
import type { Entered } from '../blocks/decision/entered.ts';
import { problemErrors, readChoices } from '../blocks/decision/view.ts';
import type { Piece } from '../blocks/rich.ts';
import { NO_REASON } from '../blocks/sentences.ts';
import type { Problem } from '../mesh/choices.ts';
import { takeDecision } from '../mesh/decision.ts';
import type { Order } from '../mesh/order.ts';
import type { Subscription } from '../mesh/subscription.ts';
import { explain } from './answering.ts';
import { orderDigest, orderOf, preview, weighed } from './decision-modal.ts';
import type { FrontDesk } from './front-desk.ts';
import { plainly } from './plainly.ts';

/** Slack waits three seconds for the answer to a submission: so long the lake is read for what moved, in milliseconds. */
const LOOK_MS = 1_000;

/** A submitted decision modal. */
export interface Submission {
  about: About;
  entered: Entered;
  userId: string;
  blocks: readonly { block_id?: string }[];
}

/** Why a submission was not taken: beside fields, by block id; and above the difference, where it has to be looked at again. */
export interface Refused {
  errors: Record<string, string>;
  notice?: Piece[];
}

const UNSEEN: Piece[] = ['The difference that was shown was of other choices. Look at the one below and decide again.'];
const MOVED: Piece[] = [
  'What is granted has changed since this was opened. Look at the new difference and decide again.',
];
const SLOW: Piece[] = ['The catalog is still being read, and nothing was changed. Try again in a moment.'];

/**
 * Takes the decision that was submitted, with the plan that was shown, or says why not; null: it is taken. What moved meanwhile is
 * said where the lake answers in time; else the operation finds it, and grants nothing.
 */
export async function submitDecision(desk: FrontDesk, submission: Submission): Promise<Refused | null> {
  const { about, userId, blocks } = submission;
  try {
    const { subscription, bytes } = await weighed(desk, about, userId);
    const deadline = wait(LOOK_MS, undefined, { ref: false });
    const order = await orderedBy(desk, submission, subscription, deadline);
    if (order === null) return refusal(desk, SLOW, submission);
    if (Array.isArray(order)) return { errors: problemErrors(order, blocks) };
    const seen = await before(deadline, preview(desk, { subscription, bytes }, order, `slack-${userId}`));
    if (seen && 'trouble' in seen) return refusal(desk, seen.trouble, submission);
    const shown = about.planHash !== '' && orderDigest(order) === about.orderDigest;
    const amiss = seen && 'problems' in seen ? seen.problems : [];
    const problems = [...amiss, ...withoutReason(order)];
    if (problems.length > 0)
      return { errors: problemErrors(problems, blocks), ...(shown && amiss.length > 0 && { notice: MOVED }) };
    if (!shown) return refusal(desk, UNSEEN, submission);
    if (seen && 'outlook' in seen && seen.outlook.plan.hash !== about.planHash) return refusal(desk, MOVED, submission);
    const { kind: _, orderDigest: __, ...wish } = about;
    await takeDecision(desk, { ...wish, order }, (...accounts) => desk.people.person(userId, accounts));
    return null;
  } catch (error) {
    return refusal(desk, explain(desk, error), submission);
  }
}

/** The order that was submitted, or the problems of it; null: what could be chosen is not known in time. */
async function orderedBy(
  desk: FrontDesk,
  { about, entered, userId }: Submission,
  subscription: Subscription,
  deadline: Promise<undefined>,
): Promise<Order | Problem[] | null> {
  const offers = await desk.offers();
  const offer = await before(deadline, offers.of(about.kind, subscription, `slack-${userId}`));
  return offer === undefined ? null : orderOf(about.kind, readChoices(entered, offer), offer);
}

/** Who takes away says why. */
function withoutReason(order: Order): Problem[] {
  return order.kind === 'approve' || order.notes ? [] : [{ at: 'notes', sentence: NO_REASON }];
}

/** Beside the note, in plain words, and above the difference with the people mentioned. */
async function refusal(desk: FrontDesk, notice: Piece[], { userId, blocks }: Submission): Promise<Refused> {
  const sentence = await plainly(desk, notice, userId);
  return { errors: problemErrors([{ at: 'notes', sentence }], blocks), notice };
}

/** What the work answers; undefined if the deadline is sooner. Rejects when the work fails in time. */
async function before<T>(deadline: Promise<undefined>, work: Promise<T>): Promise<T | undefined> {
  return Promise.race([work, deadline]);
}
