import { App, AwsLambdaReceiver } from '@slack/bolt';
import { readConfigWithSecret } from '../../src/config.ts';
import { bind } from '../../src/handlers/bolt-app.ts';
import { deskFromConfig } from '../../src/handlers/desk-from-config.ts';
import { readSecret } from '../../src/handlers/runtime/secret.ts';

type Handler = ReturnType<AwsLambdaReceiver['toHandler']>;

let started: Promise<Handler> | undefined;

/** The same listeners behind Bolt's own receiver for Lambda, as its documentation has it. */
export async function handler(...given: Parameters<Handler>): ReturnType<Handler> {
  started ??= start();
  return (await started)(...given);
}

async function start(): Promise<Handler> {
  const config = await readConfigWithSecret(readSecret);
  const { slackSigningSecret: signingSecret, slackBotToken: botToken, slackApiUrl } = config;
  const receiver = new AwsLambdaReceiver({ signingSecret });
  const clientOptions = slackApiUrl === undefined ? {} : { slackApiUrl };
  bind(new App({ receiver, clientOptions, authorize: async () => ({ botToken }) }), deskFromConfig(config));
  return receiver.toHandler();
}

export { aws } from './clients.ts';
