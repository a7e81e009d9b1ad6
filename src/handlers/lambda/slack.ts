import { slackHandler } from '../runtime/slack-function.ts';

/** Slack's commands, clicks, submissions and events, over HTTP. */
export const handler = slackHandler();
