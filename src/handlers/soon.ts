import { setTimeout as delay } from 'node:timers/promises';

/** Whether `work` has ended within so many milliseconds. Rejects with its error. */
export async function endsWithin(work: Promise<void>, ms: number): Promise<boolean> {
  const waiting = new AbortController();
  try {
    const late = delay(ms, false, { signal: waiting.signal }).catch(() => false);
    return await Promise.race([work.then(() => true), late]);
  } finally {
    waiting.abort();
  }
}
