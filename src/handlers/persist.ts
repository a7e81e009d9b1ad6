import { setTimeout as wait } from 'node:timers/promises';

export interface Persistence {
  /** Attempts that end in an error of an unknown kind; waiting for somebody else's lease does not count. */
  most: number;
  /** The first pause, in milliseconds; each one is twice the one before, up to 30 s. */
  pauseMs: number;
  signal: AbortSignal;
  clock?: Clock;
}

/** Time, in milliseconds. */
export interface Clock {
  now(): number;
  /** Rejects when the signal ends it. */
  wait(ms: number, signal: AbortSignal): Promise<unknown>;
}

const CLOCK: Clock = { now: Date.now, wait: (ms, signal) => wait(ms, undefined, { signal }) };

/** Tries until it works, the attempts are used up, or the signal ends it. Throws the last error. */
export async function persist(work: () => Promise<void>, persistence: Persistence): Promise<void> {
  const { most, pauseMs, signal, clock = CLOCK } = persistence;
  for (let failed = 0; ; ) {
    try {
      return await work();
    } catch (error) {
      const until = heldUntil(error);
      if (until === null && ++failed >= most) throw error;
      if (signal.aborted) throw error;
      const pause = until === null ? Math.min(30_000, pauseMs * 2 ** (failed - 1)) : Math.max(50, until - clock.now());
      await clock.wait(pause, signal).catch(() => {
        throw error;
      });
    }
  }
}

/** When what stands in the way ends (a lease, a rate limit), in milliseconds since 1970; null for any other error. */
export function heldUntil(error: unknown): number | null {
  return error instanceof Error && 'until' in error && error.until instanceof Date ? error.until.getTime() : null;
}
