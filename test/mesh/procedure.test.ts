import { setTimeout as slowly } from 'node:timers/promises';
import { ulid } from 'ulid';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { MeshError } from '../../src/mesh/errors.ts';
import type { Operation } from '../../src/mesh/operation.ts';
import type { FrozenPlan, TableResult } from '../../src/mesh/order.ts';
import {
  type Bench,
  carryThrough,
  LEASE_MS,
  LeaseHeld,
  MAX_ATTEMPTS,
  type Procedure,
  type Telling,
} from '../../src/mesh/procedure.ts';
import { type OperationStore, operationStore } from '../../src/mesh/stores/operations.ts';
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

const granted: TableResult[] = [{ table: 'web_sales', state: 'granted' }];
const frozen: FrozenPlan = {
  tables: ['web_sales'],
  plan: { principal: '999999999999', databaseName: 'tpcds', grant: [], revoke: [], hash: 'h' },
};
const down = () =>
  new MeshError('AwsCallFailed', { service: 'Glue', operation: 'GetTables', awsCode: 'X', awsMessage: 'x' });
const moved = () => new MeshError('PlanMoved', { subscriptionId: 's', lookedAt: 'a', now: 'b' });

/** A worker's bench with a clock that stands still until it is set. */
function benchOf(worker: string, operations = store) {
  const clock = { now: new Date('2026-11-23T06:30:00Z') };
  const changes: string[] = [];
  const bench: Bench<Operation> = { operations, worker, now: () => clock.now, onChange: (id) => changes.push(id) };
  return { bench, clock, changes };
}
const procedure = (run: Procedure<Operation>['run']): Procedure<Operation> => ({
  run,
  leaves: (operation) => (operation.frozen === undefined ? 'failed' : 'partly'),
});
const done = procedure(async () => ({ state: 'done', tables: granted }));
async function claimed(): Promise<string> {
  const subscriptionId = ulid();
  await store.claim(anOperation({ subscriptionId }), undefined);
  return subscriptionId;
}
const stored = async (id: string) => (await store.get(id)) as Operation;

describe('carryThrough', () => {
  it('runs what was claimed, and finishes it', async () => {
    const id = await claimed();
    const { bench, changes } = benchOf('w');
    await carryThrough(bench, done, id);
    expect(await stored(id)).toMatchObject({
      state: 'done',
      attempt: 1,
      tables: granted,
      finishedAt: '2026-11-23T06:30:00.000Z',
    });
    expect(await stored(id)).not.toHaveProperty('worker');
    expect((await store.history(id)).map(({ what }) => what)).toEqual(['claimed', 'done']);
    expect(changes).toEqual([id]);
  });

  it('runs nothing where there is nothing to run', async () => {
    const { bench } = benchOf('w');
    const never = procedure(() => Promise.reject(new Error('was run')));
    await carryThrough(bench, never, 'nobody');
    const id = await claimed();
    await carryThrough(bench, done, id);
    await carryThrough(bench, never, id);
    expect(await store.history(id)).toHaveLength(2);
  });

  it('is run by one of several workers at once; the others are told until when', async () => {
    const id = await claimed();
    let runs = 0;
    const counted = procedure(async () => {
      runs += 1;
      return { state: 'done', tables: granted };
    });
    const workers = ['a', 'b', 'c', 'd'].map((worker) => carryThrough(benchOf(worker).bench, counted, id));
    const results = await Promise.allSettled(workers);
    expect(runs).toBe(1);
    for (const result of results) {
      if (result.status === 'fulfilled') continue;
      expect(result.reason).toBeInstanceOf(LeaseHeld);
      expect(result.reason.until).toEqual(new Date(Date.parse('2026-11-23T06:30:00Z') + LEASE_MS));
    }
  });

  it('is left alone by whoever comes while its lease lasts, or lost it by a moment', async () => {
    const id = await claimed();
    const later = benchOf('later');
    const never = procedure(() => Promise.reject(new Error('was run')));
    const until = new Date(Date.parse('2026-11-23T06:30:00Z') + LEASE_MS);
    const coming = procedure(async () => {
      await expect(carryThrough(later.bench, never, id)).rejects.toMatchObject({ name: 'LeaseHeld', until });
      return { state: 'done', tables: granted };
    });
    const first = benchOf('first').bench;
    const beaten = benchOf('beaten', {
      ...store,
      async takeUp(...wanted) {
        await carryThrough(first, coming, id);
        return store.takeUp(...wanted);
      },
    });
    await carryThrough(beaten.bench, never, id);
    expect(await stored(id)).toMatchObject({ state: 'done', attempt: 1 });
  });

  it.each<[string, (telling: Telling<Operation>) => void]>([
    ['by what it tells', (telling) => telling.table({ table: 'web_sales', state: 'granted' })],
    ['while it has nothing to tell', () => vi.advanceTimersByTime(LEASE_MS / 2)],
  ])('holds the lease on %s', async (_how, work) => {
    vi.useFakeTimers({ toFake: ['setInterval'] });
    onTestFinished(() => void vi.useRealTimers());
    const id = await claimed();
    const { bench, clock } = benchOf('w');
    let changed = (): void => undefined;
    const slow = procedure(async (_operation, telling) => {
      const written = new Promise<void>((resolve) => (changed = resolve));
      clock.now = new Date(clock.now.getTime() + LEASE_MS / 2);
      work(telling);
      await written;
      expect(await stored(id)).toMatchObject({ leaseUntil: new Date(clock.now.getTime() + LEASE_MS).toISOString() });
      return { state: 'done', tables: granted };
    });
    await carryThrough({ ...bench, onChange: () => changed() }, slow, id);
    expect(await stored(id)).toMatchObject({ state: 'done' });
  });

  it('keeps what it goes by and how far it came for whoever takes it over', async () => {
    const id = await claimed();
    const first = benchOf('first');
    const crash = procedure(async (_operation, telling) => {
      await telling.freeze(frozen);
      telling.table({ table: 'web_sales', state: 'failed', reason: 'x' });
      telling.table({ table: 'web_sales', state: 'granted' });
      throw new TypeError('the network is away');
    });
    await expect(carryThrough(first.bench, crash, id)).rejects.toThrow('the network is away');
    expect(await stored(id)).toMatchObject({ state: 'running', frozen });
    let seen: Operation | undefined;
    const rest = procedure(async (operation) => {
      seen = operation;
      return { state: 'done', tables: granted };
    });
    await carryThrough(benchOf('second').bench, rest, id);
    expect(seen).toMatchObject({ frozen, attempt: 2, worker: 'second' });
    expect(await stored(id)).toMatchObject({ state: 'done', frozen, attempt: 2 });
  });

  it('takes over from a worker who is silent, and that one finishes nothing', async () => {
    const id = await claimed();
    const [slow, quick] = [benchOf('slow'), benchOf('quick')];
    quick.clock.now = new Date(slow.clock.now.getTime() + LEASE_MS);
    const overtaken = procedure(async () => {
      await carryThrough(quick.bench, done, id);
      return { state: 'partly', tables: [] };
    });
    await carryThrough(slow.bench, overtaken, id);
    expect(await stored(id)).toMatchObject({ state: 'done', tables: granted, attempt: 2 });
    expect((await store.history(id)).map(({ what }) => what)).toEqual(['claimed', 'done']);
  });

  it('hands on the error of a worker who was overtaken while failing', async () => {
    const id = await claimed();
    const [slow, quick] = [benchOf('slow'), benchOf('quick')];
    quick.clock.now = new Date(slow.clock.now.getTime() + LEASE_MS);
    const overtaken = procedure(async () => {
      await carryThrough(quick.bench, done, id);
      throw new TypeError('the network is away');
    });
    await expect(carryThrough(slow.bench, overtaken, id)).rejects.toThrow('the network is away');
    expect(await stored(id)).toMatchObject({ state: 'done' });
  });
});

describe('an error', () => {
  it('that another attempt would meet again ends the operation', async () => {
    const id = await claimed();
    await carryThrough(
      benchOf('w').bench,
      procedure(() => Promise.reject(moved())),
      id,
    );
    const error = { code: 'PlanMoved', details: moved().details };
    expect(await stored(id)).toMatchObject({ state: 'failed', error });
    expect((await store.history(id)).at(-1)).toMatchObject({ what: 'failed', error });
  });

  it('after the first write leaves it done in part', async () => {
    const id = await claimed();
    const half = procedure(async (_operation, telling) => {
      await telling.freeze(frozen);
      telling.table({ table: 'web_sales', state: 'granted' });
      throw moved();
    });
    await carryThrough(benchOf('w').bench, half, id);
    expect(await stored(id)).toMatchObject({ state: 'partly', frozen, tables: granted, error: { code: 'PlanMoved' } });
  });

  it.each([
    ['of AWS', down, { code: 'AwsCallFailed', details: down().details }],
    ['of no code', () => new TypeError('odd'), { code: 'Unexpected', details: { message: 'TypeError: odd' } }],
  ])('%s is tried again at once, until there are no attempts left', async (_of, make, error) => {
    const id = await claimed();
    const { bench } = benchOf('w');
    const failing = procedure(() => Promise.reject(make()));
    for (let attempt = 1; attempt < MAX_ATTEMPTS; attempt++) {
      await expect(carryThrough(bench, failing, id)).rejects.toThrow(make().message);
      expect(await stored(id)).toMatchObject({ state: 'running', attempt });
      expect(await stored(id)).not.toHaveProperty('leaseUntil');
    }
    await carryThrough(bench, failing, id);
    expect(await stored(id)).toMatchObject({ state: 'failed', attempt: MAX_ATTEMPTS, error });
    expect((await store.history(id)).map(({ what }) => what)).toEqual(['claimed', 'failed']);
  });

  it.each([
    new MeshError('AccountUnreachable', { accountId: '111111111111', roleArn: 'arn' }),
    new MeshError('GrantsNotVerified', { subscriptionId: 's', missing: ['web_sales'] }),
    new MeshError('NotTakenBack', { subscriptionId: 's', tables: granted }),
    new MeshError('ShareUnavailable', { accountId: '999999999999', share: 'arn', state: 'not there' }),
  ])('that may pass is tried again: $code', async (error) => {
    const id = await claimed();
    const failing = procedure(() => Promise.reject(error));
    await expect(carryThrough(benchOf('w').bench, failing, id)).rejects.toBe(error);
    expect(await stored(id)).toMatchObject({ state: 'running', attempt: 1 });
  });

  it('of a later attempt leaves what an earlier one came to, however slowly that was written', async () => {
    const id = await claimed();
    const proxy = await interceptor(await takeDynamo(), async (operation, body) => {
      const { UpdateExpression: update = '' } = body as { UpdateExpression?: string };
      if (operation === 'UpdateItem' && update.startsWith('SET tables')) await slowly(100);
      return undefined;
    });
    const documents = documentsAt(proxy.url);
    onTestFinished(async () => {
      documents.destroy();
      await proxy.close();
    });
    const { bench } = benchOf('w', operationStore(documents, tables.meshdeskTable));
    const half = procedure(async (_operation, telling) => {
      await telling.freeze(frozen);
      telling.table({ table: 'web_sales', state: 'granted' });
      throw down();
    });
    await expect(carryThrough(bench, half, id)).rejects.toThrow();
    await carryThrough(
      bench,
      procedure(() => Promise.reject(moved())),
      id,
    );
    expect(await stored(id)).toMatchObject({ state: 'partly', frozen, tables: granted, attempt: 2 });
  });

  it('while the progress is written keeps neither the next write nor the end from being made', async () => {
    const id = await claimed();
    let refused = 0;
    const proxy = await interceptor(await takeDynamo(), (operation, body) => {
      const { UpdateExpression: update = '' } = body as { UpdateExpression?: string };
      if (operation !== 'UpdateItem' || !update.startsWith('SET tables') || refused > 0) return undefined;
      refused += 1;
      const __type = 'com.amazonaws.dynamodb.v20120810#AccessDeniedException';
      return { status: 400, body: { __type, message: 'not now' } };
    });
    const documents = documentsAt(proxy.url);
    onTestFinished(async () => {
      documents.destroy();
      await proxy.close();
    });
    const { bench } = benchOf('w', operationStore(documents, tables.meshdeskTable));
    const kept: (number | undefined)[] = [];
    let next = (): void => undefined;
    const change = () => new Promise<void>((resolve) => (next = resolve));
    const telling = procedure(async (_operation, tell) => {
      tell.table({ table: 'a', state: 'granted' });
      while (refused === 0) await new Promise((resolve) => setImmediate(resolve));
      const written = change();
      tell.table({ table: 'b', state: 'granted' });
      await written;
      kept.push((await store.get(id))?.tables.length);
      return { state: 'done', tables: granted };
    });
    await carryThrough({ ...bench, onChange: () => next() }, telling, id);
    expect(kept).toEqual([2]);
    expect(await stored(id)).toMatchObject({ state: 'done', tables: granted });
  });
});
