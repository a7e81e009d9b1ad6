import type { SlackViewMiddlewareArgs, ViewSubmitAction } from '@slack/bolt';
import { DENY_REASON_BLOCK, readDenyView } from '../../blocks/deny-view.ts';
import { NO_REASON } from '../../blocks/sentences.ts';
import { takeDecision } from '../../mesh/decision.ts';
import { explain } from '../answering.ts';
import type { FrontDesk } from '../front-desk.ts';
import { plainly } from '../plainly.ts';

/** Denies with the reason that was typed; what stands in the way is said beside the field, and what was typed is kept. */
export function deny(desk: FrontDesk) {
  return async ({ ack, body, view }: SlackViewMiddlewareArgs<ViewSubmitAction>): Promise<void> => {
    try {
      const { about, reason } = readDenyView(view);
      const { subscriptionId, requested } = about;
      if (reason === '') return await ack({ response_action: 'errors', errors: { [DENY_REASON_BLOCK]: NO_REASON } });
      await takeDecision(desk, { subscriptionId, requested, order: { kind: 'deny', notes: reason } }, (...accounts) =>
        desk.people.person(body.user.id, accounts),
      );
    } catch (error) {
      const errors = { [DENY_REASON_BLOCK]: await plainly(desk, explain(desk, error), body.user.id) };
      await ack({ response_action: 'errors', errors });
      return;
    }
    // The details below it, if it was opened from there, are out of date now.
    await ack({ response_action: 'clear' });
  };
}
