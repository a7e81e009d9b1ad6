import { randomBytes } from 'node:crypto';
import { ulid } from 'ulid';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Creation } from '../../src/mesh/creation.ts';
import { MeshError } from '../../src/mesh/errors.ts';
import { leftOutKept } from '../../src/mesh/left-out.ts';
import type { Operation } from '../../src/mesh/operation.ts';
import type { FrozenPlan, Order } from '../../src/mesh/order.ts';
import type { GrantEntry, LeftOut } from '../../src/mesh/plan.ts';
import { carryThrough } from '../../src/mesh/procedure.ts';
import { creationStore, type OperationStore, operationStore } from '../../src/mesh/stores/operations.ts';
import { now } from '../support/decision-desk.ts';
import { anOperation, RETAIL } from '../support/factories.ts';
import { openTables, type TestTables } from '../support/tables.ts';
import { codeOf } from './support/decisions.ts';

let tables: TestTables;
let store: OperationStore;
beforeAll(async () => {
  tables = await openTables();
  store = operationStore(tables.documents, tables.meshdeskTable);
});
afterAll(() => tables.close());

/** Names that no compression makes smaller than chance allows. */
const names = (count: number) => Array.from({ length: count }, () => randomBytes(127).toString('hex'));
const entry = (table: string): GrantEntry => ({ table, permissions: ['DESCRIBE', 'SELECT'], grantable: [] });
const planOf = (of: string[]): FrozenPlan => ({
  tables: of,
  plan: { principal: '999999999999', databaseName: 'd', grant: of.map(entry), revoke: [], hash: 'h' },
  target: of.map(entry),
});

async function claimed(over: Partial<Operation> = {}): Promise<Operation> {
  const operation = anOperation({ subscriptionId: ulid(), ...over });
  await store.claim(operation, undefined);
  return store.takeUp(operation, 'w', new Date());
}

/** The most tables that an approval may be frozen with. */
async function most(): Promise<string[]> {
  const approval = await claimed();
  let [fits, exceeds] = [1, 3_000];
  const all = names(exceeds);
  while (exceeds - fits > 10) {
    const middle = Math.floor((fits + exceeds) / 2);
    if ((await codeOf(store.freeze(approval, planOf(all.slice(0, middle))))) === 'PlanTooLarge') exceeds = middle;
    else fits = middle;
  }
  return all.slice(0, fits);
}

it('a plan that could not be kept is refused before it is begun; one that can be is ended, and what ends the grant as well', {
  timeout: 120_000,
}, async () => {
  const of = await most();
  const failed = of.map((table) => {
    const reason = `Table ${table} was refused: ${'words of AWS '.repeat(20)}`;
    return { table, state: 'failed' as const, code: 'InvalidInputException', reason };
  });
  const approval = { ...(await claimed()), frozen: planOf(of) };
  await store.freeze(approval, approval.frozen);
  await store.progress(approval, failed, new Date());
  await store.finish({ ...approval, state: 'partly', tables: failed });

  const order: Order = { kind: 'revoke', notes: 'n'.repeat(3_000) };
  const { order: approved, actor, claimedAt, frozen } = approval;
  const end = await claimed({ order, standing: { order: approved, actor, claimedAt, frozen } });
  const plan = planOf(of);
  const revoking = { ...plan, plan: { ...plan.plan, grant: [], revoke: of.map(entry) } };
  await store.freeze(end, revoking);
  await store.finish({ ...end, state: 'partly', frozen: revoking, tables: failed });
  expect((await store.get(end.subscriptionId))?.tables).toEqual(failed);
});

it('an operation ends by whatever it is refused for, however many names that has', async () => {
  const { subscriptionId } = await claimed();
  const reasons = names(2_000).map((asked) => ({ asked, reason: 'missing' }));
  const run = () => Promise.reject(new MeshError('NothingToGrant', { subscriptionId, reasons }));
  const bench = { operations: store, worker: 'other', now: () => new Date(Date.now() + 60_000) };
  await carryThrough(bench, { run, leaves: () => 'failed' }, subscriptionId);
  expect(await store.get(subscriptionId)).toMatchObject({ state: 'failed', error: { code: 'NothingToGrant' } });
});

it('a creation of more tables than can be kept account of ends before the first is made', async () => {
  const creations = creationStore(tables.documents, tables.meshdeskTable);
  const productsId = ulid();
  const order = { kind: 'create' as const, accountId: RETAIL, parameters: { sourceDatabaseName: 'tpcds' } };
  const claimedAt = now().toISOString();
  const plain = { productsId, order, orderedAt: claimedAt, claimedAt, actor: 'U0RITA', state: 'claimed' as const };
  await creations.claim({ operationId: ulid(), ...plain, attempt: 0, tables: [] }, undefined);
  const made: string[] = [];
  await carryThrough<Creation>(
    { operations: creations, worker: 'w', now },
    {
      async run(_creation, { freeze }) {
        await freeze({ meant: names(3_000), existed: [], behind: [] });
        made.push('a table');
        return { state: 'done', tables: [] };
      },
      leaves: () => 'failed',
    },
    productsId,
  );
  expect(made).toEqual([]);
  const error = { code: 'PlanTooLarge', details: { kind: 'create', tables: 3_000 } };
  expect(await creations.get(productsId)).toMatchObject({ state: 'failed', error });
});

it('of what takes no part the first are kept, those that nobody chose last, and how many more there are', () => {
  const missing = names(150).map((asked): LeftOut => ({ asked: asked.repeat(9), reason: 'missing' }));
  const unchosen = names(3).map((asked): LeftOut => ({ asked, reason: 'not-chosen' }));
  const { leftOut = [], leftOutMore } = leftOutKept([...unchosen, ...missing]);
  expect([leftOut.length, leftOutMore]).toEqual([100, 53]);
  expect(leftOut.every(({ asked, reason }) => asked.length === 255 && reason === 'missing')).toBe(true);
  expect(leftOutKept(unchosen)).toEqual({ leftOut: unchosen });
});
