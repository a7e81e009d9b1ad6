/** People who wait for an answer, and the work that lets them go first. */
export interface Foreground {
  /** Somebody waits for this. */
  during<T>(work: () => Promise<T>): Promise<T>;
  /** Resolves when nobody waits any more, and after half a second in any case. */
  free(): Promise<void>;
}

const MOST_MS = 500;

/** Within this process. */
export function foreground(): Foreground {
  let underWay = 0;
  const held: (() => void)[] = [];
  return {
    async during(work) {
      underWay += 1;
      try {
        return await work();
      } finally {
        underWay -= 1;
        if (underWay === 0) for (const go of held.splice(0)) go();
      }
    },
    async free() {
      if (underWay === 0) return;
      await new Promise<void>((resolve) => {
        const late = setTimeout(resolve, MOST_MS);
        held.push(() => {
          clearTimeout(late);
          resolve();
        });
      });
    },
  };
}
