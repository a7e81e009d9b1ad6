import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Item, Key } from '../../src/mesh/stores/get-many.ts';
import { gatheredReads, type Reads, singleReads } from '../../src/mesh/stores/reads.ts';
import { openTables } from '../support/tables.ts';

const key = (id: number) => ({ pk: `p${id}`, sk: 'item' });

/** Reads that end when they are told to, of a table that holds everything. */
function held() {
  const begun: { table: string; keys: readonly Key[] }[] = [];
  const ends: (() => void)[] = [];
  const read: Reads = (table, keys) => {
    begun.push({ table, keys });
    return new Promise<Item[]>((resolve) => ends.push(() => resolve(keys.map((one) => ({ ...one, table })))));
  };
  return { begun, end: (at: number) => ends[at]?.(), reads: gatheredReads(read) };
}

const aTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('gathered reads', () => {
  it('answer at once what asks for nothing', async () => {
    const { begun, reads } = held();
    expect(await reads('a', [])).toEqual([]);
    expect(begun).toEqual([]);
  });

  it('join what is asked of a table in one turn, and ask for nothing twice', async () => {
    const { begun, end, reads } = held();
    const asked = [reads('a', [key(1), key(2)]), reads('a', [key(2)]), reads('b', [key(1)])];
    await aTurn();
    expect(begun).toEqual([
      { table: 'a', keys: [key(1), key(2)] },
      { table: 'b', keys: [key(1)] },
    ]);
    end(0);
    end(1);
    expect(await Promise.all(asked)).toEqual([
      [
        { ...key(1), table: 'a' },
        { ...key(2), table: 'a' },
      ],
      [{ ...key(2), table: 'a' }],
      [{ ...key(1), table: 'b' }],
    ]);
  });

  it('give nobody what was read before they asked, nor have them wait for a read that does not end', async () => {
    const { begun, end, reads } = held();
    const never = reads('a', [key(1)]);
    await aTurn();
    const [second, third] = [reads('a', [key(1)]), reads('a', [key(2)])];
    await expect.poll(() => begun.length).toBe(2);
    expect(begun[1]?.keys).toEqual([key(1), key(2)]);
    end(1);
    expect(await Promise.all([second, third])).toEqual([[{ ...key(1), table: 'a' }], [{ ...key(2), table: 'a' }]]);
    end(0);
    await never;
  });

  it('gather for longer, the more ask: what thirty ask over twenty milliseconds after thirty others is one call', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'setImmediate'] });
    onTestFinished(() => void vi.useRealTimers());
    const { begun, reads } = held();
    const ask = (ids: number[]) => {
      for (const id of ids) void reads('a', [key(id)]);
    };
    const thirty = Array.from({ length: 30 }, (_, id) => id);
    ask([1_000]);
    await vi.advanceTimersByTimeAsync(1);
    ask(thirty);
    await vi.advanceTimersByTimeAsync(6);
    ask(thirty.slice(0, 15));
    await vi.advanceTimersByTimeAsync(20);
    ask(thirty.slice(15));
    await vi.advanceTimersByTimeAsync(5);
    expect(begun.map(({ keys }) => keys.length)).toEqual([1, 30, 30]);
  });

  it('ask for a hundred keys at a time', async () => {
    const { begun, reads } = held();
    for (let id = 0; id < 120; id++) void reads('a', [key(id), key(1_000 + id)]);
    await aTurn();
    expect(begun.map(({ keys }) => keys.length)).toEqual([100, 100, 40]);
  });

  it('let a key that DynamoDB does not take fail nobody but who asked for it', async () => {
    const { documents, meshdeskTable: table } = await openTables();
    await documents.send(new PutCommand({ TableName: table, Item: { ...key(1), is: 'there' } }));
    const reads = gatheredReads(singleReads(documents));
    const [found, missing, refused] = await Promise.allSettled([
      reads(table, [key(1)]),
      reads(table, [key(2)]),
      reads(table, [{ pk: 'x'.repeat(3_000), sk: 'item' }]),
    ]);
    expect(found).toMatchObject({ value: [{ is: 'there' }] });
    expect(missing).toMatchObject({ value: [] });
    expect(refused).toMatchObject({ reason: { name: 'ValidationException' } });
  });

  it('tell everybody whose read failed', async () => {
    const reads = gatheredReads(() => Promise.reject(new Error('no answer')));
    const asked = await Promise.allSettled([reads('a', [key(1)]), reads('a', [key(2)])]);
    expect(asked.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });
});
