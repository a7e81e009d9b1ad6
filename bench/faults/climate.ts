import type { FaultRule } from '../../local/aws/faults.ts';
import type { Answer } from '../../local/forward.ts';
import { awsError, type Call, changed, type Fate, slackAnswer } from './gateway.ts';

/** What kind of bad weather there is between the bot and its services. */
export interface Climate {
  name: string;
  /** What meets a call; `chance` answers true for that share of the times it is asked. */
  fateOf?: (call: Call, chance: (share: number) => boolean) => Fate;
  /** Faults of the lake's own. */
  lake?: readonly FaultRule[];
  /** How long ListPermissions lags behind, in milliseconds. */
  listDelayMs?: number;
  /** How long the indexes of both tables lag behind, in milliseconds. */
  indexLagMs?: number;
  /** Every so many milliseconds all Socket Mode connections break. */
  socketsBreakEveryMs?: number;
  /** Every so many milliseconds the bot is killed, and started again. */
  killedEveryMs?: number;
  /** Whether the bot's clock is ten minutes fast. */
  clockOff?: boolean;
}

const isSlack = ({ service, operation }: Call) =>
  service === 'slack' && /^(chat|conversations|users|views)\./.test(operation);
const isStream = ({ operation }: Call) => operation === 'GetRecords';
const TOO_MANY = slackAnswer({ ok: false, error: 'ratelimited' }, 429, { 'retry-after': '1' });
const BROKEN = slackAnswer({ ok: false, error: 'internal_error' }, 500);
/** Longer than the bot's own patience with a call of Slack's. */
const HANGS_MS = 11_000;
const slackFails = (fate: Fate, share: number) => (call: Call, chance: (share: number) => boolean) =>
  isSlack(call) && chance(share) ? fate : undefined;

/** One kind of weather at a time, at a high rate. */
export const CLIMATES: readonly Climate[] = [
  { name: 'fair' },
  { name: 'Slack answers 429 to 30 % of calls', fateOf: slackFails({ answer: TOO_MANY }, 0.3) },
  { name: 'Slack answers 500 to 30 % of calls', fateOf: slackFails({ answer: BROKEN }, 0.3) },
  { name: 'Slack does it and answers 500 to 20 %', fateOf: slackFails({ answer: BROKEN, after: true }, 0.2) },
  { name: 'Slack answers 5 % of calls after 11 s', fateOf: slackFails({ delayMs: HANGS_MS }, 0.05) },
  { name: 'the connection to Slack is reset at 20 %', fateOf: slackFails({ cut: 'before' }, 0.2) },
  { name: 'the answer of Slack is lost at 20 %', fateOf: slackFails({ cut: 'after' }, 0.2) },
  { name: 'the socket is closed every 2 s', socketsBreakEveryMs: 2_000 },
  { name: 'AWS throttles 30 % of calls', lake: [{ match: {}, action: { throttle: { rate: 0.3 } } }] },
  { name: 'an entry of each batch fails', lake: oneOfEachBatch() },
  { name: 'ListPermissions is a second behind', listDelayMs: 1_000 },
  { name: 'the indexes of both tables are a second behind', indexLagMs: 1_000 },
  {
    name: 'DynamoDB loses 5 % of its answers',
    fateOf: (call, chance) =>
      call.service === 'dynamodb' && !isStream(call) && chance(0.05) ? { cut: 'after' } : undefined,
  },
  { name: 'streams bring every record twice', fateOf: (call) => (isStream(call) ? { change: twice } : undefined) },
  {
    name: 'stream iterators expire at 20 %',
    fateOf: (call, chance) =>
      isStream(call) && chance(0.2) ? { answer: awsError('ExpiredIteratorException') } : undefined,
  },
  {
    name: 'streams have been trimmed at 5 %',
    fateOf: (call, chance) =>
      isStream(call) && chance(0.05) ? { answer: awsError('TrimmedDataAccessException') } : undefined,
  },
  { name: "the bot's clock is ten minutes fast", clockOff: true },
  { name: 'the bot is killed every 8 s', killedEveryMs: 8_000 },
];

/** All of it at low rates. */
export const MIXED: Climate = {
  name: 'everything at low rates',
  listDelayMs: 500,
  indexLagMs: 500,
  socketsBreakEveryMs: 20_000,
  killedEveryMs: 60_000,
  lake: [{ match: {}, action: { throttle: { rate: 0.03 } } }, ...oneOfEachBatch(0.1)],
  fateOf(call, chance) {
    if (isStream(call))
      return chance(0.05)
        ? { change: twice }
        : chance(0.01)
          ? { answer: awsError('ExpiredIteratorException') }
          : undefined;
    if (isSlack(call)) {
      const fates: Fate[] = [{ answer: TOO_MANY }, { answer: BROKEN }, { cut: 'before' }, { cut: 'after' }];
      return fates.find(() => chance(0.01));
    }
    if (call.service === 'slack') return undefined;
    return chance(0.005) ? { cut: 'before' } : chance(0.005) ? { cut: 'after' } : undefined;
  },
};

/** One entry fails for the moment, of a share of all batches that have several: what succeeds is a call for what is left. */
function oneOfEachBatch(rate = 1): FaultRule[] {
  return ['BatchGrantPermissions', 'BatchRevokePermissions'].map((operation) => ({
    match: { operation },
    action: { failEntry: { code: 'ConcurrentModificationException', index: 0, ofSeveral: true, rate } },
  }));
}

/** Each record of a page once more, right behind itself, as a stream may bring it. */
function twice(answer: Answer): Answer {
  return changed<{ Records?: unknown[] }>(answer, (page) => ({
    ...page,
    Records: (page.Records ?? []).flatMap((record) => [record, record]),
  }));
}
