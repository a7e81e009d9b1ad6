import { isObject, type JsonObject } from '../json.ts';
import { ApiError, invalidArguments } from './errors.ts';

/** The arguments of one call, whichever way they came: form fields are strings, JSON members have their types. */
export class Arguments {
  readonly values: JsonObject;

  constructor(values: JsonObject) {
    this.values = values;
  }

  has(name: string): boolean {
    const value = this.values[name];
    return value !== undefined && value !== null && value !== '';
  }

  /** A string; numbers and booleans are taken as they print. Throws invalid_arguments when missing. */
  required(name: string): string {
    const value = this.optional(name);
    if (value === undefined) throw invalidArguments([`missing required field: ${name}`]);
    return value;
  }

  optional(name: string): string | undefined {
    if (!this.has(name)) return undefined;
    const value = this.values[name];
    if (typeof value === 'string') return value;
    if (typeof value === 'number' || typeof value === 'boolean') return String(value);
    throw invalidArguments([`must be a valid string [json-pointer:/${name}]`]);
  }

  flag(name: string, fallback = false): boolean {
    const value = this.optional(name);
    if (value === undefined) return fallback;
    if (['true', '1'].includes(value)) return true;
    if (['false', '0'].includes(value)) return false;
    throw invalidArguments([`must be a valid boolean [json-pointer:/${name}]`]);
  }

  /** A page size: 1 to `max`; Slack refuses what is no number and cuts what is too large. */
  limit(fallback: number, max: number): number {
    const value = this.optional('limit');
    if (value === undefined) return fallback;
    const limit = Number(value);
    if (!Number.isInteger(limit) || limit < 0) throw new ApiError('invalid_limit');
    return limit === 0 ? fallback : Math.min(limit, max);
  }

  /** An argument that is JSON: parsed already, or text to parse. Throws `code` when it is no JSON. */
  json(name: string, code: string): unknown {
    const value = this.values[name];
    if (value === undefined || value === null || value === '') return undefined;
    if (typeof value !== 'string') return value;
    try {
      return JSON.parse(value);
    } catch (error) {
      throw Object.assign(new ApiError(code), { cause: error });
    }
  }

  /** As `json`, and an object. */
  jsonObject(name: string, code: string): JsonObject | undefined {
    const value = this.json(name, code);
    if (value !== undefined && !isObject(value)) throw new ApiError(code);
    return value;
  }
}

/** One page of `items` and the cursor to the next one. Throws invalid_cursor. */
export function page<T>(items: readonly T[], limit: number, cursor: string | undefined): { items: T[]; next: string } {
  const from =
    cursor === undefined
      ? 0
      : Number(
          Buffer.from(cursor, 'base64')
            .toString('utf8')
            .replace(/^next:/, ''),
        );
  if (!Number.isInteger(from) || from < 0) throw new ApiError('invalid_cursor');
  const next = from + limit < items.length ? Buffer.from(`next:${from + limit}`).toString('base64') : '';
  return { items: items.slice(from, from + limit), next };
}
