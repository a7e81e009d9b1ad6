import { DynamoDBStreamsClient, type _Record as StreamRecord } from '@aws-sdk/client-dynamodb-streams';
import { awsCodeOf } from '../mesh/aws/failures.ts';
import { followStream } from '../mesh/aws/streams.ts';
import { tableState } from '../mesh/aws/table.ts';
import type { CheckpointStore } from '../mesh/stores/checkpoints.ts';
import type { Subject } from '../mesh/stores/keys.ts';
import type { FrontDesk } from './front-desk.ts';
import { type Change, onChange } from './on-change.ts';
import { onSubscription } from './on-subscription.ts';
import { persist } from './persist.ts';
import { asError } from './request-state.ts';
import { changeOf, subscriptionOf } from './stream-subjects.ts';
import { sweep } from './sweep.ts';

export interface Following {
  region: string;
  subscriptionsTable: string;
  meshdeskTable: string;
  checkpoints: CheckpointStore;
  worker: string;
  signal: AbortSignal;
}

const SWEEP_MS = 60_000;

/** Follows both streams, and sweeps at the start and every minute. Resolves after the signal, when all in flight has ended. */
export async function follow(desk: FrontDesk, following: Following): Promise<void> {
  const { region, subscriptionsTable, meshdeskTable, checkpoints, worker, signal } = following;
  const client = new DynamoDBStreamsClient({ region });
  const [subscriptions, operations] = await Promise.all([
    streamOf(region, subscriptionsTable),
    streamOf(region, meshdeskTable),
  ]);
  let sweepUnderWay: Promise<void> | null = null;
  const sweeping = () => {
    sweepUnderWay ??= sweep(desk, worker)
      .catch((error: unknown) => desk.logger.error('the sweep failed', { error: asError(error) }))
      .finally(() => {
        sweepUnderWay = null;
      });
    return sweepUnderWay;
  };
  const common = {
    client,
    checkpoints,
    signal,
    onTrimmed: sweeping,
    onTrouble: (error: unknown) => desk.logger.warn('a stream could not be read', { error: asError(error) }),
  };
  const timer = setInterval(sweeping, SWEEP_MS);
  sweeping();
  await Promise.all([
    followStream({
      ...common,
      streamArn: subscriptions,
      keyOf: subscriptionOf,
      handle: handler(
        desk,
        signal,
        subscriptionOf,
        (id) => onSubscription(desk, id),
        (id) => ({ id, subject: 'subscription' }),
      ),
    }),
    followStream({
      ...common,
      streamArn: operations,
      keyOf: (record) => changeOf(record)?.id ?? null,
      handle: handler(desk, signal, changeOf, (change) => onChange(desk, worker, change), messagesOf),
    }),
  ]);
  clearInterval(timer);
  await sweepUnderWay;
  client.destroy();
}

function handler<T>(
  desk: FrontDesk,
  signal: AbortSignal,
  subjectOf: (record: StreamRecord) => T | null,
  work: (subject: T) => Promise<void>,
  showing: (subject: T) => { id: string; subject: Subject } | null,
): (record: StreamRecord) => Promise<boolean> {
  return async (record) => {
    const subject = subjectOf(record);
    if (subject === null) return true;
    try {
      await persist(() => work(subject), { most: 6, pauseMs: 500, signal });
      return true;
    } catch (error) {
      if (signal.aborted) return false;
      desk.logger.error('an event was given up', { subject, error: asError(error) });
      return noted(desk, showing(subject));
    }
  };
}

/** The sweep comes back to it; what stands behind it in the stream must not wait. False: not even that could be noted, this time. */
async function noted(desk: FrontDesk, behind: { id: string; subject: Subject } | null): Promise<boolean> {
  if (behind === null) return true;
  try {
    await desk.arrears.add(behind.id, behind.subject, desk.now());
    return true;
  } catch (error) {
    desk.logger.error('what was given up could not be noted', { ...behind, error: asError(error) });
    // An id that DynamoDB takes for no key, being too long beside ours, will be no better the next time.
    return awsCodeOf(error) === 'ValidationException';
  }
}

/** Whose messages a change is shown in; those of an account are found by the sweep without a note. */
function messagesOf(change: Change): { id: string; subject: Subject } | null {
  if (change.kind === 'account') return null;
  return { id: change.id, subject: change.kind === 'creation' ? 'products' : 'subscription' };
}

async function streamOf(region: string, table: string): Promise<string> {
  const state = await tableState(region, table);
  if (state.is === 'missing') throw new Error(`There is no table ${table}.`);
  if (state.is === 'no-stream') throw new Error(`Table ${table} has no stream: switch on NEW_AND_OLD_IMAGES.`);
  return state.streamArn;
}
