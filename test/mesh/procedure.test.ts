import { ulid } from 'ulid';
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest';
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
} from '../../src/mesh/procedure.ts';
import { type OperationStore, operationStore } from '../../src/mesh/stores/operations.ts';
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

  it('while the progress is written keeps neither the next write nor the end from being made', async () => {
    const id = await claimed();
    let refused = 0;
    const proxy = await interceptor(inject('dynamoUrl'), (operation, body) => {
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
