import type { _Record as StreamRecord } from '@aws-sdk/client-dynamodb-streams';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type CheckpointStore, checkpointStore } from '../../src/mesh/stores/checkpoints.ts';
import { keyOf, reader } from '../support/stream-reader.ts';
import { openTables, type TestTables } from '../support/tables.ts';

let tables: TestTables;
let checkpoints: CheckpointStore;
beforeAll(async () => {
  tables = await openTables();
  checkpoints = checkpointStore(tables.documents, tables.meshdeskTable);
});
afterAll(() => tables.close());

describe('a stream of DynamoDB Local', () => {
  async function stream() {
    const own = await openTables();
    onTestFinished(() => own.close());
    const put = async (pk: string, n: number) => {
      await own.documents.send(new PutCommand({ TableName: own.meshdeskTable, Item: { pk, sk: 'x', n } }));
    };
    return { ...own, put, arn: await own.streamOf(own.meshdeskTable) };
  }
  const images = (records: StreamRecord[]) => records.map((r) => `${keyOf(r)}${r.dynamodb?.NewImage?.n?.N}`);

  it('is read from its oldest record on, in order for each key, and goes on as records come', async () => {
    const { streams, arn, put } = await stream();
    for (const n of [1, 2, 3]) for (const pk of ['a', 'b']) await put(pk, n);
    const first = reader(streams, checkpoints, arn);
    await first.until(() => first.handled.length === 6);
    await put('a', 4);
    await first.until(() => first.handled.length === 7);
    await first.stop();
    expect(images(first.handled.filter((r) => keyOf(r) === 'a'))).toEqual(['a1', 'a2', 'a3', 'a4']);
    expect(images(first.handled.filter((r) => keyOf(r) === 'b'))).toEqual(['b1', 'b2', 'b3']);
    expect(first.troubles).toEqual([]);
  });

  it('goes on after a restart where it stopped', async () => {
    const { streams, arn, put } = await stream();
    for (let n = 1; n <= 5; n++) await put('a', n);
    const first = reader(streams, checkpoints, arn);
    await first.until(() => first.handled.length === 5);
    await first.stop();
    for (let n = 6; n <= 8; n++) await put('a', n);
    const second = reader(streams, checkpoints, arn);
    await second.until(() => second.handled.length === 3);
    await second.stop();
    expect(images(second.handled)).toEqual(['a6', 'a7', 'a8']);
  });

  it('has what was not done read again after a restart', async () => {
    const { streams, arn, put } = await stream();
    await put('a', 1);
    await put('b', 1);
    await put('c', 1);
    const first = reader(streams, checkpoints, arn, { handle: async (record) => keyOf(record) !== 'b' });
    await first.until(() => first.handled.length === 3);
    await first.stop();
    const second = reader(streams, checkpoints, arn);
    await second.until(() => second.handled.length === 2);
    await second.stop();
    expect(images(second.handled)).toEqual(['b1', 'c1']);
  });

  it('ends when what is in flight has ended, and not before', async () => {
    const { streams, arn, put } = await stream();
    await put('a', 1);
    let finish = (): void => undefined;
    const working = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const first = reader(streams, checkpoints, arn, { handle: () => working.then(() => true) });
    await first.until(() => first.handled.length === 1);
    let stopped = false;
    const stopping = first.stop().then(() => {
      stopped = true;
    });
    await put('a', 2);
    expect(stopped).toBe(false);
    finish();
    await stopping;
    const second = reader(streams, checkpoints, arn);
    await second.until(() => second.handled.length === 1);
    await second.stop();
    expect(images(second.handled)).toEqual(['a2']);
  });

  it('passes over what nobody is interested in, its own checkpoints first of all', async () => {
    const { documents, meshdeskTable, streams, arn, put } = await stream();
    const interested = (record: StreamRecord) => (keyOf(record)?.startsWith('stream#') ? null : record);
    const own = checkpointStore(documents, meshdeskTable);
    let kept = 0;
    const counted: CheckpointStore = {
      ...own,
      put: async (...args) => {
        kept += 1;
        await own.put(...args);
      },
    };
    const first = reader(streams, checkpoints, arn, { subjectOf: interested, checkpoints: counted });
    for (let n = 1; n <= 5; n++) {
      await put('a', n);
      await first.until(() => first.handled.length === n);
      await own.put('elsewhere', `shard-${n}`, { finished: false });
    }
    await first.stop();
    expect(images(first.handled)).toEqual(['a1', 'a2', 'a3', 'a4', 'a5']);
    const written = kept;
    const idle = reader(streams, checkpoints, arn, { subjectOf: interested, checkpoints: counted });
    await put('z', 9);
    await idle.until(() => idle.handled.length === 1);
    await idle.stop();
    expect(kept).toBe(written + 1);
  });
});
