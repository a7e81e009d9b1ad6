import { decidedOnce, ended, namedSessions } from './decisions.ts';
import type { Facts } from './facts.ts';
import { grantsHaveReason, grantsOfActive } from './grants.ts';
import { cardsOfRequests, plainText } from './messages.ts';
import { recordsInForm } from './records.ts';

/** A promise of CONTRIBUTING.md that is broken, by its number there. */
export interface Finding {
  promise: number;
  /** The subscription, grant, message or call that it is about. */
  about: string;
  what: string;
}

const CHECKS: ((facts: Facts) => Finding[])[] = [
  cardsOfRequests,
  decidedOnce,
  grantsHaveReason,
  grantsOfActive,
  ended,
  recordsInForm,
  namedSessions,
  plainText,
];

/** Compares what is granted, recorded, decided and shown when everything has come to rest, and names every broken promise. */
export function audit(facts: Facts): Finding[] {
  return CHECKS.flatMap((check) => check(facts));
}
