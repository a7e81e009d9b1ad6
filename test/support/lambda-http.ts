import { listen, readBody } from '../../local/http.ts';
import type { HttpAnswer, LambdaHttpEvent } from '../../src/handlers/http/request.ts';

/** Whoever answers the events of a function URL. */
export type Answering = (event: LambdaHttpEvent) => Promise<HttpAnswer>;

/** A function URL: each request becomes an event of payload format 2.0. `onEnd` is told how it is closed. Answers its address. */
export async function functionUrl(
  answer: Answering,
  onEnd: (close: () => Promise<void>) => void,
  { base64 = true } = {},
): Promise<string> {
  const listening = await listen(async (request, response) => {
    const body = await readBody(request);
    const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)]);
    const {
      status,
      headers: said,
      body: text,
    } = await answer({
      headers: Object.fromEntries(headers),
      rawPath: new URL(request.url ?? '/', 'http://function').pathname,
      requestContext: { http: { method: request.method ?? 'GET' }, timeEpoch: Date.now() },
      ...(base64 ? { body: body.toString('base64'), isBase64Encoded: true } : { body: body.toString('utf8') }),
    });
    response.writeHead(status, said).end(text);
  });
  onEnd(() => listening.close());
  return `${listening.url}/slack/events`;
}
