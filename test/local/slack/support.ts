import { fileURLToPath } from 'node:url';
import { App, LogLevel, SocketModeReceiver } from '@slack/bolt';
import type { KnownBlock, ModalView } from '@slack/types';
import { WebClient } from '@slack/web-api';
import { onTestFinished } from 'vitest';
import { type SlackOptions, type SlackWorkspace, startSlack } from '../../../local/slack/workspace.ts';

/** A workspace of this test's own, closed when the test ends. */
export async function openWorkspace(options: SlackOptions = {}): Promise<SlackWorkspace> {
  const manifestPath = fileURLToPath(new URL('./manifest.yml', import.meta.url));
  const slack = await startSlack({ manifestPath, ...options });
  onTestFinished(() => slack.close());
  return slack;
}

/** A Web API client that neither retries nor waits. */
export function webClient(slack: SlackWorkspace, token = slack.settings.botToken): WebClient {
  return new WebClient(token, {
    slackApiUrl: slack.apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logLevel: LogLevel.ERROR,
  });
}

/**
 * The unchanged Bolt over Socket Mode, connected; `listen` adds the listeners. It connects anew `reconnectAfter`
 * milliseconds after a disconnection, and gives a connection up that is silent for as long.
 */
export async function connectBolt(
  slack: SlackWorkspace,
  listen: (app: App) => void,
  reconnectAfter = 5_000,
): Promise<App> {
  const clientOptions = { slackApiUrl: slack.apiUrl };
  const receiver = new SocketModeReceiver({
    appToken: slack.settings.appToken,
    clientPingTimeout: reconnectAfter,
    logLevel: LogLevel.ERROR,
    installerOptions: { clientOptions },
  });
  const app = new App({ receiver, token: slack.settings.botToken, clientOptions, logLevel: LogLevel.ERROR });
  listen(app);
  await app.start();
  onTestFinished(async () => {
    await app.stop();
  });
  return app;
}

/** What a call of the Web API is refused with. */
export async function refusal(call: Promise<unknown>): Promise<{ error: string; messages: string[] }> {
  try {
    await call;
  } catch (error) {
    const { data } = error as { data: { error: string; response_metadata?: { messages?: string[] } } };
    if (data === undefined) throw error;
    return { error: data.error, messages: data.response_metadata?.messages ?? [] };
  }
  throw new Error('The call was not refused.');
}

/** Calls `/_control/<path>`. */
export async function control<T = unknown>(
  slack: SlackWorkspace,
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  body?: object,
): Promise<T> {
  const response = await fetch(`${slack.url}/_control/${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(JSON.stringify(answer));
  return answer as T;
}

/** A row with one button. */
export function buttonRow(actionId: string, value = 'v'): KnownBlock {
  const text = { type: 'plain_text' as const, text: 'Go' };
  return { type: 'actions', block_id: 'row', elements: [{ type: 'button', action_id: actionId, text, value }] };
}

/** A modal that asks for a reason. */
export function reasonModal(more: Partial<ModalView> = {}): ModalView {
  return {
    type: 'modal',
    callback_id: 'deny',
    private_metadata: 'subscription-1',
    title: { type: 'plain_text', text: 'Deny' },
    submit: { type: 'plain_text', text: 'Deny' },
    blocks: [
      {
        type: 'input',
        block_id: 'reason',
        label: { type: 'plain_text', text: 'Reason' },
        element: { type: 'plain_text_input', action_id: 'text', max_length: 20 },
      },
    ],
    ...more,
  };
}
