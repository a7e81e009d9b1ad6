import { isObject, type JsonObject } from '../json.ts';

/** What goes wrong. Times in milliseconds, `retryAfter` in seconds. */
export type Effect =
  | { kind: 'latency'; ms: number }
  | { kind: 'ratelimit'; retryAfter: number }
  | { kind: 'http'; status: number }
  | { kind: 'error'; error: string }
  /** The connection breaks; `after`: the method has done its work by then. */
  | { kind: 'drop'; when: 'before' | 'after' }
  /** The connection breaks after so long, or when the caller gives it up (null); the method does its work when that is told. */
  | { kind: 'late'; ms: number | null };

/** A fault to come: for which calls, what, how often. */
export interface Fault {
  /** A method's name; `*` stands for anything, as in `chat.*`. */
  method: string;
  /** Arguments that the call must have, e.g. `{ channel: 'C0RETAIL' }`. */
  where: Record<string, string>;
  effect: Effect;
  /** How many calls it strikes; Infinity: all of them. */
  count: number;
}

/** The faults that the Web API is told to have. */
export class Faults {
  pending: Fault[] = [];
  /** Calls that were given up, and that have yet to be carried out. */
  late: (() => Promise<void>)[] = [];

  add(fault: Fault): void {
    this.pending.push(fault);
  }

  /** The fault that strikes this call, used up by one. */
  take(method: string, args: JsonObject): Effect | undefined {
    const fault = this.pending.find((candidate) => strikes(candidate, method, args));
    if (fault === undefined) return undefined;
    fault.count -= 1;
    if (fault.count <= 0) this.pending = this.pending.filter((other) => other !== fault);
    return fault.effect;
  }

  /** Carries out the calls that were given up, the oldest first; how many there were. */
  async carryOutLate(): Promise<number> {
    const calls = this.late.splice(0);
    for (const call of calls) await call();
    return calls.length;
  }

  clear(): void {
    this.pending = [];
    this.late = [];
  }
}

function strikes(fault: Fault, method: string, args: JsonObject): boolean {
  const [start = '', end] = fault.method.split('*');
  const named = end === undefined ? method === start : method.startsWith(start) && method.endsWith(end);
  return named && Object.entries(fault.where).every(([name, value]) => args[name] === value);
}

/** Reads a fault from what `POST /_control/faults` is sent. Throws an error that says what is wrong. */
export function readFault(body: JsonObject): Fault {
  const { method, where = {}, count = 1 } = body;
  if (typeof method !== 'string') throw new Error('A fault needs `method`, e.g. "chat.postMessage" or "chat.*".');
  if (!isObject(where)) throw new Error('`where` must be an object of arguments.');
  if (count !== null && (typeof count !== 'number' || count < 1)) {
    throw new Error('`count` must be a number from 1, or null for every call.');
  }
  const strings = Object.fromEntries(Object.entries(where).map(([name, value]) => [name, String(value)]));
  return { method, where: strings, effect: readEffect(body), count: count ?? Number.POSITIVE_INFINITY };
}

function readEffect(body: JsonObject): Effect {
  const number = (name: string) => {
    const value = body[name];
    if (typeof value !== 'number') throw new Error(`The action "${body.action}" needs the number \`${name}\`.`);
    return value;
  };
  switch (body.action) {
    case 'latency':
      return { kind: 'latency', ms: number('ms') };
    case 'ratelimit':
      return { kind: 'ratelimit', retryAfter: number('retryAfter') };
    case 'http':
      return { kind: 'http', status: number('status') };
    case 'error':
      return { kind: 'error', error: String(body.error) };
    case 'drop':
      return { kind: 'drop', when: body.when === 'after' ? 'after' : 'before' };
    case 'late':
      return { kind: 'late', ms: body.ms === undefined ? null : number('ms') };
    default:
      throw new Error('`action` must be latency, ratelimit, http, error, drop or late.');
  }
}
