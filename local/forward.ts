import { type Agent, type IncomingHttpHeaders, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { readBody } from './http.ts';

/** A service's answer. */
export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** The service's answer to what came, with this body and these headers. Rejects when there is none. */
export function forwarded(
  agent: Agent,
  target: string,
  incoming: IncomingMessage,
  body: Buffer,
  headers = incoming.headers,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { method, url = '/' } = incoming;
    const sized = { ...headers, ...(body.length > 0 && { 'content-length': String(body.length) }) };
    const outgoing = request(new URL(url, target), { method, headers: sized, agent }, (answer) => {
      readBody(answer).then(
        (whole) => resolve({ status: answer.statusCode ?? 502, headers: answer.headers, body: whole }),
        reject,
      );
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

export function send(response: ServerResponse, { status, headers, body }: Answer): void {
  const { 'transfer-encoding': _, connection: __, 'keep-alive': ___, ...rest } = headers;
  response.writeHead(status, { ...rest, 'content-length': body.length }).end(body);
}
