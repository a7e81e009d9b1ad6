import { z } from 'zod';
import { ServiceError } from './errors.ts';

const failure = { code: z.string().min(1), message: z.string().optional() };

/** What to break, and when. */
export const faultRule = z.strictObject({
  /** Which calls: all of these that are given must fit; `principal` is a part of the caller's ARN. */
  match: z
    .strictObject({
      service: z.enum(['glue', 'lakeformation', 'ram', 's3', 'sts']).optional(),
      operation: z.string().optional(),
      principal: z.string().optional(),
    })
    .default({}),
  action: z.union([
    /** Answer so much later. */
    z.strictObject({ latencyMs: z.number().int().nonnegative() }),
    /** Refuse with the service's throttling error: a share of the calls (evenly spread), or the next ones. */
    z.strictObject({
      throttle: z.union([
        z.strictObject({ rate: z.number().min(0).max(1) }),
        z.strictObject({ next: z.number().int().positive() }),
      ]),
    }),
    /** Refuse with this error. */
    z.strictObject({ error: z.strictObject({ ...failure, status: z.number().int().min(400).max(599).optional() }) }),
    /** Close the connection without an answer, before or after the operation took effect. */
    z.strictObject({ drop: z.enum(['before', 'after']) }),
    /**
     * Fail entries of a batch: the one at `index` (from 0), those on `table`, or all; with `ofSeveral` only where there are
     * others, with `rate` in a share of the batches (evenly spread).
     */
    z.strictObject({
      failEntry: z.strictObject({
        ...failure,
        index: z.number().int().nonnegative().optional(),
        table: z.string().optional(),
        ofSeveral: z.boolean().optional(),
        rate: z.number().min(0).max(1).optional(),
      }),
    }),
    /** Answer entries of a batch of grants as done, and do nothing: those on `table`, or all. */
    z.strictObject({ forgetEntry: z.strictObject({ table: z.string().optional() }) }),
  ]),
  /** How often; forever when it is not given. */
  times: z.number().int().positive().optional(),
});

export type FaultRule = z.input<typeof faultRule>;
type Rule = z.output<typeof faultRule>;

/** What a fault rule sees of a call. */
export interface Suspect {
  readonly service: string;
  readonly operation: string;
  readonly principal: string;
}

/** What is to happen to one call. */
export interface Verdict {
  readonly latencyMs: number;
  readonly drop: 'before' | 'after' | undefined;
  readonly error: ServiceError | undefined;
  readonly entryFault: (index: number, name: string, entries?: number) => ServiceError | undefined;
  readonly forgets: (name: string) => boolean;
}

interface Armed {
  readonly rule: Rule;
  left: number;
  /** Adds up the rate; a call is throttled whenever it reaches one. */
  owed: number;
}

/** The throttling error of each service. */
const THROTTLED: Readonly<Record<string, () => ServiceError>> = {
  sts: () => new ServiceError('Throttling', 'Rate exceeded'),
  s3: () => new ServiceError('SlowDown', 'Please reduce your request rate.', 503),
};

/** The faults that were ordered, and the latency of every call. */
export class Faults {
  latencyMs = 0;
  #armed: Armed[] = [];

  /** Adds a rule. Throws ZodError when it is malformed. */
  add(given: FaultRule) {
    const rule = faultRule.parse(given);
    const throttle = 'throttle' in rule.action ? rule.action.throttle : undefined;
    const next = throttle !== undefined && 'next' in throttle ? throttle.next : undefined;
    this.#armed.push({ rule, left: next ?? rule.times ?? Number.POSITIVE_INFINITY, owed: 0 });
  }

  clear() {
    this.#armed = [];
    this.latencyMs = 0;
  }

  get rules(): readonly Rule[] {
    return this.#armed.map(({ rule }) => rule);
  }

  /** What the rules have for this call; rules with a count are used up by it. */
  judge(suspect: Suspect): Verdict {
    let latencyMs = this.latencyMs;
    let drop: Verdict['drop'];
    let error: ServiceError | undefined;
    const entries: Armed[] = [];
    for (const armed of this.#armed) {
      if (armed.left <= 0 || !fits(armed.rule, suspect)) continue;
      const { action } = armed.rule;
      if ('failEntry' in action || 'forgetEntry' in action) {
        const rate = 'failEntry' in action ? (action.failEntry.rate ?? 1) : 1;
        if (isOwed(armed, rate)) entries.push(armed);
        continue;
      }
      if ('throttle' in action && 'rate' in action.throttle && !isOwed(armed, action.throttle.rate)) continue;
      armed.left -= 1;
      if ('latencyMs' in action) latencyMs += action.latencyMs;
      else if ('drop' in action) drop ??= action.drop;
      else if ('throttle' in action) error ??= throttling(suspect.service);
      else
        error ??= new ServiceError(action.error.code, action.error.message ?? action.error.code, action.error.status);
    }
    return {
      ...{ latencyMs, drop, error },
      entryFault: (index, name, of = 1) => entryFault(entries, index, name, of),
      forgets: (name) => forgets(entries, name),
    };
  }
}

function fits({ match }: Rule, suspect: Suspect): boolean {
  if (match.service !== undefined && match.service !== suspect.service) return false;
  if (match.operation !== undefined && match.operation !== suspect.operation) return false;
  return match.principal === undefined || suspect.principal.includes(match.principal);
}

function isOwed(armed: Armed, rate: number): boolean {
  armed.owed += rate;
  if (armed.owed < 1 - Number.EPSILON) return false;
  armed.owed -= 1;
  return true;
}

const throttling = (service: string) =>
  THROTTLED[service]?.() ?? new ServiceError('ThrottlingException', 'Rate exceeded');

function forgets(entries: readonly Armed[], name: string): boolean {
  const armed = entries.find(({ rule: { action }, left }) => {
    return left > 0 && 'forgetEntry' in action && [undefined, name].includes(action.forgetEntry.table);
  });
  if (armed === undefined) return false;
  armed.left -= 1;
  return true;
}

function entryFault(entries: readonly Armed[], index: number, name: string, of: number): ServiceError | undefined {
  for (const armed of entries) {
    const action = armed.rule.action;
    if (armed.left <= 0 || !('failEntry' in action)) continue;
    const { index: at, table, ofSeveral, code, message } = action.failEntry;
    if (ofSeveral && of < 2) continue;
    if ((at !== undefined && at !== index) || (table !== undefined && table !== name)) continue;
    armed.left -= 1;
    return new ServiceError(code, message ?? code);
  }
  return undefined;
}
