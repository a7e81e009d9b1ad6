import type { _Record as StreamRecord } from '@aws-sdk/client-dynamodb-streams';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
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

describe('a stream of which something is lost', () => {
  const open = (shards: FakeShard[]) => openShards(shards, checkpoints);
  const ids = (records: StreamRecord[]) => records.map(idOf);

  it('tells of records that are lost, and goes on from the oldest that is left', async () => {
    const { read, fake, arn } = await open([{ id: 'only', keys: ['a', 'b', 'c', 'd', 'e'], closed: false }]);
    const first = read();
    await first.until(() => first.handled.length === 5);
    await first.stop();
    const shard = fake.shards[0] as FakeShard;
    shard.keys.push('f', 'g', 'h');
    shard.trimmedTo = 8;
    const second = read();
    await second.until(() => second.handled.length === 1);
    await second.stop();
    expect(second.trimmed()).toBe(1);
    expect(ids(second.handled)).toEqual(['h:8']);
    expect(await checkpoints.get(arn, 'only')).toEqual(expect.objectContaining({ sequenceNumber: '8' }));
  });

  it('tells of records that are lost with their whole shard, once, and goes on with the one that followed', async () => {
    const shards: FakeShard[] = [{ id: 'parent', keys: ['a', 'b'], closed: false }];
    const { read, fake } = await open(shards);
    const first = read();
    await first.until(() => first.handled.length === 2);
    await first.stop();
    fake.shards.splice(0, 1, { id: 'later', parent: 'between', keys: ['c'], closed: false });
    const second = read();
    await second.until(() => second.handled.length === 1);
    await second.stop();
    expect(second.trimmed()).toBe(1);
    expect(ids(second.handled)).toEqual(['c:1']);
    fake.shards[0]?.keys.push('d');
    const third = read();
    await third.until(() => third.handled.length === 1);
    await third.stop();
    expect(third.trimmed()).toBe(0);
  });

  it('tells of what may be lost when nobody has kept how far it was read, once, and of nothing when somebody has', async () => {
    const { read, fake } = await open([{ id: 'only', keys: ['a', 'b', 'c'], closed: false, trimmedTo: 3 }]);
    const first = read();
    await first.until(() => first.handled.length === 1);
    fake.refuse('GetRecords', 'LimitExceededException');
    await first.until(() => first.troubles.length === 1);
    await first.stop();
    expect([first.unknown(), first.trimmed()]).toEqual([1, 0]);
    const second = read();
    fake.shards[0]?.keys.push('d');
    await second.until(() => second.handled.length === 1);
    await second.stop();
    expect(ids(second.handled)).toEqual(['d:4']);
    expect(second.unknown()).toBe(0);
  });

  it('tells of what may be lost of a shard whose parent was read before it, and of nothing where it goes on from the parent', async () => {
    const { read, fake } = await open([
      { id: 'parent', keys: ['a'], closed: true },
      { id: 'child', parent: 'parent', keys: [], closed: false },
    ]);
    const first = read();
    const childIsRead = () =>
      expect(fake.calls).toContainEqual(expect.objectContaining({ operation: 'GetRecords', shard: 'child' }));
    await vi.waitFor(childIsRead, { timeout: 20_000, interval: 10 });
    await first.stop();
    expect(first.unknown()).toBe(1);
    fake.shards[1]?.keys.push('b', 'c');
    Object.assign(fake.shards[1] ?? {}, { trimmedTo: 2 });
    const second = read();
    await second.until(() => second.handled.length === 1);
    await second.stop();
    expect(second.unknown()).toBe(1);
  });

  it.each([
    ['records', (shard: FakeShard) => Object.assign(shard, { trimmedTo: 3 })],
    ['the shard', (shard: FakeShard) => Object.assign(shard, { id: 'later', parent: 'only' })],
  ])('tells of %s lost until that is heard', async (_what, lose) => {
    const { read, fake } = await open([{ id: 'only', keys: ['a'], closed: false }]);
    const first = read();
    await first.until(() => first.handled.length === 1);
    await first.stop();
    const shard = fake.shards[0] as FakeShard;
    shard.keys.push('b', 'c');
    lose(shard);
    let told = 0;
    const second = read({
      onTrimmed: async () => {
        told += 1;
        if (told === 1) throw new Error('not now');
      },
    });
    await second.until(() => second.handled.some((record) => keyOf(record) === 'c'));
    await second.stop();
    expect(told).toBe(2);
    expect(second.troubles).toHaveLength(1);
  });

  it('tells of nothing lost when the shard before was read to its end and is gone by now', async () => {
    const shards: FakeShard[] = [{ id: 'parent', keys: ['a'], closed: true }];
    const { read, fake, arn } = await open(shards);
    const first = read();
    await first.until(() => first.handled.length === 1);
    await first.stop();
    expect(await checkpoints.get(arn, 'parent')).toMatchObject({ finished: true });
    fake.shards.splice(0, 1, { id: 'child', parent: 'parent', keys: ['b'], closed: false });
    const second = read();
    await second.until(() => second.handled.length === 1);
    await second.stop();
    expect(second.trimmed()).toBe(0);
  });

  it('is let go of when it disappears while it is read, and tells of what may be lost', async () => {
    const shards: FakeShard[] = [{ id: 'parent', keys: ['a'], closed: false }];
    const { read, fake, arn } = await open(shards);
    const first = read();
    await first.until(() => first.handled.length === 1);
    fake.shards.splice(0, 1, { id: 'later', parent: 'parent', keys: ['b'], closed: false });
    await first.until(() => first.handled.length === 2);
    await first.stop();
    expect(ids(first.handled)).toEqual(['a:1', 'b:1']);
    expect(first.trimmed()).toBeGreaterThan(0);
    expect(first.troubles).toEqual([]);
    expect(await checkpoints.get(arn, 'parent')).toMatchObject({ finished: true });
  }, 20_000);
});
