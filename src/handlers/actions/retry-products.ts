import { retryProducts as retryCreation } from '../../mesh/creation.ts';
import { answering, tellerOf } from '../answering.ts';
import type { FrontDesk } from '../front-desk.ts';
import type { ButtonClick } from './click.ts';

/** Has what failed of a creation of data products done once more; what is there already stays. */
export function retryProducts(desk: FrontDesk) {
  return async ({ ack, action, body, respond }: ButtonClick): Promise<void> => {
    await answering(desk, tellerOf(desk, { body, respond }), async () => {
      await retryCreation(desk, action.value ?? '', (account) => desk.people.person(body.user.id, [account]));
    });
    await ack();
  };
}
