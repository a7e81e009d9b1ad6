import { joining } from '../mesh/joining.ts';

/** Refreshes of what is shown, in this process: one at a time for each id, and none for nothing. */
export interface Refresher {
  /** Resolves when a refresh that began after this call has ended; rejects with its error. */
  now(id: string): Promise<void>;
  /** Has it refreshed soon, at most once a second; for progress. */
  soon(id: string): void;
}

const SPACING_MS = 1_000;

export function refresher(refresh: (id: string) => Promise<void>, onError: (error: unknown) => void): Refresher {
  const join = joining<void>();
  const spaced = new Map<string, { again: boolean }>();
  const now = (id: string): Promise<void> => {
    const waiting = spaced.get(id);
    // What was to be shown soon is shown by this one.
    if (waiting !== undefined) waiting.again = false;
    return join(id, () => refresh(id));
  };

  const soon = (id: string): void => {
    const waiting = spaced.get(id);
    if (waiting !== undefined) {
      waiting.again = true;
      return;
    }
    const mine = { again: false };
    spaced.set(id, mine);
    now(id).catch(onError);
    setTimeout(() => {
      spaced.delete(id);
      if (mine.again) soon(id);
    }, SPACING_MS).unref();
  };

  return { now, soon };
}
