import type { HttpRequest } from './request.ts';

/** The forms in which Slack sends: events as JSON; commands and interactions as a form, the latter with JSON in `payload`. */
export type PayloadType = 'application/json' | 'application/x-www-form-urlencoded';

/** A payload that can be read, or what is wrong with it: an HTTP status and words. */
export type Payload = { type: PayloadType; text: string } | { status: number; problem: string };

const TYPES: readonly string[] = ['application/json', 'application/x-www-form-urlencoded'] satisfies PayloadType[];

/** The payload as text, in UTF-8, with its type and nothing else in it; read once on trial, so that nothing behind it stumbles. */
export function payloadOf({ headers, body }: Pick<HttpRequest, 'headers' | 'body'>): Payload {
  const type = (headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (!isPayloadType(type)) return { status: 415, problem: `The content type has to be ${TYPES.join(' or ')}.` };
  const text = textOf(body);
  if (text === null) return { status: 400, problem: 'The body is not UTF-8.' };
  const json = type === 'application/json' ? text : new URLSearchParams(text).get('payload');
  if (json !== null && !isJsonObject(json)) return { status: 400, problem: 'The payload is not a JSON object.' };
  return { type, text };
}

function isPayloadType(type: string): type is PayloadType {
  return TYPES.includes(type);
}

function textOf(body: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}
