import { readButtonValue } from '../../blocks/button-value.ts';
import { answering, tellerOf } from '../answering.ts';
import type { FrontDesk } from '../front-desk.ts';
import type { ButtonClick } from './click.ts';

/** Looks into the lake once more and has the card show it. */
export function checkAgain(desk: FrontDesk) {
  return async ({ ack, action, body, respond }: ButtonClick): Promise<void> => {
    await ack();
    await answering(desk, tellerOf(desk, { body, respond }), async () => {
      await desk.refresher.now(readButtonValue(action.value).subscriptionId);
    });
  };
}
