/** Work that keeps its order within a key, runs side by side across keys, and knows up to where everything is done. */
export interface KeyedQueue {
  /** Adds work at `position`, in ascending order; it answers whether it was done. Resolves when there is room for more. */
  add(key: string, position: string, work: () => Promise<boolean>): Promise<void>;
  /** The last position up to which all work was done; undefined: none yet. */
  doneUpTo(): string | undefined;
  /** Whether all work that was added was done. */
  allDone(): boolean;
  /** Resolves when all work that was added has ended. */
  drained(): Promise<void>;
}

/** A queue that holds at most `room` pieces of work. Work must not throw. */
export function keyedQueue(room: number): KeyedQueue {
  const tails = new Map<string, Promise<void>>();
  /** Positions in the order in which they were added, with whether their work was done. */
  const ledger: { position: string; done: boolean }[] = [];
  let low: string | undefined;
  const forRoom: (() => void)[] = [];
  const isFull = () => tails.size >= room || (tails.size > 0 && ledger.length >= 10 * room);
  return {
    async add(key, position, work) {
      const entry = { position, done: false };
      ledger.push(entry);
      const tail = (tails.get(key) ?? Promise.resolve()).then(work).then((done) => {
        entry.done = done;
        while (ledger[0]?.done) low = ledger.shift()?.position;
        if (tails.get(key) === tail) tails.delete(key);
        for (const look of forRoom.splice(0)) look();
      });
      tails.set(key, tail);
      // Work that ended undone stays in the ledger: with nothing under way there is nothing to wait for.
      while (isFull()) await new Promise<void>((look) => forRoom.push(look));
    },
    doneUpTo: () => low,
    allDone: () => ledger.length === 0,
    async drained() {
      while (tails.size > 0) await Promise.all(tails.values());
    },
  };
}
