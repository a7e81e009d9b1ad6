import type { SlackEventMiddlewareArgs } from '@slack/bolt';
import type { FrontDesk } from '../front-desk.ts';
import { openHome } from '../home.ts';

/** Fills the Home tab of whoever opens it. */
export function appHomeOpened(desk: FrontDesk) {
  return async ({ event }: SlackEventMiddlewareArgs<'app_home_opened'>): Promise<void> => {
    if (event.tab === 'home') await openHome(desk, event.user);
  };
}
