import { readButtonValue } from '../../blocks/button-value.ts';
import { orderImport } from '../../mesh/import.ts';
import { answering, tellerOf } from '../answering.ts';
import type { FrontDesk } from '../front-desk.ts';
import type { ButtonClick } from './click.ts';

/** Imports what was granted: one write, then the click is acknowledged; the notice shows how it goes. */
export function importGranted(desk: FrontDesk) {
  return async ({ ack, action, body, respond }: ButtonClick): Promise<void> => {
    await answering(desk, tellerOf(desk, { body, respond }), async () => {
      const { subscriptionId, requested } = readButtonValue(action.value);
      await orderImport(desk, { subscriptionId, requested }, (subscriber) =>
        desk.people.person(body.user.id, [subscriber]),
      );
    });
    await ack();
  };
}
