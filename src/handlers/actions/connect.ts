import { acknowledging } from '../acknowledging.ts';
import { answering, tellerOf } from '../answering.ts';
import { openConnect } from '../connecting.ts';
import type { FrontDesk } from '../front-desk.ts';
import type { ButtonClick } from './click.ts';

/** Opens the modal that connects the account of the button, edits its connection, or asks for one. */
export function connect(desk: FrontDesk) {
  return async ({ ack, action, body, respond }: ButtonClick): Promise<void> => {
    await acknowledging(ack, () =>
      answering(desk, tellerOf(desk, { body, respond }), () =>
        openConnect(desk, body.user.id, body, action.value ?? ''),
      ),
    );
  };
}
