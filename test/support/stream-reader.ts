import type { DynamoDBStreamsClient, _Record as StreamRecord } from '@aws-sdk/client-dynamodb-streams';
import { ulid } from 'ulid';
import { onTestFinished } from 'vitest';
import { followStream, type StreamReading } from '../../src/mesh/aws/streams.ts';
import type { CheckpointStore } from '../../src/mesh/stores/checkpoints.ts';
import { type FakeShard, fakeStream } from './fake-stream.ts';
import { streamsAt } from './tables.ts';

/** The partition key of a record of Meshdesk's table. */
export const keyOf = (record: StreamRecord) => record.dynamodb?.Keys?.pk?.S ?? null;
export const idOf = (record: StreamRecord) => `${keyOf(record)}:${record.dynamodb?.SequenceNumber}`;

/** A reader that keeps what it was handed, and can be waited for. */
export function reader(
  client: DynamoDBStreamsClient,
  checkpoints: CheckpointStore,
  streamArn: string,
  over: Partial<StreamReading<StreamRecord>> = {},
) {
  const handled: StreamRecord[] = [];
  const troubles: unknown[] = [];
  let [trimmed, unknown] = [0, 0];
  const waiting: { until: () => boolean; resolve: () => void }[] = [];
  const look = () => {
    for (const { until, resolve } of waiting) if (until()) resolve();
  };
  const ending = new AbortController();
  const { handle = async () => true, ...rest } = over;
  const ended = followStream<StreamRecord>({
    client,
    streamArn,
    checkpoints,
    subjectOf: (record) => record,
    keyOf: (record) => keyOf(record) ?? '',
    onTrimmed: async () => {
      trimmed += 1;
      look();
    },
    onUnknown: async () => {
      unknown += 1;
    },
    onTrouble: (error) => {
      troubles.push(error);
      look();
    },
    signal: ending.signal,
    pollMs: 5,
    ...rest,
    handle: async (record) => {
      handled.push(record);
      look();
      return handle(record);
    },
  });
  return {
    handled,
    troubles,
    trimmed: () => trimmed,
    unknown: () => unknown,
    until: (until: () => boolean) =>
      new Promise<void>((resolve) => {
        waiting.push({ until, resolve });
        look();
      }),
    stop: () => {
      ending.abort();
      return ended;
    },
  };
}

/** Readers of a stream on the wire, with these shards, until the test is over. */
export async function openShards(shards: FakeShard[], checkpoints: CheckpointStore) {
  const fake = await fakeStream(shards);
  const client = streamsAt(fake.listening.url);
  onTestFinished(async () => {
    client.destroy();
    await fake.listening.close();
  });
  const arn = `arn:fake:${ulid()}`;
  return { fake, arn, read: (over: Parameters<typeof reader>[3] = {}) => reader(client, checkpoints, arn, over) };
}
