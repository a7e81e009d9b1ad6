import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decidedIn } from '../../src/mesh/decided.ts';
import type { MeshDesk } from '../../src/mesh/desk.ts';
import { fulfil } from '../../src/mesh/fulfilment.ts';
import type { Operation } from '../../src/mesh/operation.ts';
import type { Order } from '../../src/mesh/order.ts';
import type { Subscription } from '../../src/mesh/subscription.ts';
import { anOperation } from '../support/factories.ts';
import { ACTOR, DECIDED_AT, decisions, tables } from './support/decisions.ts';
import { grantsOf, openMesh, publish, type TestMesh, TPCDS } from './support/mesh.ts';

let mesh: TestMesh;
let operations: Map<string, Operation>;
let desk: MeshDesk;
beforeEach(async () => {
  mesh = await openMesh();
  operations = new Map();
  desk = { ...mesh.desk, decided: decidedIn({ many: async () => operations }) };
  await publish(await mesh.asProducer(), TPCDS, tables('web_sales', 'store_sales'));
});
afterEach(() => mesh.close());
const library = decisions(() => mesh);

/** Decides as Meshdesk does: claimed, frozen and ended in its own table. */
async function byMeshdesk(subscription: Subscription, order: Order) {
  const { SubscriptionId: subscriptionId, CreationDate: requested } = subscription;
  const { order: before, actor, claimedAt, frozen: stood } = operations.get(subscriptionId) ?? {};
  const standing = before && actor && claimedAt && { order: before, actor, claimedAt, ...(stood && { frozen: stood }) };
  const keep = (over: Partial<Operation>) =>
    operations.set(
      subscriptionId,
      anOperation({ subscriptionId, requested, order, state: 'running', ...(standing && { standing }), ...over }),
    );
  keep({});
  let ended: Partial<Operation> = {};
  const { state } = await fulfil(desk, subscription, order, {
    actor: ACTOR,
    decidedAt: DECIDED_AT,
    onFrozen: async (frozen) => {
      ended = { frozen };
      keep(ended);
    },
  });
  keep({ ...ended, state });
  return mesh.record(subscriptionId);
}

const REVOKE: Order = { kind: 'revoke', notes: 'Over.' };

describe.each([
  ['by records alone', library.run, library.approved],
  ['by decisions of Meshdesk', byMeshdesk, async () => byMeshdesk(await mesh.request(), { kind: 'approve' })],
])('two subscriptions to the same tables, %s', (_how, run, approved) => {
  it('leave nothing behind when they are revoked at the same time', async () => {
    const [first, second] = [await approved(), await approved()];
    await Promise.all([first, second].map((one) => run(one, REVOKE)));
    expect(await grantsOf(await mesh.asProducer())).toEqual([]);
  });

  it('leave the one that is approved its grants while the other is revoked', async () => {
    const first = await approved();
    const request = await mesh.request();
    await Promise.all([run(first, REVOKE), run(request, { kind: 'approve' })]);
    expect(await grantsOf(await mesh.asProducer())).toHaveLength(5);
  });
});
