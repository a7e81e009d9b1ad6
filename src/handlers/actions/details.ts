import { readButtonValue } from '../../blocks/button-value.ts';
import { acknowledging } from '../acknowledging.ts';
import { answering, tellerOf } from '../answering.ts';
import { openDetails } from '../details.ts';
import type { FrontDesk } from '../front-desk.ts';
import type { ButtonClick } from './click.ts';

/** Shows everything about the request of the card. */
export function details(desk: FrontDesk) {
  return async ({ ack, action, body, respond }: ButtonClick): Promise<void> => {
    await acknowledging(ack, (acked) =>
      answering(desk, tellerOf(desk, { body, respond }), async () => {
        const { subscriptionId } = readButtonValue(action.value);
        const who = { userId: body.user.id, channel: body.channel?.id, trigger: body };
        await openDetails(desk, { subscriptionId, ...who }, acked);
      }),
    );
  };
}
