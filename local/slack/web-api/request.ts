import type { IncomingMessage } from 'node:http';
import { readBody } from '../../http.ts';
import { isObject, type JsonObject } from '../json.ts';
import { Arguments } from './arguments.ts';
import { ApiError } from './errors.ts';

/** A Web API call as it came over the wire. The token stands apart, so that nothing else can write it down. */
export interface ApiRequest {
  method: string;
  token: string | undefined;
  args: Arguments;
}

/**
 * Reads a call: query of a GET, form or JSON body of a POST; the token in the header or, in a form, as `token`.
 * Throws ApiError (invalid_post_type, invalid_json, json_not_object).
 */
export async function readApiRequest(request: IncomingMessage, url: URL): Promise<ApiRequest> {
  const method = url.pathname.replace(/^\/api\//, '').replace(/\/$/, '');
  const body = (await readBody(request)).toString('utf8');
  const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  const values: JsonObject = Object.fromEntries(url.searchParams);
  delete values.token;
  if (type === 'application/json') Object.assign(values, parseJson(body), { token: undefined });
  else if (type === 'application/x-www-form-urlencoded')
    Object.assign(values, Object.fromEntries(new URLSearchParams(body)));
  else if (body !== '') throw new ApiError('invalid_post_type');
  const { token, ...args } = values;
  const header = /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  return { method, token: header ?? (typeof token === 'string' ? token : undefined), args: new Arguments(args) };
}

function parseJson(body: string): JsonObject {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch (error) {
    throw Object.assign(new ApiError('invalid_json'), { cause: error });
  }
  if (!isObject(parsed)) throw new ApiError('json_not_object');
  return parsed;
}
