import type { Workspace } from '../context.ts';
import type { JsonObject } from '../json.ts';
import type { Arguments } from './arguments.ts';
import { ApiError } from './errors.ts';

/** One method of the Web API. */
export interface Method {
  /** Which token it takes; `none`: it works without. */
  token: 'bot' | 'app' | 'none';
  /** Any one of these scopes is enough; empty: no scope is needed. */
  scopes: readonly string[];
  /** The answer without `ok: true`. Throws ApiError. */
  run(workspace: Workspace, args: Arguments): JsonObject | Promise<JsonObject>;
}

/** A method for the bot token. */
export function method(scopes: readonly string[], run: Method['run']): Method {
  return { token: 'bot', scopes, run };
}

/** Throws missing_scope when the bot token has none of `scopes`. */
export function requireScope(workspace: Workspace, scopes: readonly string[]): void {
  const provided = workspace.manifest.scopes;
  if (scopes.length === 0 || scopes.some((scope) => provided.includes(scope))) return;
  throw new ApiError('missing_scope', { needed: scopes.join(','), provided: provided.join(',') });
}
