import type { FrontDesk } from '../front-desk.ts';
import { ACCOUNTS } from './accounts.ts';
import { workOff } from './arrears.ts';
import { attempt } from './attempt.ts';
import { STANDING_CARDS, UNLISTED_CARDS, WAITING_CARDS } from './cards.ts';
import { beginAnew, goOn, type Through } from './pass.ts';
import { RECORDS } from './records.ts';

/** What may have changed unheard of. */
const LOOKS = [RECORDS, WAITING_CARDS, STANDING_CARDS];

/**
 * Finds what no event speaks of any more, and brings the messages that are behind to what is stored. Each run looks at what has
 * been noted, and goes on a little way through the records, the cards and the accounts, from where the run before it has left
 * them: its calls do not grow with the mesh. Begins nothing after `until`, nor after the signal; what fails is logged and keeps
 * nothing else from its turn.
 */
export async function sweep(desk: FrontDesk, until: Date, signal?: AbortSignal): Promise<void> {
  const look = (through: Through) => attempt(desk, through.name, () => goOn(desk, through, until));
  await Promise.all([
    look(ACCOUNTS),
    look(UNLISTED_CARDS),
    // What is found is noted, and worked off at once.
    Promise.all(LOOKS.map(look)).then(() => attempt(desk, 'arrears', () => workOff(desk, until, signal))),
  ]);
}

/** Has the next runs look through everything anew: what was lost may be anywhere. */
export async function lookAnew(desk: FrontDesk): Promise<void> {
  await Promise.all(LOOKS.map((through) => beginAnew(desk, through)));
}
