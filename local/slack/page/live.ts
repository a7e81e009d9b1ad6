import { useCallback, useEffect, useRef, useState } from 'react';

/** Something that is read from the server and read again when it changed. */
export interface Live<T> {
  /** Null until it was read for the present key. */
  data: T | null;
  refresh: () => void;
}

/**
 * Reads with `load` for each new `key` (null: nothing to read) and at each `refresh`. While one reading is under way
 * further ones wait as one, so an older answer never replaces a newer.
 */
export function useLive<T>(
  key: string | null,
  load: (key: string) => Promise<T>,
  onError: (error: unknown) => void,
): Live<T> {
  const [entry, setEntry] = useState<{ key: string; data: T } | null>(null);
  const callbacks = useRef({ load, onError });
  callbacks.current = { load, onError };
  const reader = useRef<() => void>(() => undefined);

  useEffect(() => {
    if (key === null) return;
    let stopped = false;
    const read = coalesce(async () => {
      try {
        const data = await callbacks.current.load(key);
        if (!stopped) setEntry({ key, data });
      } catch (error) {
        if (!stopped) callbacks.current.onError(error);
      }
    });
    reader.current = read;
    read();
    return () => {
      stopped = true;
      reader.current = () => undefined;
    };
  }, [key]);

  const refresh = useCallback(() => reader.current(), []);
  return { data: entry !== null && entry.key === key ? entry.data : null, refresh };
}

/** A function that runs `task`, and once more after it when it was called meanwhile. */
function coalesce(task: () => Promise<void>): () => void {
  let running = false;
  let again = false;
  const run = async () => {
    running = true;
    do {
      again = false;
      await task();
    } while (again);
    running = false;
  };
  return () => {
    if (running) again = true;
    else void run();
  };
}
