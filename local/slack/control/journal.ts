import { clone, type JsonObject } from '../json.ts';

/** A call as it was answered. `ts` in milliseconds; `error` is null when it went well. The token is never kept. */
export interface JournalEntry {
  method: string;
  ts: number;
  args: JsonObject;
  error: string | null;
}

const JSON_ARGUMENTS = ['blocks', 'view', 'metadata'];

/** What the app has called. */
export class Journal {
  entries: JournalEntry[] = [];
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Keeps an entry; arguments that are JSON text are kept parsed. */
  add(entry: JournalEntry): void {
    const args = clone(entry.args);
    for (const name of JSON_ARGUMENTS) if (typeof args[name] === 'string') args[name] = parsedOrText(args[name]);
    this.entries.push({ ...entry, args });
  }

  /** Keeps what the app answered to an interaction, as `ack:<what>`, and what is wrong with it. */
  addAnswer(what: string, answer: unknown, complaints: readonly string[]): void {
    const error = complaints.length === 0 ? null : complaints.join('; ');
    if (error !== null) console.error(`The answer to ${what} is not what Slack takes: ${error}`);
    this.entries.push({ method: `ack:${what}`, ts: this.#now(), args: { answer: clone(answer) }, error });
  }

  /** How often each method was called. */
  counts(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { method } of this.entries) counts[method] = (counts[method] ?? 0) + 1;
    return counts;
  }

  clear(): void {
    this.entries = [];
  }
}

function parsedOrText(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch (error) {
    if (error instanceof SyntaxError) return value;
    throw error;
  }
}
