import { readButtonValue } from '../../blocks/button-value.ts';
import type { DecisionKind } from '../../blocks/decision/about.ts';
import { acknowledging } from '../acknowledging.ts';
import { answering, tellerOf } from '../answering.ts';
import { openDecision as open } from '../decision-modal.ts';
import type { FrontDesk } from '../front-desk.ts';
import type { ButtonClick } from './click.ts';

/** Opens the modal of a decision on the request of the card. */
export function openDecision(desk: FrontDesk, kind: DecisionKind) {
  return async ({ ack, action, body, respond }: ButtonClick): Promise<void> => {
    await acknowledging(ack, (acked) =>
      answering(desk, tellerOf(desk, { body, respond }), async () => {
        const { subscriptionId, requested } = readButtonValue(action.value);
        await open(desk, { kind, subscriptionId, requested, userId: body.user.id, trigger: body }, acked);
      }),
    );
  };
}
