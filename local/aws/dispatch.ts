import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { readBody } from '../http.ts';
import type { Caller } from './call.ts';
import { ServiceError } from './errors.ts';
import type { Faults, Verdict } from './faults.ts';
import { callerOf, type Scope, type Sessions, scopeOf } from './identity.ts';
import type { Journal, JournalEntry } from './journal.ts';
import type { WireRequest } from './protocols/protocol.ts';
import type { Service } from './services.ts';
import type { World } from './state/world.ts';
import { checkInput } from './validate.ts';

/** What answers a call: looked up for every request, since a reset puts new ones in place. */
export interface Backend {
  readonly world: World;
  readonly sessions: Sessions;
  readonly services: Readonly<Record<string, Service | undefined>>;
  readonly faults: Faults;
  readonly journal: Journal;
}

type Noted = { -readonly [K in keyof JournalEntry]: JournalEntry[K] };

/** Answers one AWS request. The service is the one that the signature is for. */
export async function dispatch(backend: Backend, message: IncomingMessage, response: ServerResponse, url: URL) {
  const request: WireRequest = { message, url, body: await readBody(message) };
  const requestId = randomUUID();
  const scope = scopeOf(message, url);
  const name = typeof scope === 'string' ? guessService(backend, request) : scope.service;
  const service = backend.services[name];
  if (service === undefined) {
    response.writeHead(404, { 'content-type': 'text/plain' });
    response.end(`There is no service ${name} here.`);
    return;
  }
  const time = backend.world.now();
  const noted: Noted = { time: time.toISOString(), requestId, service: name, operation: 'Unknown', status: 200 };
  try {
    const { output, dropped } = await answer(backend, service, request, scope, noted);
    if (dropped) {
      noted.status = 0;
      message.socket.destroy();
    } else {
      service.protocol.answer(response, noted.operation, output, requestId);
      noted.status = response.statusCode;
    }
  } catch (error) {
    noted.status = error instanceof ServiceError ? error.status : 500;
    if (!(error instanceof ServiceError)) throw error;
    noted.error = error.code;
    service.protocol.refuse(response, error, request, requestId);
  } finally {
    backend.journal.add(noted);
  }
}

async function answer(
  backend: Backend,
  service: Service,
  request: WireRequest,
  scope: Scope | 'missing' | 'incomplete',
  noted: Noted,
): Promise<{ output: object; dropped: boolean }> {
  const { protocol } = service;
  const caller = typeof scope === 'string' ? scope : callerOf(backend.world, backend.sessions, scope);
  const operation = protocol.operation(request);
  noted.operation = operation;
  if (typeof caller === 'string') throw protocol.identityError(caller);
  noted.principal = caller.arn;
  const verdict = backend.faults.judge({ service: noted.service, operation, principal: caller.arn });
  if (verdict.latencyMs > 0) await sleep(verdict.latencyMs);
  if (verdict.drop === 'before') return { output: {}, dropped: true };
  if (verdict.error !== undefined) throw verdict.error;
  const raw = protocol.input(request, operation);
  const shape = service.model?.operations[operation]?.input;
  const input = service.model === undefined ? raw : checkInput(service.model, shape, raw, service.invalid);
  noted.input = input;
  return { output: run(backend, service, operation, input, caller, verdict), dropped: verdict.drop === 'after' };
}

function run(backend: Backend, service: Service, operation: string, input: unknown, caller: Caller, verdict: Verdict) {
  const handler = service.operations[operation];
  if (handler === undefined) throw new Error(`No handler answers ${operation}.`);
  const { world } = backend;
  const entries = { entryFault: verdict.entryFault, forgets: verdict.forgets };
  return handler(input as never, { world, caller, now: world.now(), operation, ...entries });
}

/** An unsigned request still gets the refusal of the service that it looks like. */
function guessService({ services }: Backend, { message, url, body }: WireRequest): string {
  if (message.headers['x-amz-target'] !== undefined) return 'glue';
  const name = ['lakeformation', 'ram'].find((one) =>
    Object.values(services[one]?.model?.operations ?? {}).some(({ path }) => path === url.pathname),
  );
  if (name !== undefined) return name;
  return url.searchParams.has('Action') || body.subarray(0, 2000).includes('Action=') ? 'sts' : 's3';
}
