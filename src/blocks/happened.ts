import type { OperationError } from '../mesh/operation.ts';
import { shorten } from './limits.ts';
import { mention, moment, type Piece } from './rich.ts';
import { sentenceOf } from './sentences.ts';

/** Something that happened to a request or an account: who did what, when, why, and what came of it. */
export interface Happening {
  by: string;
  /** ISO 8601. */
  at: string;
  what: string;
  /** Of a decision. */
  kind?: string;
  notes?: string;
  error?: OperationError;
}

/** "@rita approve: done · today at 9:41 — “for the campaign”" */
export function happened({ by, at, what, kind, notes, error }: Happening): Piece[] {
  return [
    mention(by),
    ` ${kind === undefined ? what : `${kind}: ${what}`} · `,
    moment(new Date(at)),
    ...(notes ? [` — “${shorten(notes, 200)}”`] : []),
    ...(error ? [' — ', ...sentenceOf(error)] : []),
  ];
}
