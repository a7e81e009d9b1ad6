import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendJson } from '../../http.ts';
import type { Workspace } from '../context.ts';
import type { Effect } from '../control/faults.ts';
import type { JsonObject } from '../json.ts';
import { ApiError } from './errors.ts';
import { type Method, requireScope } from './method.ts';
import { METHODS } from './methods.ts';
import { type ApiRequest, readApiRequest } from './request.ts';

/** Answers a request under `/api/`. */
export async function serveApi(
  workspace: Workspace,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  let call: ApiRequest;
  try {
    call = await readApiRequest(request, url);
  } catch (error) {
    if (error instanceof ApiError) return sendJson(response, 200, error.toAnswer());
    throw error;
  }
  const fault = workspace.faults.take(call.method, call.args.values);
  if (fault !== undefined && (await suffer(workspace, call, fault, response))) return;
  const wait = workspace.rateLimits.secondsToWait(call.method, call.args.values);
  if (wait > 0) return refuseForRate(workspace, call, wait, response);
  const answer = await run(workspace, call);
  record(workspace, call, answer);
  if (fault?.kind === 'drop') {
    response.destroy();
    return;
  }
  sendJson(response, 200, answer, scopeHeaders(workspace, call.method));
}

/** Lets a fault happen that comes before the method runs. Answers whether the call ends with it. */
async function suffer(
  workspace: Workspace,
  call: ApiRequest,
  fault: Effect,
  response: ServerResponse,
): Promise<boolean> {
  switch (fault.kind) {
    case 'latency':
      await new Promise((resolve) => setTimeout(resolve, fault.ms).unref());
      return false;
    case 'ratelimit':
      refuseForRate(workspace, call, fault.retryAfter, response);
      return true;
    case 'http':
      record(workspace, call, { ok: false, error: `http_${fault.status}` });
      response.writeHead(fault.status, { 'content-type': 'text/plain' }).end('upstream connect error');
      return true;
    case 'error':
      record(workspace, call, { ok: false, error: fault.error });
      sendJson(response, 200, { ok: false, error: fault.error });
      return true;
    case 'drop':
      if (fault.when === 'after') return false;
      record(workspace, call, { ok: false, error: 'dropped' });
      response.destroy();
      return true;
    case 'late':
      await givenUp(response, fault.ms);
      workspace.faults.late.push(async () => record(workspace, call, await run(workspace, call)));
      return true;
  }
}

async function givenUp(response: ServerResponse, ms: number | null): Promise<void> {
  if (response.destroyed) return;
  const closed = once(response, 'close');
  if (ms !== null) setTimeout(() => response.destroy(), ms).unref();
  await closed;
}

function refuseForRate(workspace: Workspace, call: ApiRequest, seconds: number, response: ServerResponse): void {
  const answer = { ok: false, error: 'ratelimited' };
  record(workspace, call, answer);
  sendJson(response, 429, answer, { 'retry-after': String(seconds) });
}

function record(workspace: Workspace, call: ApiRequest, answer: JsonObject): void {
  const error = answer.ok === true ? null : String(answer.error);
  workspace.journal.add({ method: call.method, ts: workspace.now(), args: call.args.values, error });
}

async function run(workspace: Workspace, call: ApiRequest): Promise<JsonObject> {
  try {
    const method = METHODS.get(call.method);
    if (method === undefined) throw new ApiError('unknown_method', { req_method: call.method });
    checkToken(workspace, method, call.token);
    requireScope(workspace, method.scopes);
    return { ok: true, ...(await method.run(workspace, call.args)) };
  } catch (error) {
    if (error instanceof ApiError) return error.toAnswer();
    throw error;
  }
}

function checkToken(workspace: Workspace, method: Method, token: string | undefined): void {
  if (method.token === 'none') return;
  if (token === undefined) throw new ApiError('not_authed');
  const { botToken, appToken } = workspace.settings;
  if (token !== botToken && token !== appToken) throw new ApiError('invalid_auth');
  if (token !== (method.token === 'bot' ? botToken : appToken)) throw new ApiError('not_allowed_token_type');
}

function scopeHeaders(workspace: Workspace, name: string): Record<string, string> {
  const method = METHODS.get(name);
  if (method?.token !== 'bot') return {};
  return {
    'x-oauth-scopes': workspace.manifest.scopes.join(','),
    'x-accepted-oauth-scopes': method.scopes.join(','),
  };
}
