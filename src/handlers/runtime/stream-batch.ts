import { setMaxListeners } from 'node:events';
import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import type { Context, DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import pLimit from 'p-limit';
import { inTurn, type Turning } from '../in-turn.ts';
import { persist } from '../persist.ts';
import { asError } from '../request-state.ts';
import type { SubjectRecord } from '../stream-subjects.ts';
import { type Station, station } from './lambda-desk.ts';

/** What a stream function does with the records of its table. */
export interface StreamWork<T> {
  /** What the trace calls it. */
  name: string;
  /** What a record is about; null: it is of no shape that anybody knows. */
  subjectOf(record: SubjectRecord): T | null;
  /** Whose messages the subject is shown in. */
  showing(subject: T): Turning['showing'];
  /** Looks at the subject as it is stored now, and does what is to be done. */
  work(station: Station, subject: T): Promise<void>;
  /** Subjects that are worked on at once. */
  atOnce: number;
  /** Does the work in a part of the trace of its own; absent: in the function's. */
  traced?: (name: string, subject: string, work: () => Promise<void>) => Promise<void>;
}

type StreamHandler = (event: DynamoDBStreamEvent, context: Context) => Promise<DynamoDBBatchResponse>;

/** What would wait longer for a channel of Slack's is left to the sweep, in milliseconds. */
const PATIENCE_MS = 5_000;
/** What is left of the function's time when it stops waiting for others, in milliseconds. */
const MARGIN_MS = 5_000;

/**
 * A Lambda function on a stream. Records that fail are reported, so that Lambda brings them again; a record of an unknown shape
 * goes to the queue of failures with the reason, and is done with.
 */
export function streamHandler<T>(work: StreamWork<T>): StreamHandler {
  const processor = new BatchProcessor(EventType.DynamoDBStreams);
  return async (event, context) => {
    const outcomes = startAll(work, await station(), event.Records, context);
    return processPartialResponse(event, (record: DynamoDBRecord) => outcomes.get(record), processor, {
      context,
      // A batch that fails as a whole is reported, too: thrown, it would be cut in halves, each with attempts of its own.
      throwOnFullBatchFailure: false,
    });
  };
}

/**
 * Begins with every record. Several about one subject are one piece of work: an event says only that something was written, and
 * what was written is there when the batch comes.
 */
function startAll<T>(
  { name, subjectOf, showing, work, atOnce, traced = untraced }: StreamWork<T>,
  at: Station,
  records: readonly DynamoDBRecord[],
  context: Context,
): Map<DynamoDBRecord, Promise<void>> {
  const { desk, failures } = at;
  const limit = pLimit(atOnce);
  const signal = AbortSignal.timeout(Math.max(0, context.getRemainingTimeInMillis() - MARGIN_MS));
  // Whoever waits for Slack or for a lease listens to it.
  setMaxListeners(0, signal);
  const begun = new Map<string, Promise<void>>();
  const outcomes = new Map<DynamoDBRecord, Promise<void>>();
  const begin = (subject: T): Promise<void> => {
    const key = JSON.stringify(subject);
    const known = begun.get(key);
    if (known !== undefined) return known;
    const turning = { showing: showing(subject), urgent: false, patienceMs: PATIENCE_MS, limit, signal };
    const once = () => traced(name, key, () => work(at, subject));
    const ended = persist(() => inTurn(desk, once, turning), { most: 3, pauseMs: 500, signal });
    begun.set(key, ended);
    ended.catch((error: unknown) => desk.logger.error('an event comes again', { subject, error: asError(error) }));
    return ended;
  };
  for (const record of records) {
    const subject = subjectOf(record);
    const before = [...outcomes.values()];
    outcomes.set(record, subject === null ? setAside(record, before) : begin(subject));
  }
  return outcomes;

  /** Lambda brings everything again that comes after a failure: only what will not come again is set aside. */
  async function setAside(record: DynamoDBRecord, before: readonly Promise<void>[]): Promise<void> {
    const settled = await Promise.allSettled(before);
    if (settled.some(({ status }) => status === 'rejected')) throw new Error('it comes again after another failure');
    const reason = `${name}: the keys name nothing that is known here: ${JSON.stringify(record.dynamodb?.Keys ?? null)}`;
    await failures.send(record, reason);
    const { measure } = await import('./telemetry.ts');
    measure('UnreadableEvents', 1);
    desk.logger.error('an event cannot be read', { eventId: record.eventID, reason });
  }
}

const untraced: NonNullable<StreamWork<unknown>['traced']> = (_name, _subject, work) => work();
