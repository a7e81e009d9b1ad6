import type { SlackViewMiddlewareArgs, ViewSubmitAction } from '@slack/bolt';
import { readDecisionView } from '../../blocks/decision/view.ts';
import { drawDecision } from '../decision-modal.ts';
import { submitDecision } from '../decision-submission.ts';
import type { FrontDesk } from '../front-desk.ts';

/** Takes the decision of the modal; what stands in the way is said beside the field, and what was entered is kept. */
export function decide(desk: FrontDesk) {
  return async ({ ack, body, view }: SlackViewMiddlewareArgs<ViewSubmitAction>): Promise<void> => {
    const draft = { ...readDecisionView(view), userId: body.user.id };
    const refused = await submitDecision(desk, { ...draft, blocks: view.blocks });
    // Details below it, if it was opened from there, are out of date now.
    if (refused === null) return ack({ response_action: 'clear' });
    await ack({ response_action: 'errors', errors: refused.errors });
    const { notice } = refused;
    if (notice !== undefined) await desk.redraw(view, () => drawDecision(desk, { ...draft, notice }));
  };
}
