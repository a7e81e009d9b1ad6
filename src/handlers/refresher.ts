/** Refreshes of what is shown, in this process: one at a time for each id, and none for nothing. */
export interface Refresher {
  /** Resolves when a refresh that began after this call has ended; rejects with its error. */
  now(id: string): Promise<void>;
  /** Has it refreshed soon, at most once a second; for progress. */
  soon(id: string): void;
}

const SPACING_MS = 1_000;

export function refresher(refresh: (id: string) => Promise<void>, onError: (error: unknown) => void): Refresher {
  const running = new Map<string, Promise<void>>();
  const next = new Map<string, Promise<void>>();
  const spaced = new Map<string, { again: boolean }>();

  const run = (id: string): Promise<void> => {
    const promise = refresh(id).finally(() => {
      if (running.get(id) === promise) running.delete(id);
    });
    running.set(id, promise);
    return promise;
  };

  const now = (id: string): Promise<void> => {
    // Between the end of one refresh and the start of the next nothing runs, and somebody may ask again.
    const waiting = next.get(id);
    if (waiting !== undefined) return waiting;
    const current = running.get(id);
    if (current === undefined) return run(id);
    const following = current
      .catch(() => undefined)
      .then(() => {
        next.delete(id);
        return run(id);
      });
    next.set(id, following);
    return following;
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
