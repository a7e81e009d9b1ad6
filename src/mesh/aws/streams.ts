import { setTimeout as wait } from 'node:timers/promises';
import {
  DescribeStreamCommand,
  type DynamoDBStreamsClient,
  ExpiredIteratorException,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ResourceNotFoundException,
  type Shard,
  type _Record as StreamRecord,
  TrimmedDataAccessException,
} from '@aws-sdk/client-dynamodb-streams';
import type { Checkpoint, CheckpointStore } from '../stores/checkpoints.ts';
import { type KeyedQueue, keyedQueue } from './keyed-queue.ts';

export interface StreamReading<T> {
  client: DynamoDBStreamsClient;
  streamArn: string;
  checkpoints: CheckpointStore;
  /** What is to be known of a record while it waits, which may be long; null: nobody is interested, it is passed over. */
  subjectOf(record: StreamRecord): T | null;
  /** Subjects with the same key are handled one after the other. */
  keyOf(subject: T): string;
  /** Answers whether the record is done with: if not, it is read again after a restart. Must not throw. */
  handle(subject: T): Promise<boolean>;
  /** What does for both, of a subject that waits and the next of its key: what was written is there by then. */
  joined?(waiting: T, next: T): T | null;
  /** Records were lost (older than 24 h): whatever they said has to be found in the tables. */
  onTrimmed(): Promise<void>;
  /** Of a shard that was not begun at its birth nobody has kept how far it was read: what it had at first may be gone. */
  onUnknown(): Promise<void>;
  /** Something failed that will be tried again. */
  onTrouble(error: unknown): void;
  /** Ends the reading; what is in flight is finished and kept. */
  signal: AbortSignal;
  /** Between two polls of an idle shard, in milliseconds. DynamoDB allows 5 reads a second and shard. */
  pollMs?: number;
}

/** Subjects of one shard that are worked on or wait, for Slack above all; each is a few kilobytes. */
const ROOM = 20_000;
const DISCOVER_MS = 5_000;
/** After a failure. */
const TROUBLE_MS = 1_000;

/**
 * Follows a DynamoDB stream without Lambda: parents before children, a checkpoint a shard, from the oldest record there is when
 * there is no checkpoint. Every record is handled at least once. Resolves after `signal`.
 */
export async function followStream<T>(reading: StreamReading<T>): Promise<void> {
  const shards = new Map<string, Promise<void>>();
  const finished = new Map<string, Finished>();
  while (!reading.signal.aborted) {
    const ended = finished.size;
    try {
      const listed = await listShards(reading);
      const known = new Set(listed.map(({ ShardId }) => ShardId));
      for (const { ShardId: id, ParentShardId: parent } of listed) {
        if (id === undefined || shards.has(id)) continue;
        if (parent !== undefined && known.has(parent) && !finished.has(parent)) continue;
        const forgotten = parent !== undefined && !known.has(parent) ? parent : undefined;
        const fromBirth = parent !== undefined && finished.get(parent) === 'here';
        shards.set(
          id,
          followShard(reading, { id, forgotten, fromBirth }).then((end) => {
            if (end !== null) finished.set(id, end);
            // What was not done is read again: until it is, the shard's children wait.
            else shards.delete(id);
          }),
        );
      }
    } catch (error) {
      reading.onTrouble(error);
      await pause(TROUBLE_MS, reading.signal);
      continue;
    }
    await pause(DISCOVER_MS, reading.signal, () => finished.size !== ended);
  }
  await Promise.all(shards.values());
}

async function listShards<T>({ client, streamArn, signal }: StreamReading<T>): Promise<Shard[]> {
  const shards: Shard[] = [];
  let after: string | undefined;
  do {
    const command = new DescribeStreamCommand({ StreamArn: streamArn, ExclusiveStartShardId: after });
    const { StreamDescription } = await client.send(command, { abortSignal: signal });
    shards.push(...(StreamDescription?.Shards ?? []));
    after = StreamDescription?.LastEvaluatedShardId;
  } while (after !== undefined);
  return shards;
}

/** All of a shard was read and is done with: by this reading, or by one before it. */
type Finished = 'here' | 'before';

interface Begun {
  id: string;
  /** Its parent, which is not there any more. */
  forgotten: string | undefined;
  /** This reading came to the end of its parent. */
  fromBirth: boolean;
}

/** Reads the shard to its end; null when the reading was ended before, or something was not done. */
async function followShard<T>(
  reading: StreamReading<T>,
  { id: shardId, forgotten, fromBirth }: Begun,
): Promise<Finished | null> {
  const queue = keyedQueue<T>(ROOM, { work: reading.handle, ...(reading.joined && { joined: reading.joined }) });
  const keeper = checkpointKeeper(reading, shardId, queue);
  let readUpTo: string | undefined;
  let [ended, isSure] = [false, fromBirth];
  while (!reading.signal.aborted && !ended) {
    try {
      const from = await reading.checkpoints.get(reading.streamArn, shardId);
      if (from?.finished) {
        await keeper.end(false);
        return 'before';
      }
      if (!isSure && from?.sequenceNumber === undefined) {
        await ((await wasLost(reading, forgotten)) ? reading.onTrimmed() : reading.onUnknown());
      }
      isSure = true;
      ended = await readShard(reading, shardId, queue, readUpTo ?? from?.sequenceNumber, (position) => {
        readUpTo = position;
      });
    } catch (error) {
      if (reading.signal.aborted) break;
      if (error instanceof ExpiredIteratorException) continue;
      try {
        ended = await afterLoss(reading, shardId, error);
        readUpTo = undefined;
      } catch (trouble) {
        reading.onTrouble(trouble);
        await pause(TROUBLE_MS, reading.signal);
      }
    }
  }
  await queue.drained();
  const finished = ended && queue.allDone();
  await keeper.end(finished);
  return finished ? 'here' : null;
}

/** Has what was lost looked for, and answers whether the shard is over. Throws the error where nothing was lost. */
async function afterLoss<T>(reading: StreamReading<T>, shardId: string, error: unknown): Promise<boolean> {
  // The shard itself is gone: those that followed it are read.
  const isGone = error instanceof ResourceNotFoundException;
  if (!isGone && !(error instanceof TrimmedDataAccessException)) throw error;
  await reading.onTrimmed();
  if (!isGone) await reading.checkpoints.put(reading.streamArn, shardId, { finished: false });
  return isGone;
}

/** Whether a shard that is not there any more was not read to its end. */
async function wasLost<T>({ checkpoints, streamArn }: StreamReading<T>, shardId: string | undefined): Promise<boolean> {
  return shardId !== undefined && !(await checkpoints.get(streamArn, shardId))?.finished;
}

/** Reads on until the shard ends (true) or the reading does (false). */
async function readShard<T>(
  reading: StreamReading<T>,
  shardId: string,
  queue: KeyedQueue<T>,
  after: string | undefined,
  onRead: (position: string) => void,
): Promise<boolean> {
  const { client, streamArn, signal } = reading;
  const start = await client.send(
    new GetShardIteratorCommand({
      StreamArn: streamArn,
      ShardId: shardId,
      ...(after === undefined
        ? { ShardIteratorType: 'TRIM_HORIZON' as const }
        : { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER' as const, SequenceNumber: after }),
    }),
    { abortSignal: signal },
  );
  let iterator = start.ShardIterator;
  while (iterator !== undefined) {
    if (signal.aborted) return false;
    const page = await client.send(new GetRecordsCommand({ ShardIterator: iterator }), { abortSignal: signal });
    for (const record of page.Records ?? []) {
      if (signal.aborted) return false;
      const position = record.dynamodb?.SequenceNumber;
      if (position === undefined) continue;
      const subject = reading.subjectOf(record);
      if (subject !== null) await queue.add(reading.keyOf(subject), position, subject);
      onRead(position);
    }
    iterator = page.NextShardIterator;
    if (iterator !== undefined && (page.Records ?? []).length === 0) await pause(reading.pollMs ?? 200, signal);
  }
  return true;
}

/** Writes the checkpoint while the shard is read, at most once a second, and only when work was done. */
function checkpointKeeper<T>(reading: StreamReading<T>, shardId: string, queue: KeyedQueue<T>) {
  let kept: string | undefined;
  const keep = async (finished: boolean) => {
    const done = queue.doneUpTo();
    if (done === kept && !finished) return;
    const checkpoint: Checkpoint = { finished, ...(done !== undefined && { sequenceNumber: done }) };
    await reading.checkpoints.put(reading.streamArn, shardId, checkpoint);
    kept = done;
  };
  let last: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    last = last.then(() => keep(false)).catch(reading.onTrouble);
  }, 1_000);
  return {
    async end(finished: boolean) {
      clearInterval(timer);
      await last;
      await keep(finished).catch(reading.onTrouble);
    },
  };
}

/** Waits, but not past the signal, nor when there is news. */
async function pause(ms: number, signal: AbortSignal, news: () => boolean = () => false): Promise<void> {
  const step = Math.min(ms, 250);
  for (let waited = 0; waited < ms && !signal.aborted && !news(); waited += step) {
    await wait(step, undefined, { signal }).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }
}
