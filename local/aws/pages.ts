import { createHash } from 'node:crypto';
import { ServiceError } from './errors.ts';

/** One page of a listing and the token that asks for the next one. */
export interface Page<T> {
  readonly items: T[];
  readonly nextToken?: string;
}

/** A token belongs to the request that it came from; `scope` is what must be the same when it is used. */
const signatureOf = (scope: string) => createHash('sha256').update(scope).digest('base64url').slice(0, 16);

/**
 * Cuts one page of `items` out. `scope` names the listing (operation, caller's catalog and filters); a token of another
 * listing, or one that was never given out, throws an error with the code `invalid`.
 */
export function pageOf<T>(
  items: readonly T[],
  request: { nextToken: string | undefined; maxResults: number | undefined; most: number; scope: string },
  invalid = 'InvalidInputException',
): Page<T> {
  const start = request.nextToken === undefined ? 0 : offsetOf(request.nextToken, request.scope, invalid);
  const end = start + Math.min(request.maxResults ?? request.most, request.most);
  const page = items.slice(start, end);
  if (end >= items.length) return { items: page };
  const token = Buffer.from(JSON.stringify({ at: end, of: signatureOf(request.scope) })).toString('base64');
  return { items: page, nextToken: token };
}

function offsetOf(token: string, scope: string, invalid: string): number {
  const refused = new ServiceError(invalid, 'Invalid NextToken.');
  let decoded: unknown;
  try {
    decoded = JSON.parse(Buffer.from(token, 'base64').toString('utf8'));
  } catch (cause) {
    throw Object.assign(refused, { cause });
  }
  if (typeof decoded !== 'object' || decoded === null || !('at' in decoded) || !('of' in decoded)) throw refused;
  if (typeof decoded.at !== 'number' || decoded.of !== signatureOf(scope)) throw refused;
  return decoded.at;
}
