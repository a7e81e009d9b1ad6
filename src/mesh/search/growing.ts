/** A list that is being read, or was: what is known of it, and when all of it is. */
export interface GrowingList<T> {
  /** What is known by now. */
  items: readonly T[];
  /** When everything is known; rejects with what went wrong. */
  whole: Promise<void>;
}

/** Lists that are slow to read, kept by key: a list that is old is shown on while a new one is read behind it. */
export interface GrowingLists<T> {
  /** The list, whose reading begins now where it has not. */
  of(key: string): GrowingList<T>;
  /** What the list is about has changed: it is read anew when it is asked for next. */
  outdate(key: string): void;
}

export interface GrowingSettings<T> {
  /** Reads the list of a key, handing over what it finds as it goes. */
  read(key: string, found: (items: readonly T[]) => void): Promise<void>;
  /** After so many milliseconds a list is read anew. */
  freshMs: number;
  now(): Date;
}

interface Kept<T> extends GrowingList<T> {
  items: T[];
  begun: number;
  done: boolean;
}

/** Lists are forgotten when so many others have been asked for since. */
const KEPT_LISTS = 200;

export function growingLists<T>({ read, freshMs, now }: GrowingSettings<T>): GrowingLists<T> {
  const kept = new Map<string, Kept<T>>();
  const renewed = new Map<string, Kept<T>>();

  const begin = (key: string): Kept<T> => {
    const items: T[] = [];
    const list: Kept<T> = { items, begun: now().getTime(), done: false, whole: Promise.resolve() };
    list.whole = read(key, (found) => items.push(...found)).then(() => {
      list.done = true;
    });
    // Who waits for it is told; what nobody waits for is read again when it is asked for.
    list.whole.catch(() => {
      if (kept.get(key) === list) kept.delete(key);
    });
    return list;
  };

  const keep = (key: string, list: Kept<T>) => {
    kept.delete(key);
    kept.set(key, list);
    for (const oldest of kept.keys()) {
      if (kept.size <= KEPT_LISTS) break;
      kept.delete(oldest);
    }
  };

  return {
    outdate(key) {
      const known = kept.get(key);
      if (known !== undefined) known.begun = Number.NEGATIVE_INFINITY;
    },
    of(key) {
      const known = kept.get(key);
      if (known === undefined) {
        const first = begin(key);
        keep(key, first);
        return first;
      }
      if (known.done && now().getTime() - known.begun > freshMs && !renewed.has(key)) {
        const next = begin(key);
        renewed.set(key, next);
        next.whole
          .then(() => keep(key, next))
          .catch(() => undefined)
          .finally(() => renewed.delete(key));
      }
      return known;
    },
  };
}
