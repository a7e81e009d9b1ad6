import { setMaxListeners } from 'node:events';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import pLimit from 'p-limit';
import { ulid } from 'ulid';
import { followStream } from '../mesh/aws/streams.ts';
import { tableState } from '../mesh/aws/table.ts';
import { unlogged } from '../mesh/aws/unlogged.ts';
import { checkpointStore } from '../mesh/stores/checkpoints.ts';
import type { FrontDesk } from './front-desk.ts';
import { inTurn, type Turning } from './in-turn.ts';
import { bothChanges, type Change, messagesOf, onChange } from './on-change.ts';
import { onSubscription } from './on-subscription.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { persist } from './persist.ts';
import { asError } from './request-state.ts';
import { changeOf, subscriptionOf } from './stream-subjects.ts';
import { workOff } from './sweep/arrears.ts';
import { lookAnew, sweep } from './sweep/sweep.ts';
import { takeUp } from './sweep/unfinished.ts';

export interface Following {
  region: string;
  subscriptionsTable: string;
  meshdeskTable: string;
  documents: DynamoDBDocumentClient;
  signal: AbortSignal;
}

const SWEEP_MS = 60_000;
/** Requests whose messages are drawn at once: more would only wait for each other, and people with them. */
const REQUESTS_AT_ONCE = 32;
const OPERATIONS_AT_ONCE = 200;
/** What would wait longer for a channel is left to the sweep, in milliseconds. */
const PATIENCE_MS = 120_000;

/** Follows both streams, takes up at the start what was left, and sweeps every minute. Resolves after the signal, when all in flight has ended. */
export async function follow(desk: FrontDesk, following: Following): Promise<void> {
  const { region, subscriptionsTable, meshdeskTable, documents, signal } = following;
  const worker = ulid();
  // Whoever waits for Slack or for a lease listens to it.
  setMaxListeners(0, signal);
  const client = unlogged(new DynamoDBStreamsClient({ region }));
  const [subscriptions, operations] = await Promise.all([
    streamOf(region, subscriptionsTable),
    streamOf(region, meshdeskTable),
  ]);
  const [operationsLeft, looking] = [oneAtATime(desk), oneAtATime(desk)];
  const inOneMinute = () => new Date(desk.now().getTime() + SWEEP_MS);
  const takingUp = () => takeUp(desk, worker);
  const sweeping = () => sweep(desk, inOneMinute(), signal);
  const common = {
    client,
    checkpoints: checkpointStore(documents, meshdeskTable),
    signal,
    onTrimmed: async () => {
      await lookAnew(desk);
      operationsLeft.beginAnew(takingUp);
      looking.beginAnew(sweeping);
    },
    onUnknown: () => lookAnew(desk),
    onTrouble: (error: unknown) => desk.logger.warn('a stream could not be read', { error: asError(error) }),
  };
  const timer = setInterval(() => {
    operationsLeft.begin(takingUp);
    looking.begin(sweeping);
  }, SWEEP_MS);
  // What the streams still have to tell is not looked for yet.
  operationsLeft.begin(takingUp);
  looking.begin(() => workOff(desk, inOneMinute(), signal));
  await Promise.all([
    followStream<string>({
      ...common,
      streamArn: subscriptions,
      subjectOf: subscriptionOf,
      keyOf: (id) => id,
      joined: (id) => id,
      handle: handler(desk, {
        work: (id) => onSubscription(desk, id),
        showing: (id) => ({ id, subject: 'subscription' }),
        urgent: false,
        limit: pLimit(REQUESTS_AT_ONCE),
        signal,
      }),
    }),
    followStream<Change>({
      ...common,
      streamArn: operations,
      subjectOf: changeOf,
      keyOf: ({ id }) => id,
      joined: bothChanges,
      handle: handler(desk, {
        work: (change) => onChange(desk, worker, change),
        showing: messagesOf,
        urgent: true,
        limit: pLimit(OPERATIONS_AT_ONCE),
        signal,
      }),
    }),
  ]);
  clearInterval(timer);
  await Promise.all([operationsLeft.ended(), looking.ended()]);
  client.destroy();
}

interface Handling<T> extends Pick<Turning, 'urgent' | 'limit' | 'signal'> {
  work(subject: T): Promise<void>;
  /** Whose messages the subject is shown in. */
  showing(subject: T): Turning['showing'];
}

function handler<T>(desk: FrontDesk, handling: Handling<T>): (subject: T) => Promise<boolean> {
  const { work, showing, signal } = handling;
  return async (subject) => {
    const turning: Turning = { ...handling, showing: showing(subject), patienceMs: PATIENCE_MS };
    try {
      await persist(() => inTurn(desk, () => work(subject), turning), { most: 6, pauseMs: 500, signal });
      return true;
    } catch (error) {
      if (signal.aborted) return false;
      desk.logger.error('an event was given up', { subject, error: asError(error) });
      return noted(desk, turning.showing);
    }
  };
}

/** The sweep comes back to it; what stands behind it in the stream must not wait. False: not even that could be noted, this time. */
async function noted(desk: FrontDesk, behind: Turning['showing']): Promise<boolean> {
  if (behind === null) return true;
  try {
    await desk.arrears.add(behind.id, behind.subject, desk.now());
    return true;
  } catch (error) {
    desk.logger.error('what was given up could not be noted', { ...behind, error: asError(error) });
    return false;
  }
}

async function streamOf(region: string, table: string): Promise<string> {
  const state = await tableState(region, table);
  if (state.is === 'missing') throw new Error(`There is no table ${table}.`);
  if (state.is === 'no-stream') throw new Error(`Table ${table} has no stream: switch on NEW_AND_OLD_IMAGES.`);
  return state.streamArn;
}
