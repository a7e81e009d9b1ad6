import { APP_ID, BOT_ID, BOT_USER, TEAM } from '../cast.ts';
import type { JsonObject } from '../json.ts';
import { ApiError } from './errors.ts';
import { type Method, method } from './method.ts';

/** Who is calling, and the way in for Socket Mode. */
export const identityMethods: Record<string, Method> = {
  'api.test': {
    token: 'none',
    scopes: [],
    run: (_workspace, args): JsonObject => {
      const error = args.optional('error');
      if (error !== undefined) throw new ApiError(error, { args: args.values });
      return { args: args.values };
    },
  },
  'auth.test': method([], (workspace) => ({
    url: `${workspace.url}/`,
    team: TEAM.name,
    user: workspace.state.user(BOT_USER).name,
    team_id: TEAM.id,
    user_id: BOT_USER,
    bot_id: BOT_ID,
    is_enterprise_install: false,
  })),
  'apps.connections.open': {
    token: 'app',
    scopes: [],
    run: (workspace) => ({ url: workspace.sockets.issueTicket() }),
  },
  'bots.info': method(['users:read'], (workspace, args) => {
    const bot = args.optional('bot') ?? BOT_ID;
    if (bot !== BOT_ID) throw new ApiError('bot_not_found');
    return {
      bot: {
        id: BOT_ID,
        deleted: false,
        name: workspace.manifest.name,
        updated: 0,
        app_id: APP_ID,
        user_id: BOT_USER,
        icons: {},
      },
    };
  }),
};
