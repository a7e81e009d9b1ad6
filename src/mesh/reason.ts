import { type Operation, operationOf } from './operation.ts';
import { isOpen, type Subscription } from './subscription.ts';

/** So many notes of a request are kept and shown, of so many characters. */
const MOST_NOTES = 5;
const LONGEST = 300;

/** The notes as far as they are kept and shown. */
export function cutReason(notes: readonly string[]): string[] {
  return notes.slice(0, MOST_NOTES).map((note) => {
    if (note.length <= LONGEST) return note;
    return `${note.slice(0, LONGEST - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
  });
}

/**
 * Why the request was asked for: the record's notes as long as nobody has decided. The original keeps the notes of decisions in the
 * same set, so the first operation on a request keeps them apart. Empty: nothing was noted, or it is not known.
 */
export function reasonOf(subscription: Subscription, operation: Operation | undefined): string[] {
  const current = operationOf(subscription, operation);
  const undecided = isOpen(subscription) && current?.state !== 'done';
  return cutReason(current?.reason ?? (undecided ? (subscription.Notes ?? []) : []));
}
