import { App } from '@slack/bolt';
import { ulid } from 'ulid';
import type { Config } from '../../src/config.ts';
import { bind } from '../../src/handlers/bolt-app.ts';
import type { Bot } from '../../src/handlers/bot.ts';
import { deskFromConfig, ownDocuments } from '../../src/handlers/desk-from-config.ts';
import { follow } from '../../src/handlers/follow.ts';
import { boltLogger } from '../../src/handlers/http/bolt-logger.ts';
import { openDoor } from '../../src/handlers/http/door.ts';
import { requestOf } from '../../src/handlers/http/request.ts';
import { checkpointStore } from '../../src/mesh/stores/checkpoints.ts';
import { functionUrl } from './lambda-http.ts';

/** The bot behind the door that Lambda has, reached by signed HTTP; events reach it through both streams. Answers its address too. */
export async function startHttpBot(config: Config): Promise<{ bot: Bot; url: string }> {
  const { slackSigningSecret: signingSecret, slackBotToken: botToken, slackApiUrl, meshdeskTable } = config;
  if (signingSecret === undefined || slackApiUrl === undefined) throw new TypeError('a world has both');
  const documents = ownDocuments(config);
  const desk = deskFromConfig(config, documents);
  const door = openDoor({ signingSecret, now: desk.now, logger: desk.logger });
  const app = new App({
    receiver: door.receiver,
    logger: boltLogger(desk.logger),
    clientOptions: { slackApiUrl },
    authorize: async () => ({ botToken }),
  });
  bind(app, desk);
  const url = await functionUrl(async (event) => (await door.take(requestOf(event))).answer);
  const ending = new AbortController();
  const { region, subscriptionsTable } = config;
  const checkpoints = checkpointStore(documents, meshdeskTable);
  const [worker, signal] = [ulid(), ending.signal];
  const ended = follow(desk, { region, subscriptionsTable, meshdeskTable, checkpoints, worker, signal });
  const stop = () => {
    ending.abort();
    return ended;
  };
  return { bot: { ended, stop }, url };
}
