import { LogLevel, WebClient } from '@slack/web-api';
import { onTestFinished } from 'vitest';
import { type SlackOptions, type SlackWorkspace, startSlack } from '../../local/slack/workspace.ts';

/** A workspace with the project's own manifest, closed when the test ends. */
export async function openSlack(options: SlackOptions = {}): Promise<SlackWorkspace> {
  const slack = await startSlack(options);
  onTestFinished(() => slack.close());
  return slack;
}

/** The bot's client, which neither retries nor waits. */
export function botClient(slack: SlackWorkspace): WebClient {
  return new WebClient(slack.settings.botToken, {
    slackApiUrl: slack.apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logLevel: LogLevel.ERROR,
  });
}

/** Calls `/_control/<path>` of the workspace. */
export async function control<T = unknown>(
  slack: SlackWorkspace,
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  body?: object,
): Promise<T> {
  const response = await fetch(`${slack.url}/_control/${path}`, {
    method,
    ...(body && { body: JSON.stringify(body) }),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(JSON.stringify(answer));
  return answer as T;
}
