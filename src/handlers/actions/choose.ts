import type { BlockAction, SlackActionMiddlewareArgs } from '@slack/bolt';
import { readDecisionView } from '../../blocks/decision/view.ts';
import { drawDecision } from '../decision-modal.ts';
import type { FrontDesk } from '../front-desk.ts';

/** Something was chosen in the modal of a decision: it shows what that would change. */
export function choose(desk: FrontDesk) {
  return async ({ ack, body }: SlackActionMiddlewareArgs<BlockAction>): Promise<void> => {
    await ack();
    const { view, user } = body;
    if (view === undefined) return;
    const draft = { ...readDecisionView(view), userId: user.id };
    await desk.redraw(view, () => drawDecision(desk, draft));
  };
}
