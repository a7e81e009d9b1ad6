import type { IncomingMessage } from 'node:http';
import type { Caller } from './call.ts';
import { userArn, type World } from './state/world.ts';

/** Credentials that AssumeRole gave out, by access key id. */
export type Sessions = Map<string, { readonly caller: Caller; readonly token: string; readonly expires: number }>;

/** What a request's signature says of it: whose key, for which service and region. */
export interface Scope {
  readonly accessKeyId: string;
  readonly region: string;
  readonly service: string;
  readonly token: string | undefined;
}

/** Why a request is refused before any operation looks at it. Each protocol has its own code for it. */
export type IdentityProblem = 'missing' | 'incomplete' | 'unknown' | 'expired' | 'token';

/** The SigV4 scope out of the Authorization header or of a presigned URL. The signature itself is not verified. */
export function scopeOf(request: IncomingMessage, url: URL): Scope | 'missing' | 'incomplete' {
  const header = request.headers.authorization;
  const presigned = url.searchParams.get('X-Amz-Credential');
  if (header === undefined && presigned === null) return 'missing';
  const signed = header === undefined ? url.searchParams.has('X-Amz-Signature') : /Signature=[0-9a-f]{64}/.test(header);
  const credential = header === undefined ? presigned : /^AWS4-HMAC-SHA256 .*?Credential=([^,\s]+)/.exec(header)?.[1];
  const [accessKeyId, date, region, service, end] = (credential ?? '').split('/');
  if (!signed || !accessKeyId || !/^\d{8}$/.test(date ?? '') || !region || !service || end !== 'aws4_request') {
    return 'incomplete';
  }
  const token = request.headers['x-amz-security-token'] ?? url.searchParams.get('X-Amz-Security-Token') ?? undefined;
  return { accessKeyId, region, service, token: Array.isArray(token) ? token[0] : token };
}

/** Whose the key is: a session of AssumeRole's, or `AKIA<12-digit account>…`, that account's user. */
export function callerOf(world: World, sessions: Sessions, scope: Scope): Caller | 'unknown' | 'expired' | 'token' {
  const session = sessions.get(scope.accessKeyId);
  if (session !== undefined) {
    if (scope.token !== session.token) return 'token';
    return session.expires <= world.now().getTime() ? 'expired' : session.caller;
  }
  const account = /^AKIA(\d{12})/.exec(scope.accessKeyId)?.[1];
  if (account === undefined || !world.accounts.has(account)) return 'unknown';
  if (scope.token !== undefined) return 'token';
  const arn = userArn(account);
  const userId = `AIDA${account}LOCAL`;
  return { account, arn, principal: arn, userId, accessKeyId: scope.accessKeyId };
}
