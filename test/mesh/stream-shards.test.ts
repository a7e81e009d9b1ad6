import type { _Record as StreamRecord } from '@aws-sdk/client-dynamodb-streams';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CheckpointStore, checkpointStore } from '../../src/mesh/stores/checkpoints.ts';
import type { FakeShard } from '../support/fake-stream.ts';
import { idOf, keyOf, openShards } from '../support/stream-reader.ts';
import { openTables, type TestTables } from '../support/tables.ts';

let tables: TestTables;
let checkpoints: CheckpointStore;
beforeAll(async () => {
  tables = await openTables();
  checkpoints = checkpointStore(tables.documents, tables.meshdeskTable);
});
afterAll(() => tables.close());

describe('a stream whose shards close', () => {
  const open = (shards: FakeShard[]) => openShards(shards, checkpoints);
  const ids = (records: StreamRecord[]) => records.map(idOf);

  it('is read parents first, children when their parent is done with', async () => {
    const { read, arn } = await open([
      { id: 'grandchild', parent: 'child', keys: ['a', 'c'], closed: false },
      { id: 'child', parent: 'parent', keys: ['a', 'b', 'a'], closed: true },
      { id: 'parent', parent: 'long-gone', keys: ['a', 'b', 'a'], closed: true },
    ]);
    const done: string[] = [];
    const handle = async (record: StreamRecord) => {
      await new Promise((resolve) => setImmediate(resolve));
      done.push(idOf(record));
      return true;
    };
    const first = read({ handle });
    await first.until(() => first.handled.length === 8);
    await first.stop();
    expect(done.slice(0, 3).toSorted()).toEqual(['a:1', 'a:3', 'b:2']);
    expect(done.slice(3, 6).toSorted()).toEqual(['a:1', 'a:3', 'b:2']);
    expect(done.slice(6).toSorted()).toEqual(['a:1', 'c:2']);
    expect(await checkpoints.get(arn, 'parent')).toMatchObject({ finished: true });
    expect(await checkpoints.get(arn, 'child')).toMatchObject({ finished: true });
    expect(await checkpoints.get(arn, 'grandchild')).toMatchObject({ finished: false, sequenceNumber: '2' });
  });

  it('is not read again after a restart, save for what is new', async () => {
    const shards: FakeShard[] = [
      { id: 'parent', keys: ['a'], closed: true },
      { id: 'child', parent: 'parent', keys: ['b'], closed: false },
    ];
    const { read, fake } = await open(shards);
    const first = read();
    await first.until(() => first.handled.length === 2);
    await first.stop();
    shards[1]?.keys.push('c');
    fake.calls.length = 0;
    const second = read();
    await second.until(() => second.handled.length === 1);
    await second.stop();
    expect(ids(second.handled)).toEqual(['c:2']);
    expect(fake.calls.filter(({ shard }) => shard === 'parent')).toEqual([]);
  });

  it('has a child that comes later read when its parent closes', async () => {
    const shards: FakeShard[] = [{ id: 'parent', keys: ['a'], closed: false }];
    const { read } = await open(shards);
    const first = read();
    await first.until(() => first.handled.length === 1);
    shards.push({ id: 'child', parent: 'parent', keys: ['a', 'b'], closed: false });
    (shards[0] as FakeShard).closed = true;
    await first.until(() => first.handled.length === 3);
    await first.stop();
    expect(ids(first.handled)).toEqual(['a:1', 'a:1', 'b:2']);
  });

  it('keeps a closed shard unfinished while one of its records is not done', async () => {
    const { read, arn } = await open([{ id: 'only', keys: ['a', 'b'], closed: true }]);
    const first = read({ handle: async (record) => keyOf(record) === 'a' });
    await first.until(() => first.handled.length === 2);
    await first.stop();
    expect(await checkpoints.get(arn, 'only')).toMatchObject({ finished: false, sequenceNumber: '1' });
    const second = read();
    await second.until(() => second.handled.length === 1);
    await second.stop();
    expect(ids(second.handled)).toEqual(['b:2']);
    expect(await checkpoints.get(arn, 'only')).toMatchObject({ finished: true });
  });

  it('reads a closed shard again when one of its records was not done, and its children then', async () => {
    const { read } = await open([
      { id: 'parent', keys: ['a', 'b'], closed: true },
      { id: 'child', parent: 'parent', keys: ['c'], closed: false },
    ]);
    let refused = false;
    const first = read({
      handle: async (record) => {
        if (keyOf(record) !== 'b' || refused) return true;
        refused = true;
        return false;
      },
    });
    await first.until(() => first.handled.some((record) => keyOf(record) === 'c'));
    await first.stop();
    expect(ids(first.handled)).toEqual(['a:1', 'b:2', 'b:2', 'c:1']);
  }, 20_000);

  it('begins no more work once it is to end', async () => {
    const { read } = await open([{ id: 'only', keys: ['a', 'a', 'a', 'a', 'a', 'a'], closed: false }]);
    const ending: { stop?: () => Promise<void> } = {};
    let stopped: Promise<void> | undefined;
    const first = read({
      keyOf: (record) => {
        if (record.dynamodb?.SequenceNumber === '4') stopped = ending.stop?.();
        return String(keyOf(record));
      },
    });
    ending.stop = first.stop;
    await first.until(() => stopped !== undefined);
    await stopped;
    expect(first.handled.length).toBeLessThanOrEqual(4);
  });

  it('gets a new iterator where the last one expired, and hands nothing out twice', async () => {
    const { read, fake } = await open([{ id: 'only', keys: ['a', 'b', 'c'], closed: false }]);
    const first = read();
    await first.until(() => first.handled.length === 3);
    fake.refuse('GetRecords', 'ExpiredIteratorException');
    fake.shards[0]?.keys.push('d');
    await first.until(() => first.handled.length === 4);
    await first.stop();
    expect(ids(first.handled)).toEqual(['a:1', 'b:2', 'c:3', 'd:4']);
    expect(fake.calls.filter(({ operation }) => operation === 'GetShardIterator').map(({ from }) => from)).toEqual([
      'TRIM_HORIZON',
      '3',
    ]);
    expect(first.troubles).toEqual([]);
  });

  it.each(['DescribeStream', 'GetShardIterator', 'GetRecords'])(
    'tells of a failing %s and tries again',
    async (operation) => {
      const { read, fake } = await open([{ id: 'only', keys: ['a', 'b'], closed: false }]);
      fake.refuse(operation, 'LimitExceededException');
      const first = read();
      await first.until(() => first.handled.length === 2);
      await first.stop();
      expect(ids(first.handled)).toEqual(['a:1', 'b:2']);
      expect(first.troubles).toHaveLength(1);
    },
  );

  it('goes on when a checkpoint cannot be kept', async () => {
    const { read } = await open([{ id: 'only', keys: ['a'], closed: true }]);
    const broken: CheckpointStore = { ...checkpoints, put: () => Promise.reject(new Error('no')) };
    const first = read({ checkpoints: broken });
    await first.until(() => first.handled.length === 1);
    await first.until(() => first.troubles.length > 0);
    await first.stop();
    expect(ids(first.handled)).toEqual(['a:1']);
  });

  it('loses nothing and keeps each key in order when it is stopped anywhere', async () => {
    const keys = Array.from({ length: 40 }, (_, at) => `k${at % 4}`);
    for (const stopAfter of [1, 7, 20, 39]) {
      const { read } = await open([
        { id: 'parent', keys: keys.slice(0, 25), closed: true },
        { id: 'child', parent: 'parent', keys: keys.slice(25), closed: false },
      ]);
      let running = true;
      const first = read({
        handle: async () => {
          await new Promise((resolve) => setImmediate(resolve));
          return running;
        },
      });
      await first.until(() => first.handled.length >= stopAfter);
      running = false;
      await first.stop();
      const second = read();
      const last = () => second.handled.some((record) => idOf(record) === `k${39 % 4}:15`);
      await second.until(last);
      await second.stop();
      const seen = new Set([...first.handled, ...second.handled].map(idOf));
      const all = [
        ...keys.slice(0, 25).map((key, at) => `${key}:${at + 1}`),
        ...keys.slice(25).map((key, at) => `${key}:${at + 1}`),
      ];
      expect(all.filter((id) => !seen.has(id))).toEqual([]);
    }
  });
});
