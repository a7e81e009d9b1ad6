import { afterEach, beforeEach, expect, it } from 'vitest';
import { decidedIn } from '../../src/mesh/decided.ts';
import type { MeshDesk } from '../../src/mesh/desk.ts';
import { fulfil } from '../../src/mesh/fulfilment.ts';
import type { Operation } from '../../src/mesh/operation.ts';
import type { FrozenPlan } from '../../src/mesh/order.ts';
import { anOperation } from '../support/factories.ts';
import { ACTOR, DECIDED_AT, frozenKeeper, tables } from './support/decisions.ts';
import { openMesh, publish, type TestMesh, TPCDS } from './support/mesh.ts';

const OTHERS = 40;
const APPROVE = { kind: 'approve' } as const;

let mesh: TestMesh;
/** Ids that decisions were asked of, call by call. */
let asked: string[][];
beforeEach(async () => {
  mesh = await openMesh();
  asked = [];
  await publish(await mesh.asProducer(), TPCDS, tables('web_sales', 'store_sales'));
});
afterEach(() => mesh.close());

/** A desk that knows these decisions; some of them only when it is asked a second time. */
function deskWith(operations: ReadonlyMap<string, Operation>, since = 1): MeshDesk {
  const many = async (ids: readonly string[]) => {
    asked.push([...ids]);
    return asked.length < since ? new Map<string, Operation>() : new Map(operations);
  };
  return { ...mesh.desk, decided: decidedIn({ many }) };
}

async function approve(desk: MeshDesk): Promise<FrozenPlan | undefined> {
  const { keep, kept } = frozenKeeper();
  await fulfil(desk, await mesh.request(), APPROVE, { actor: ACTOR, decidedAt: DECIDED_AT, onFrozen: keep });
  return kept().frozen;
}

/** Many that were granted the same by decision. */
async function granted(): Promise<Map<string, Operation>> {
  const frozen = await approve(deskWith(new Map()));
  asked = [];
  const operations = new Map<string, Operation>();
  for (let number = 0; number < OTHERS; number++) {
    const { SubscriptionId: subscriptionId, CreationDate: requested } = await mesh.request({ Status: 'Active' });
    const operation = anOperation({ subscriptionId, requested, order: APPROVE, state: 'done' });
    operations.set(subscriptionId, frozen === undefined ? operation : { ...operation, frozen });
  }
  return operations;
}

it('an approval looks at few of many others that were granted the same', async () => {
  const frozen = await approve(deskWith(await granted()));
  expect(frozen?.shared?.map(({ table }) => table)).toEqual(['store_sales', 'web_sales']);
  expect(asked.map((ids) => ids.length)).toEqual([25]);
});

it('an approval looks at all others where the first were granted nothing of it', async () => {
  const frozen = await approve(deskWith(await granted(), 2));
  expect(frozen?.shared?.map(({ table }) => table)).toEqual(['store_sales', 'web_sales']);
  expect(asked.map((ids) => ids.length)).toEqual([25, OTHERS + 1 - 25]);
  expect(new Set(asked.flat()).size).toBe(OTHERS + 1);
});
