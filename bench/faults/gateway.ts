import { Agent, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { type Answer, forwarded, send } from '../../local/forward.ts';
import { type Listening, listen, readBody } from '../../local/http.ts';

/** One call of AWS or Slack on its way. */
export interface Call {
  service: 'slack' | 'dynamodb' | 'glue' | 'lakeformation' | 'ram' | 's3' | 'sts';
  /** The API's name of it; of S3 the method. */
  operation: string;
  body: Buffer;
}

/** What becomes of a call; undefined: nothing out of the ordinary. */
export type Fate =
  | undefined
  /** The connection breaks, before the service hears of the call or before the caller hears the answer. */
  | { cut: 'before' | 'after' }
  /** Answered in the place of the service, or after it when `after` is true: the service does it, and nobody hears so. */
  | { answer: Answer; after?: boolean }
  /** Later, by so many milliseconds. */
  | { delayMs: number }
  /** The service's own answer, changed; with `body`, its answer to that instead of what was asked. */
  | { change: (answer: Answer) => Answer | Promise<Answer>; body?: Buffer };

/** Where the real services, or their stand-ins, listen. */
export interface Targets {
  dynamo: string;
  lake: string;
  slack: string;
}

/** The one way out of a process: every call of AWS and Slack passes here, and meets its fate. */
export async function openGateway(targets: Targets, judge: (call: Call) => Fate | Promise<Fate>): Promise<Listening> {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const listening = await listen(async (incoming, response) => {
    const body = await readBody(incoming);
    const call = callOf(incoming, body);
    const fate = await judge(call);
    const asked = fate !== undefined && 'body' in fate ? (fate.body ?? body) : body;
    const forward = () => forwarded(agent, targetOf(targets, call), incoming, asked);
    // A service that is gone takes its callers' connections with it.
    await meet(fate, forward, response).catch(() => response.destroy());
  });
  return {
    ...listening,
    close: async () => {
      await listening.close();
      agent.destroy();
    },
  };
}

async function meet(fate: Fate, forward: () => Promise<Answer>, response: ServerResponse): Promise<void> {
  if (fate === undefined) return send(response, await forward());
  if ('delayMs' in fate) {
    await wait(fate.delayMs);
    return send(response, await forward());
  }
  if ('change' in fate) return send(response, await fate.change(await forward()));
  if ('cut' in fate) {
    if (fate.cut === 'after') await forward();
    response.destroy();
    return;
  }
  if (fate.after) await forward();
  send(response, fate.answer);
}

function callOf(message: IncomingMessage, body: Buffer): Call {
  const { pathname } = new URL(message.url ?? '/', 'http://gateway');
  if (pathname.startsWith('/api/')) return { service: 'slack', operation: pathname.slice('/api/'.length), body };
  const { authorization = '', 'x-amz-target': target } = message.headers;
  const service = (/Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(authorization)?.[1] ?? 'sts') as Call['service'];
  const action = /(?:^|&)Action=(\w+)/.exec(body.subarray(0, 2_000).toString('utf8'))?.[1];
  const path = service === 's3' ? `${message.method} object` : pathname.slice(1);
  const operation = target === undefined ? (action ?? path) : String(target).split('.').at(-1);
  return { service, operation: operation ?? '', body };
}

function targetOf({ dynamo, lake, slack }: Targets, { service }: Call): string {
  return service === 'slack' ? slack : service === 'dynamodb' ? dynamo : lake;
}

/** An answer of Slack's in JSON. */
export function slackAnswer(body: object, status = 200, headers: IncomingHttpHeaders = {}): Answer {
  return jsonAnswer(body, status, { ...headers, 'content-type': 'application/json; charset=utf-8' });
}

/** An answer of one of AWS's services that speak JSON. */
export function awsAnswer(body: object): Answer {
  return jsonAnswer(body, 200, { 'content-type': 'application/x-amz-json-1.0' });
}

/** What a service answered in JSON, with something of it changed. An answer that is an error stays as it is. */
export function changed<T extends object>(answer: Answer, change: (body: T) => object): Answer {
  if (answer.status !== 200) return answer;
  const { 'x-amz-crc32': _, ...headers } = answer.headers;
  return jsonAnswer(change(JSON.parse(answer.body.toString('utf8')) as T), 200, headers);
}

/** An error of AWS's, as its services that speak JSON put it; the others are understood by the code in the header. */
export function awsError(code: string, status = 400): Answer {
  const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-errortype': code };
  return jsonAnswer({ __type: code, message: code }, status, headers);
}

function jsonAnswer(body: object, status: number, headers: IncomingHttpHeaders): Answer {
  return { status, headers, body: Buffer.from(JSON.stringify(body)) };
}
