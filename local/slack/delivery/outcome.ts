import type { JsonObject } from '../json.ts';

/** Something that the app is to be told. */
export interface Outgoing {
  kind: 'interactive' | 'slash_commands' | 'events_api';
  payload: JsonObject;
  /** Whether the answer may carry a payload. */
  acceptsResponse: boolean;
  retry?: { num: number; reason: string };
}

/** How it went. `body` is what the app answered with: parsed JSON, text, or undefined for nothing. */
export type Outcome =
  | { ok: true; body: unknown }
  | { ok: false; reason: 'not_connected' | 'timeout' | 'http_error' | 'connection_failed' | 'not_configured' };
