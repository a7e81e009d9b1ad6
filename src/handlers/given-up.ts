import type { FetchFunction } from '@slack/web-api';

/** Which updates of messages ended without an answer of Slack's, so that nobody knows whether and when they take effect. */
export interface GivenUp {
  /** For a client of Slack's: it tries again by itself, and only this sees each attempt. */
  fetch: FetchFunction;
  /** Whether an attempt to update this message was given up since it was last asked. */
  take(channel: string, ts: string): boolean;
}

export function givenUp(): GivenUp {
  const updates = new Set<string>();
  const note = (url: string | URL, body: unknown): void => {
    if (!String(url).endsWith('/chat.update')) return;
    const values = new URLSearchParams(String(body));
    updates.add(`${values.get('channel')} ${values.get('ts')}`);
  };
  return {
    async fetch(url, init) {
      try {
        const response = await globalThis.fetch(url, init as RequestInit);
        // Something before Slack's own servers may have lost patience with them.
        if (response.status >= 500) note(url, init?.body);
        return response;
      } catch (error) {
        note(url, init?.body);
        throw error;
      }
    },
    take: (channel, ts) => updates.delete(`${channel} ${ts}`),
  };
}
