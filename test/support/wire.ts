import { type Listening, listen, readBody } from '../../local/http.ts';

/** How a call is answered instead of by the service itself; `lost`: the service does it, and nobody hears its answer. */
export type Answer = { status: number; body: unknown } | 'lost';

/**
 * Stands before an AWS service that speaks JSON: `answer` is asked for each call, by its operation; what it leaves (undefined)
 * goes on to `target`.
 */
export async function interceptor(
  target: string,
  answer: (operation: string, body: unknown) => Answer | undefined | Promise<Answer | undefined>,
): Promise<Listening> {
  return listen(async (request, response) => {
    const body = await readBody(request);
    const operation = String(request.headers['x-amz-target']).split('.').at(-1) ?? '';
    const own = await answer(operation, JSON.parse(body.toString('utf8')));
    const type = { 'content-type': 'application/x-amz-json-1.0' };
    if (typeof own === 'object') {
      response.writeHead(own.status, type).end(JSON.stringify(own.body));
      return;
    }
    const headers = { ...type, 'x-amz-target': String(request.headers['x-amz-target']) };
    const authorization = String(request.headers.authorization);
    const answered = await fetch(target, { method: 'POST', headers: { ...headers, authorization }, body });
    if (own === 'lost') {
      response.destroy();
      return;
    }
    response.writeHead(answered.status, type).end(Buffer.from(await answered.arrayBuffer()));
  });
}
