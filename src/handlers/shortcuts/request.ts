import type { GlobalShortcut, SlackShortcutMiddlewareArgs } from '@slack/bolt';
import { acknowledging } from '../acknowledging.ts';
import { openRequest } from '../asking.ts';
import type { FrontDesk } from '../front-desk.ts';

/** The global shortcut that asks for access. */
export function request(desk: FrontDesk) {
  return async ({ ack, shortcut }: SlackShortcutMiddlewareArgs<GlobalShortcut>): Promise<void> => {
    const who = { userId: shortcut.user.id, triggerId: shortcut.trigger_id };
    await acknowledging(ack, (acked) => openRequest(desk, who, acked));
  };
}
