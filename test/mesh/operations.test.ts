import { ulid } from 'ulid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Operation } from '../../src/mesh/operation.ts';
import type { FrozenPlan } from '../../src/mesh/order.ts';
import { LostRace, type OperationStore, operationStore } from '../../src/mesh/stores/operations.ts';
import { takeDynamo } from '../support/dynamo.ts';
import { anOperation } from '../support/factories.ts';
import { documentsAt, openTables, type TestTables } from '../support/tables.ts';
import { interceptor } from '../support/wire.ts';

let tables: TestTables;
let store: OperationStore;
beforeAll(async () => {
  tables = await openTables();
  store = operationStore(tables.documents, tables.meshdeskTable);
});
afterAll(() => tables.close());

const later = (ms: number) => new Date(Date.parse('2026-11-23T06:30:00.000Z') + ms);
const frozen: FrozenPlan = {
  tables: ['web_sales'],
  plan: { principal: '999999999999', databaseName: 'tpcds', grant: [], revoke: [], hash: 'h' },
  seen: { status: 'Pending', updatedDate: null },
};
const granted = [{ table: 'web_sales', state: 'granted' as const }];

async function claimed(over: Partial<Operation> = {}): Promise<Operation> {
  const operation = anOperation({ subscriptionId: ulid(), ...over });
  await store.claim(operation, undefined);
  return operation;
}
const lost = async (write: Promise<unknown>) => expect(write).rejects.toBeInstanceOf(LostRace);

describe('claiming', () => {
  it('is done once, and comes back as it was written', async () => {
    const operation = await claimed({ planHash: 'h', order: { kind: 'deny', notes: 'no' } });
    expect(await store.get(operation.subscriptionId)).toEqual(operation);
    await lost(store.claim(anOperation({ subscriptionId: operation.subscriptionId }), undefined));
    expect(await store.get(operation.subscriptionId)).toEqual(operation);
  });

  it('takes the place of exactly the operation that was seen', async () => {
    const { subscriptionId } = await claimed();
    const first = await store.takeUp((await store.get(subscriptionId)) as Operation, 'w', later(0));
    await store.finish({ ...first, state: 'failed' });
    const seen = (await store.get(subscriptionId)) as Operation;
    await lost(store.claim(anOperation({ subscriptionId }), { ...seen, state: 'running' }));
    await lost(store.claim(anOperation({ subscriptionId }), { ...seen, operationId: ulid() }));
    const second = anOperation({ subscriptionId });
    await store.claim(second, seen);
    await lost(store.claim(anOperation({ subscriptionId }), seen));
    expect(await store.get(subscriptionId)).toEqual(second);
  });

  it('and finishing are done once when their answers are lost on the way', async () => {
    let left = 2;
    const proxy = await interceptor(await takeDynamo(), (name) =>
      name === 'TransactWriteItems' && left-- > 0 ? 'lost' : undefined,
    );
    const documents = documentsAt(proxy.url);
    const far = operationStore(documents, tables.meshdeskTable);
    const operation = anOperation({ subscriptionId: ulid() });
    await far.claim(operation, undefined);
    left = 2;
    await far.finish({ ...(await far.takeUp(operation, 'w', later(0))), state: 'done' });
    expect(await store.history(operation.subscriptionId)).toHaveLength(2);
    documents.destroy();
    await proxy.close();
  });

  it('is answered for nothing with nothing', async () => {
    expect(await store.get('nobody')).toBeUndefined();
    expect(await store.history('nobody')).toEqual([]);
  });
});

describe('the lease', () => {
  it('goes to one of eight workers who reach for it at once', async () => {
    for (let round = 0; round < 10; round++) {
      const operation = await claimed();
      const workers = Array.from({ length: 8 }, (_, at) => `worker-${at}`);
      const taken = await Promise.allSettled(workers.map((worker) => store.takeUp(operation, worker, later(20_000))));
      const winners = taken.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
      const losers = taken.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
      expect(winners).toHaveLength(1);
      expect(losers.every((error) => error instanceof LostRace)).toBe(true);
      expect(await store.get(operation.subscriptionId)).toEqual(winners[0]);
      expect(winners[0]).toMatchObject({ state: 'running', attempt: 1, leaseUntil: '2026-11-23T06:30:20.000Z' });
    }
  });

  it('that has run out goes to one of eight as well', async () => {
    const held = await store.takeUp(await claimed(), 'silent', later(0));
    const workers = Array.from({ length: 8 }, (_, at) => `worker-${at}`);
    const taken = await Promise.allSettled(workers.map((worker) => store.takeUp(held, worker, later(20_000))));
    expect(taken.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await store.get(held.subscriptionId)).toMatchObject({ attempt: 2 });
  });

  it('can be taken over from a worker who has let it run out, who can write nothing any more', async () => {
    const operation = await claimed();
    const slow = await store.takeUp(operation, 'slow', later(0));
    const quick = await store.takeUp(slow, 'quick', later(20_000));
    expect(quick.attempt).toBe(2);
    await lost(store.freeze(slow, frozen));
    await lost(store.progress(slow, granted, later(40_000)));
    await lost(store.letGo(slow));
    await lost(store.finish({ ...slow, state: 'done', tables: granted }));
    expect(await store.get(operation.subscriptionId)).toEqual(quick);
    expect(await store.history(operation.subscriptionId)).toHaveLength(1);
  });

  it('is held on by progress, and kept with the frozen plan', async () => {
    const running = await store.takeUp(await claimed(), 'w', later(0));
    await store.freeze(running, frozen);
    await store.progress(running, granted, later(40_000));
    const leaseUntil = '2026-11-23T06:30:40.000Z';
    expect(await store.get(running.subscriptionId)).toEqual({ ...running, frozen, tables: granted, leaseUntil });
  });

  it('is let go of for the next worker', async () => {
    const running = await store.takeUp(await claimed(), 'w', later(0));
    await store.letGo(running);
    const free = (await store.get(running.subscriptionId)) as Operation;
    expect(free).not.toHaveProperty('worker');
    expect(free).not.toHaveProperty('leaseUntil');
    await lost(store.finish({ ...running, state: 'done' }));
    expect(await store.takeUp(free, 'other', later(20_000))).toMatchObject({ attempt: 2, worker: 'other' });
  });
});

describe('finishing', () => {
  it.each(['done', 'partly', 'failed'] as const)('as %s ends the lease and stands in the history', async (state) => {
    const running = await store.takeUp(await claimed({ planHash: 'h' }), 'w', later(0));
    const error = { code: 'Unexpected' as const, details: { message: 'x' } };
    const over = { state, tables: granted, finishedAt: later(5).toISOString(), ...(state !== 'done' && { error }) };
    await store.finish({ ...running, ...over });
    const { worker: _, leaseUntil: __, ...rest } = running;
    expect(await store.get(running.subscriptionId)).toEqual({ ...rest, ...over });
    const events = await store.history(running.subscriptionId);
    expect(events.map(({ what, by, kind, at }) => ({ what, by, kind, at }))).toEqual([
      { what: 'claimed', by: 'U0RITA', kind: 'approve', at: running.claimedAt },
      { what: state, by: 'U0RITA', kind: 'approve', at: over.finishedAt },
    ]);
    expect(events[1]).toMatchObject({ tables: granted, planHash: 'h', requested: running.requested });
    expect(events[1]?.error).toEqual(state === 'done' ? undefined : error);
  });

  it('happens once, whoever else holds the same operation in memory', async () => {
    const running = await store.takeUp(await claimed(), 'w', later(0));
    const ends = await Promise.allSettled([
      store.finish({ ...running, state: 'done' }),
      store.finish({ ...running, state: 'failed' }),
    ]);
    expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await store.history(running.subscriptionId)).toHaveLength(2);
  });

  it('is refused for what has not ended', async () => {
    const running = await store.takeUp(await claimed(), 'w', later(0));
    await expect(store.finish(running)).rejects.toBeInstanceOf(RangeError);
  });
});

describe('the history', () => {
  it('is only ever appended to, over requests and decisions', async () => {
    const subscriptionId = ulid();
    let previous: Operation | undefined;
    const seen: unknown[][] = [];
    for (const [at, kind] of (['deny', 'approve', 'revoke'] as const).entries()) {
      const order = kind === 'approve' ? { kind } : { kind, notes: `note ${at}` };
      const operation = anOperation({ subscriptionId, order, requested: `request ${at}` });
      await store.claim(operation, previous);
      seen.push(await store.history(subscriptionId));
      const running = await store.takeUp(operation, 'w', later(0));
      await store.finish({ ...running, state: 'done' });
      seen.push(await store.history(subscriptionId));
      previous = await store.get(subscriptionId);
    }
    const all = await store.history(subscriptionId);
    expect(all.map(({ kind, what, notes }) => [kind, what, notes])).toEqual([
      ['deny', 'claimed', 'note 0'],
      ['deny', 'done', 'note 0'],
      ['approve', 'claimed', undefined],
      ['approve', 'done', undefined],
      ['revoke', 'claimed', 'note 2'],
      ['revoke', 'done', 'note 2'],
    ]);
    for (const [at, before] of seen.entries()) expect(before).toEqual(all.slice(0, at + 1));
  });
});

describe('what is unfinished', () => {
  it('is listed oldest first, and no longer when it has ended', async () => {
    const own = await openTables();
    const other = operationStore(own.documents, own.meshdeskTable);
    const listed = async () => {
      const ids: string[] = [];
      for await (const { subscriptionId } of other.unfinished()) ids.push(subscriptionId);
      return ids;
    };
    const at = (seconds: number) => ({ claimedAt: later(seconds * 1000).toISOString() });
    const operations = ['second', 'first', 'third'].map((subscriptionId, i) =>
      anOperation({ subscriptionId, ...at([2, 1, 3][i] ?? 0) }),
    );
    for (const operation of operations) await other.claim(operation, undefined);
    expect(await listed()).toEqual(['first', 'second', 'third']);
    const running = await other.takeUp(operations[1] as Operation, 'w', later(0));
    expect(await listed()).toEqual(['first', 'second', 'third']);
    await other.finish({ ...running, state: 'partly' });
    expect(await listed()).toEqual(['second', 'third']);
    own.close();
  });
});
