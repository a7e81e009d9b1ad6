import { createHmac } from 'node:crypto';
import type { Outcome, Outgoing } from './outcome.ts';

/** Where the app listens for HTTP, and the secret its requests are signed with. */
export interface RequestUrl {
  url: string;
  signingSecret: string;
}

/** `v0=` and the HMAC-SHA256 of `v0:<timestamp>:<body>`; `timestamp` in seconds. */
export function signature(signingSecret: string, timestamp: number, body: string): string {
  return `v0=${createHmac('sha256', signingSecret).update(`v0:${timestamp}:${body}`).digest('hex')}`;
}

/** Delivers over HTTP as Slack does: signed; commands and interactions form-encoded, events as JSON. */
export async function sendSigned(
  target: RequestUrl,
  outgoing: Outgoing,
  options: { patience: number; now: () => number },
): Promise<Outcome> {
  const { type, body } = encode(outgoing);
  const timestamp = Math.floor(options.now() / 1000);
  try {
    const response = await fetch(target.url, {
      method: 'POST',
      body,
      signal: AbortSignal.timeout(options.patience),
      headers: {
        'content-type': type,
        'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
        'x-slack-request-timestamp': String(timestamp),
        'x-slack-signature': signature(target.signingSecret, timestamp, body),
        ...(outgoing.retry === undefined
          ? {}
          : { 'x-slack-retry-num': String(outgoing.retry.num), 'x-slack-retry-reason': outgoing.retry.reason }),
      },
    });
    const text = await response.text();
    if (response.status !== 200) return { ok: false, reason: 'http_error' };
    return { ok: true, body: decode(text, response.headers.get('content-type') ?? '') };
  } catch (error) {
    const timedOut = error instanceof DOMException && error.name === 'TimeoutError';
    return { ok: false, reason: timedOut ? 'timeout' : 'connection_failed' };
  }
}

function encode({ kind, payload }: Outgoing): { type: string; body: string } {
  if (kind === 'events_api') return { type: 'application/json', body: JSON.stringify(payload) };
  const fields =
    kind === 'interactive'
      ? { payload: JSON.stringify(payload) }
      : Object.fromEntries(Object.entries(payload).map(([name, value]) => [name, String(value)]));
  return { type: 'application/x-www-form-urlencoded', body: new URLSearchParams(fields).toString() };
}

function decode(text: string, type: string): unknown {
  if (text === '') return undefined;
  if (!type.includes('json')) return text;
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}
