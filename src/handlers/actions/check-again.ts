import { readButtonValue } from '../../blocks/button-value.ts';
import { answering, tellerOf } from '../answering.ts';
import type { FrontDesk } from '../front-desk.ts';
import { visibleRequest } from '../visible.ts';
import type { ButtonClick } from './click.ts';

/** Looks into the lake once more and has the card show it, for who may see the request. */
export function checkAgain(desk: FrontDesk) {
  return async ({ ack, action, body, respond }: ButtonClick): Promise<void> => {
    await ack();
    await answering(desk, tellerOf(desk, { body, respond }), async () => {
      const { subscriptionId } = readButtonValue(action.value);
      await visibleRequest(desk, { subscriptionId, userId: body.user.id, channel: body.channel?.id });
      await desk.refresher.now(subscriptionId);
    });
  };
}
