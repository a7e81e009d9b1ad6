import type { SlackOptionsMiddlewareArgs } from '@slack/bolt';
import { groupOption } from '../../blocks/connect-view.ts';
import { requireAdmin } from '../admin.ts';
import { groupNames } from '../connecting.ts';
import type { FrontDesk } from '../front-desk.ts';
import { asError } from '../request-state.ts';

/** Slack takes so many options. */
const MOST = 100;

/** The user groups that fit what is typed, for an admin. */
export function userGroups(desk: FrontDesk) {
  return async ({ ack, body, options }: SlackOptionsMiddlewareArgs<'block_suggestion'>): Promise<void> => {
    try {
      await requireAdmin(desk, body.user.id, null);
      const groups = await groupNames(desk, options.value);
      await ack({ options: groups.slice(0, MOST).map(groupOption) });
    } catch (error) {
      desk.logger.warn('user groups could not be offered', { error: asError(error) });
      await ack({ options: [] });
    }
  };
}
