import { acknowledging } from '../acknowledging.ts';
import { openRequest } from '../asking.ts';
import { openCreate } from '../creating.ts';
import type { FrontDesk } from '../front-desk.ts';
import type { ButtonClick } from './click.ts';

/** The buttons of menu and Home tab that begin what needs no request: create data products, ask for access. */
function opening(open: typeof openCreate) {
  return (desk: FrontDesk) =>
    async ({ ack, body }: ButtonClick): Promise<void> => {
      const who = { userId: body.user.id, triggerId: body.trigger_id };
      await acknowledging(ack, (acked) => open(desk, who, acked));
    };
}

export const createProducts = opening(openCreate);
export const requestAccess = opening(openRequest);
