import { onTestFinished } from 'vitest';
import type { Config } from '../../src/config.ts';
import type { Bot } from '../../src/handlers/bot.ts';
import { deskFromConfig, ownDocuments } from '../../src/handlers/desk-from-config.ts';
import { follow } from '../../src/handlers/follow.ts';
import { openFrontDoor } from '../../src/handlers/http/front-door.ts';
import { requestOf } from '../../src/handlers/http/request.ts';
import { functionUrl } from './lambda-http.ts';

/** The bot behind the door that Lambda has, reached by signed HTTP; events reach it through both streams. Answers its address too. */
export async function startHttpBot(config: Config): Promise<{ bot: Bot; url: string }> {
  const { slackSigningSecret } = config;
  if (slackSigningSecret === undefined) throw new TypeError('a world has a signing secret');
  const documents = ownDocuments(config);
  const desk = deskFromConfig(config, documents);
  const door = openFrontDoor({ ...config, slackSigningSecret }, desk);
  const url = await functionUrl(async (event) => (await door.take(requestOf(event))).answer, onTestFinished);
  const ending = new AbortController();
  const ended = follow(desk, { ...config, documents, signal: ending.signal });
  const stop = () => {
    ending.abort();
    return ended;
  };
  return { bot: { ended, stop }, url };
}
