import type { FrontDesk } from '../front-desk.ts';
import { ACCOUNTS } from './accounts.ts';
import { workOff } from './arrears.ts';
import { attempt } from './attempt.ts';
import { goOn } from './pass.ts';
import { RECORDS } from './records.ts';

/**
 * Finds what no event speaks of any more, and brings the messages that are behind to what is stored. Each run looks at what has
 * been noted, and goes on a little way through the records and the accounts, from where the run before it has left them: its
 * calls do not grow with the mesh. Begins nothing after `until`, nor after the signal; what fails is logged and keeps nothing else from its turn.
 */
export async function sweep(desk: FrontDesk, until: Date, signal?: AbortSignal): Promise<void> {
  await Promise.all([
    attempt(desk, 'accounts', () => goOn(desk, ACCOUNTS, until)),
    // What is found is noted, and worked off at once.
    attempt(desk, 'records', () => goOn(desk, RECORDS, until)).then(() =>
      attempt(desk, 'arrears', () => workOff(desk, until, signal)),
    ),
  ]);
}
