import type { JsonObject } from '../json.ts';

/** A refusal as Slack words it: `{ ok: false, error: code, … }`. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: string;
  /** Further members of the answer. */
  readonly more: JsonObject;

  constructor(code: string, more: JsonObject = {}) {
    super(code);
    this.code = code;
    this.more = more;
  }

  toAnswer(): JsonObject {
    return { ok: false, error: this.code, ...this.more };
  }
}

/** `invalid_arguments` with one `[ERROR] …` line for each complaint. */
export function invalidArguments(complaints: readonly string[]): ApiError {
  return new ApiError('invalid_arguments', { response_metadata: { messages: complaints.map((c) => `[ERROR] ${c}`) } });
}

/** `invalid_blocks`: the complaints stand in `errors` and, with `[ERROR]` before, in the metadata, as Slack does it. */
export function invalidBlocks(complaints: readonly string[]): ApiError {
  return new ApiError('invalid_blocks', {
    errors: [...complaints],
    response_metadata: { messages: complaints.map((c) => `[ERROR] ${c}`) },
  });
}
