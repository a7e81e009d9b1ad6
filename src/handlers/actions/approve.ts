import { readButtonValue } from '../../blocks/button-value.ts';
import { takeDecision } from '../../mesh/decision.ts';
import { answering, inView, tellerOf } from '../answering.ts';
import type { FrontDesk } from '../front-desk.ts';
import type { ButtonClick } from './click.ts';

/** Approves as asked: one write, then the click is acknowledged; the rest is the operation's. */
export function approve(desk: FrontDesk) {
  return async ({ ack, action, body, respond }: ButtonClick): Promise<void> => {
    await answering(desk, tellerOf(desk, { body, respond }), async () => {
      const { subscriptionId, requested, planHash } = readButtonValue(action.value);
      await takeDecision(
        desk,
        { subscriptionId, requested, order: { kind: 'approve' }, ...(planHash !== undefined && { planHash }) },
        (...accounts) => desk.people.person(body.user.id, accounts),
      );
      await inView(desk, body.view?.id, ['You approved it. The card in the channel shows how it goes.']);
    });
    await ack();
  };
}
