import { App } from '@slack/bolt';
import type { Config } from '../../config.ts';
import { bind } from '../bolt-app.ts';
import { boltClient } from '../bolt-client.ts';
import type { FrontDesk } from '../front-desk.ts';
import { boltLogger } from './bolt-logger.ts';
import { type Door, openDoor } from './door.ts';

/** The door by which Slack's signed requests come to the front desk. */
export function openFrontDoor(config: Config & { slackSigningSecret: string }, desk: FrontDesk): Door {
  const { slackSigningSecret: signingSecret, slackBotToken: botToken } = config;
  const door = openDoor({ signingSecret, now: desk.now, logger: desk.logger });
  const app = new App({
    receiver: door.receiver,
    logger: boltLogger(desk.logger),
    clientOptions: boltClient(config),
    // The signature is proof enough of where it comes from: the app is one workspace's own.
    authorize: async () => ({ botToken }),
  });
  bind(app, desk);
  return door;
}
