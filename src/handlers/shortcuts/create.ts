import type { GlobalShortcut, SlackShortcutMiddlewareArgs } from '@slack/bolt';
import { acknowledging } from '../acknowledging.ts';
import { openCreate } from '../creating.ts';
import type { FrontDesk } from '../front-desk.ts';

/** The global shortcut that creates data products. */
export function create(desk: FrontDesk) {
  return async ({ ack, shortcut }: SlackShortcutMiddlewareArgs<GlobalShortcut>): Promise<void> => {
    const who = { userId: shortcut.user.id, triggerId: shortcut.trigger_id };
    await acknowledging(ack, (acked) => openCreate(desk, who, acked));
  };
}
