import { App } from '@slack/bolt';
import { type Config, ConfigError } from '../config.ts';
import { bind } from './bolt-app.ts';
import { boltClient } from './bolt-client.ts';
import { deskFromConfig, ownDocuments } from './desk-from-config.ts';
import { follow } from './follow.ts';
import type { FrontDesk } from './front-desk.ts';
import { boltLogger } from './http/bolt-logger.ts';
import { twoSockets } from './runtime/two-sockets.ts';

/** The bot at work. */
export interface Bot {
  /** Resolves when it has stopped. Rejects when it cannot go on. */
  ended: Promise<void>;
  /** Finishes what is in flight, and stops. */
  stop(): Promise<void>;
}

/** Starts the bot as one process: Socket Mode for people, both streams for events. Throws ConfigError. */
export async function startBot(config: Config): Promise<Bot> {
  const { slackAppToken } = config;
  if (slackAppToken === undefined) {
    const needs = 'the bot as one process uses Socket Mode, which needs an app-level token; it begins with xapp-';
    throw new ConfigError(`SLACK_APP_TOKEN is missing: ${needs}.`);
  }
  const documents = ownDocuments(config);
  const desk = deskFromConfig(config, documents);
  const app = await connect(config, slackAppToken, desk);
  const ending = new AbortController();
  const following = follow(desk, { ...config, documents, signal: ending.signal });
  const ended = following.finally(() => app.stop());
  desk.logger.info('Meshdesk is at its desk');
  return {
    ended,
    stop: () => {
      ending.abort();
      return ended;
    },
  };
}

async function connect(config: Config, appToken: string, desk: FrontDesk): Promise<App> {
  const clientOptions = boltClient(config);
  const logger = boltLogger(desk.logger);
  const { user_id: botUserId, bot_id: botId, team_id: teamId } = await desk.patientSlack.auth.test();
  const app = new App({
    receiver: twoSockets(appToken, clientOptions, logger),
    logger,
    clientOptions,
    authorize: async ({ teamId: from }) => {
      if (from !== teamId) throw new Error('an event of another workspace');
      return {
        botToken: config.slackBotToken,
        ...(botId && { botId }),
        ...(botUserId && { botUserId }),
        ...(teamId && { teamId }),
      };
    },
  });
  bind(app, desk);
  await app.start();
  return app;
}
