/** One call that reached the stand-in, as far as it got. */
export interface JournalEntry {
  readonly time: string;
  readonly requestId: string;
  readonly service: string;
  readonly operation: string;
  /** The caller's ARN (of the session, for an assumed role); absent when the credentials were refused. */
  readonly principal?: string;
  /** As the operation saw it; absent when it was refused before. */
  readonly input?: unknown;
  /** The HTTP status, or 0 when the connection was dropped. */
  readonly status: number;
  /** The error's code, when the call failed. */
  readonly error?: string;
}

/** How many calls are kept in full; the counts go on. */
const MOST_ENTRIES = 10_000;

/** Counts calls by `service:Operation` and keeps the last ones in full. */
export class Journal {
  #counts = new Map<string, number>();
  #entries: JournalEntry[] = [];

  add(entry: JournalEntry) {
    const name = `${entry.service}:${entry.operation}`;
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
    this.#entries.push(entry);
    if (this.#entries.length > 2 * MOST_ENTRIES) this.#entries = this.#entries.slice(-MOST_ENTRIES);
  }

  /** Calls by `service:Operation`; calls that failed count as well. */
  get counts(): Record<string, number> {
    return Object.fromEntries([...this.#counts].toSorted(([a], [b]) => a.localeCompare(b)));
  }

  /** The last calls, in the order they were answered. */
  get entries(): readonly JournalEntry[] {
    return this.#entries.slice(-MOST_ENTRIES);
  }

  clear() {
    this.#counts = new Map();
    this.#entries = [];
  }
}
