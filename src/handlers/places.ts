/** Takes a place under a key, and waits for one if need be; the answer gives it back. */
export type Places = (key: string) => Promise<() => void>;

interface Taken {
  many: number;
  /** Each takes over a place that is given back. */
  waiting: (() => void)[];
}

/** So many places under each key; whoever has waited for `patienceMs` takes one more. */
export function placesIn(most: number, patienceMs: number): Places {
  const keys = new Map<string, Taken>();
  return async (key) => {
    const taken = keys.get(key) ?? { many: 0, waiting: [] };
    keys.set(key, taken);
    if (taken.many < most) taken.many += 1;
    else await takeOver(taken, patienceMs);
    return () => {
      const next = taken.waiting.shift();
      if (next !== undefined) return next();
      taken.many -= 1;
      if (taken.many === 0) keys.delete(key);
    };
  };
}

function takeOver(taken: Taken, patienceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const late = setTimeout(() => {
      taken.waiting = taken.waiting.filter((other) => other !== begin);
      taken.many += 1;
      resolve();
    }, patienceMs);
    const begin = () => {
      clearTimeout(late);
      resolve();
    };
    taken.waiting.push(begin);
  });
}
