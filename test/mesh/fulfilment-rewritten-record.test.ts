import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FrozenPlan, Order } from '../../src/mesh/order.ts';
import type { Subscription } from '../../src/mesh/subscription.ts';
import { codeOf, decisions, frozenKeeper, tables } from './support/decisions.ts';
import { FINANCE, grantsOf, openMesh, publish, type TestMesh, TPCDS } from './support/mesh.ts';

let mesh: TestMesh;

beforeEach(async () => {
  mesh = await openMesh();
});
afterEach(() => mesh.close());

const { run, tableGrants } = decisions(() => mesh);
const APPROVE: Order = { kind: 'approve', grantablePermissions: [] };

/** Approves until one table is granted and the other is not: what is left is frozen. */
async function begun(): Promise<{ request: Subscription; frozen: FrozenPlan }> {
  await publish(await mesh.asProducer(), TPCDS, tables('web_sales', 'store_sales'));
  const request = await mesh.request({ RequestedGrants: ['SELECT'] });
  const { keep, kept } = frozenKeeper();
  await run(request, APPROVE, {
    onFrozen: keep,
    onTable: () => Promise.reject(new Error('crash')),
  }).catch((error: unknown) => {
    if (!(error instanceof Error && error.message === 'crash')) throw error;
  });
  const { frozen } = kept();
  if (!frozen) throw new Error('nothing was frozen');
  return { request, frozen };
}

describe('a record that is written over after its plan was frozen', () => {
  it('gets no permissions that nobody looked at', async () => {
    const { request, frozen } = await begun();
    const before = await tableGrants();
    await mesh.put({ ...request, RequestedGrants: ['ALL'] });
    expect(await codeOf(run(await mesh.record(request.SubscriptionId), APPROVE, { frozen }))).toBe('PlanMoved');
    expect(await tableGrants()).toEqual(before);
    expect((await mesh.record(request.SubscriptionId)).Status).toBe('Pending');
  });

  it('gets nothing granted to another account', async () => {
    const { request, frozen } = await begun();
    await mesh.put({ ...request, SubscriberPrincipal: FINANCE });
    expect(await codeOf(run(await mesh.record(request.SubscriptionId), APPROVE, { frozen }))).toBe('PlanMoved');
    expect(await grantsOf(await mesh.asProducer(), FINANCE)).toEqual([]);
  });

  it('gets nothing more granted in another database, and is not settled as if it had', async () => {
    const { request, frozen } = await begun();
    const before = await tableGrants();
    await mesh.put({ ...request, DatabaseName: 'other-111111111111' });
    expect(await codeOf(run(await mesh.record(request.SubscriptionId), APPROVE, { frozen }))).toBe('PlanMoved');
    expect(await tableGrants()).toEqual(before);
    expect((await mesh.record(request.SubscriptionId)).Status).toBe('Pending');
  });

  it('has what was granted taken back when it names another owner than decided', async () => {
    const { request, frozen } = await begun();
    await mesh.put({ ...request, OwnerPrincipal: FINANCE });
    expect(await codeOf(run(request, APPROVE, { frozen }))).toBe('StatusMoved');
    expect(await grantsOf(await mesh.asProducer())).toEqual([]);
  });

  it('has what was granted taken back from whom it was granted to, when it is denied', async () => {
    const { request, frozen } = await begun();
    await mesh.put({ ...request, SubscriberPrincipal: FINANCE });
    const denied = await run(await mesh.record(request.SubscriptionId), { kind: 'deny', notes: 'n' }, { frozen });
    expect(denied.state).toBe('done');
    expect(await grantsOf(await mesh.asProducer())).toEqual([]);
  });

  it('has what was granted taken back when it is denied elsewhere before a denial of ours', async () => {
    const { request, frozen } = await begun();
    await mesh.put({
      ...request,
      Status: 'Denied',
      UpdatedDate: '2026-11-23 06:59:59',
      UpdatedBy: 'arn:aws:sts::1:assumed-role/r/cli',
    });
    const work = run(request, { kind: 'deny', notes: 'n' }, { frozen, expectStatusOverride: 'Pending' });
    expect(await codeOf(work)).toBe('StatusMoved');
    expect(await grantsOf(await mesh.asProducer())).toEqual([]);
  });
});

it('a request whose UpdatedDate is NULL, as the original writes nothing, can be approved', async () => {
  await publish(await mesh.asProducer(), TPCDS, tables('web_sales', 'store_sales'));
  const request = await mesh.request();
  await mesh.put({ ...request, UpdatedDate: null, UpdatedBy: null });
  const outcome = await run(await mesh.record(request.SubscriptionId), { kind: 'approve' });
  expect(outcome.state).toBe('done');
  expect((await mesh.record(request.SubscriptionId)).Status).toBe('Active');
});
