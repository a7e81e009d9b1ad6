import { readButtonValue } from '../../blocks/button-value.ts';
import { answering, tellerOf } from '../answering.ts';
import { openDenial } from '../denial.ts';
import type { FrontDesk } from '../front-desk.ts';
import type { ButtonClick } from './click.ts';

/** Opens the modal that asks for the reason, for who may deny. */
export function deny(desk: FrontDesk) {
  return async ({ ack, action, body, respond }: ButtonClick): Promise<void> => {
    await answering(desk, tellerOf(desk, { body, respond }), async () => {
      const { subscriptionId, requested } = readButtonValue(action.value);
      await openDenial(desk, { subscriptionId, requested, userId: body.user.id, trigger: body });
    });
    await ack();
  };
}
