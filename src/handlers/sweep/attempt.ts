import type { FrontDesk } from '../front-desk.ts';
import { heldUntil } from '../persist.ts';
import { asError } from '../request-state.ts';

/** Does the work. An error is logged, save that somebody else is at it. */
export async function attempt(desk: FrontDesk, id: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (heldUntil(error) !== null) return;
    desk.logger.error('the sweep met an error', { id, error: asError(error) });
  }
}
