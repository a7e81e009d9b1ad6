import { type Listening, listen, readBody } from '../../local/http.ts';
import type { SeenMessage } from '../../local/slack/person.ts';

/** A message that the app has posted or updated, as Slack answered it. */
export interface Shown {
  message: SeenMessage;
  /** When Slack had it, as performance.now() tells. */
  at: number;
}

/** Stands between an app and Slack's Web API, and tells of calls, and of messages as they appear and change. */
export async function tap(
  apiUrl: string,
  onCall: (method: string) => void,
): Promise<Listening & { until(wanted: (text: string) => boolean): Promise<Shown> }> {
  const waiting = new Set<{ wanted: (text: string) => boolean; found: (shown: Shown) => void }>();
  const listening = await listen(async (request, response) => {
    const body = await readBody(request);
    const { authorization = '', 'content-type': type = '' } = request.headers;
    const method = (request.url ?? '').slice('/api/'.length);
    onCall(method);
    const answer = await fetch(`${apiUrl}${method}`, {
      method: 'POST',
      headers: { authorization, 'content-type': type },
      body: new Uint8Array(body),
    });
    const text = await answer.text();
    const at = performance.now();
    const retry = answer.headers.get('retry-after');
    response.writeHead(answer.status, {
      'content-type': 'application/json',
      ...(retry !== null && { 'retry-after': retry }),
    });
    response.end(text);
    if (method !== 'chat.postMessage' && method !== 'chat.update') return;
    for (const one of waiting) {
      if (!one.wanted(text)) continue;
      waiting.delete(one);
      const { channel, message, ts } = JSON.parse(text) as { channel: string; ts: string; message: SeenMessage };
      one.found({ message: { ...message, ts, channel }, at });
    }
  });
  return {
    ...listening,
    until: (wanted) => new Promise((found) => waiting.add({ wanted, found })),
  };
}
