import type { Subject } from '../mesh/stores/keys.ts';
import type { FrontDesk } from './front-desk.ts';
import { SlackBusy } from './slack-messages.ts';

/** Work that brings messages into channels, and how long it may wait for them. */
export interface Turning {
  /** Whose messages they are; null: found by the sweep without a note. */
  showing: { id: string; subject: Subject } | null;
  /** What would wait longer for a channel, in milliseconds, is noted among the arrears, which the sweep works off. */
  patienceMs: number;
  /** Goes before what is in no hurry. */
  urgent: boolean;
  /** Takes one of the places of what is done at once; what waits for a channel takes none. */
  limit<T>(work: () => Promise<T>): Promise<T>;
  signal: AbortSignal;
}

/** Does the work, and again whenever a channel that it waited for takes its message. Throws what the work throws. */
export async function inTurn(desk: FrontDesk, work: () => Promise<void>, turning: Turning): Promise<void> {
  const { showing, patienceMs, urgent, limit, signal } = turning;
  let end: () => void = () => undefined;
  for (;;) {
    const refused = await limit(() => desk.foreground.free().then(work))
      .then(() => null, refusalOf)
      .finally(end);
    if (refused === null) return;
    const { channel, until } = refused;
    if (showing !== null && until.getTime() - desk.now().getTime() > patienceMs) {
      return desk.arrears.add(showing.id, showing.subject, desk.now(), channel);
    }
    ({ end } = await desk.turns.turn(channel, showing?.id ?? '', { urgent, signal }).catch(() => {
      throw new SlackBusy(channel, until);
    }));
  }
}

/** Of what may wait for minutes, by the thousand, no more is kept: an error keeps whatever its stack was about. */
function refusalOf(error: unknown): Pick<SlackBusy, 'channel' | 'until'> {
  if (!(error instanceof SlackBusy)) throw error;
  return { channel: error.channel, until: error.until };
}
