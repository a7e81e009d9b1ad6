/** Work that keeps its order within a key, runs side by side across keys, and knows up to where everything is done. */
export interface KeyedQueue<T> {
  /** Adds a task at `position`, in ascending order. Resolves when there is room for more. */
  add(key: string, position: string, task: T): Promise<void>;
  /** The last position up to which all work was done; undefined: none yet. */
  doneUpTo(): string | undefined;
  /** Whether all work that was added was done. */
  allDone(): boolean;
  /** Resolves when all work that was added has ended. */
  drained(): Promise<void>;
}

export interface Tasks<T> {
  /** Answers whether it was done. Must not throw. */
  work(task: T): Promise<boolean>;
  /** What does for both, of a task that has not begun and the next of its key; null: each is done by itself. */
  joined?(waiting: T, next: T): T | null;
}

/** Where a task stands among all of them. */
interface Entry {
  position: string;
  done: boolean;
}

/** A task that has not begun, with the entries of those that it does for. */
interface Waiting<T> {
  task: T;
  entries: Entry[];
}

/** A queue of at most `room` keys. */
export function keyedQueue<T>(room: number, { work, joined }: Tasks<T>): KeyedQueue<T> {
  const tails = new Map<string, Promise<void>>();
  const last = new Map<string, Waiting<T>>();
  /** In the order in which they were added. */
  const ledger: Entry[] = [];
  let low: string | undefined;
  const forRoom: (() => void)[] = [];
  const isFull = () => tails.size >= room || (tails.size > 0 && ledger.length >= 10 * room);

  const joins = (key: string, entry: Entry, task: T): boolean => {
    const waiting = last.get(key);
    const both = waiting && joined?.(waiting.task, task);
    if (waiting === undefined || both === undefined || both === null) return false;
    waiting.task = both;
    waiting.entries.push(entry);
    return true;
  };
  const queue = (key: string, waiting: Waiting<T>) => {
    last.set(key, waiting);
    const begin = () => {
      if (last.get(key) === waiting) last.delete(key);
      return work(waiting.task);
    };
    const tail = (tails.get(key) ?? Promise.resolve()).then(begin).then((done) => {
      for (const entry of waiting.entries) entry.done = done;
      while (ledger[0]?.done) low = ledger.shift()?.position;
      if (tails.get(key) === tail) tails.delete(key);
      for (const look of forRoom.splice(0)) look();
    });
    tails.set(key, tail);
  };

  return {
    async add(key, position, task) {
      const entry = { position, done: false };
      ledger.push(entry);
      if (!joins(key, entry, task)) queue(key, { task, entries: [entry] });
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
