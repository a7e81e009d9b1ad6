import { DeleteTableCommand } from '@aws-sdk/client-glue';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FrozenPlan, Order } from '../../src/mesh/order.ts';
import { DECIDED_AT, decisions, frozenKeeper, PRODUCER, tables } from './support/decisions.ts';
import { grantsOf, openMesh, publish, type TestMesh, TPCDS } from './support/mesh.ts';

let mesh: TestMesh;

beforeEach(async () => {
  mesh = await openMesh();
  await publish(await mesh.asProducer(), TPCDS, tables('web_sales', 'store_sales'));
});
afterEach(() => mesh.close());

const { run, approved, tableGrants } = decisions(() => mesh);
const REVOKE: Order = { kind: 'revoke', notes: 'over' };
/** As a decision of DECIDED_AT signs a record: who asks can read the time on the card, and the names are known. */
const SIGNED = { UpdatedDate: '2026-11-23 07:00:01', UpdatedBy: PRODUCER };
const ELSEWHERE = { UpdatedDate: '2026-11-23 06:59:59', UpdatedBy: 'arn:aws:sts::1:assumed-role/r/cli' };

describe('a record that somebody writes while it is being ended', () => {
  it.each([
    ['signed as if the revocation had been done', { Status: 'Deleted', ...SIGNED }],
    ['ended elsewhere', { Status: 'Deleted', ...ELSEWHERE }],
    ['denied elsewhere', { Status: 'Denied', ...ELSEWHERE }],
  ])('%s, before it begins: all is revoked', async (_what, written) => {
    const active = await approved();
    await mesh.put({ ...active, ...written });
    const outcome = await run(active, REVOKE);
    expect(outcome.tables.map(({ state }) => state)).toEqual(['revoked', 'revoked']);
    expect(await grantsOf(await mesh.asProducer())).toEqual([]);
    expect(await mesh.record(active.SubscriptionId)).toMatchObject({ Status: 'Deleted', ...SIGNED });
  });

  it('after it was interrupted: the rest is revoked', async () => {
    const active = await approved();
    const { keep, kept } = frozenKeeper();
    const crash = run(active, REVOKE, {
      onFrozen: async (plan) => {
        await keep(plan);
        throw new Error('crash');
      },
    });
    await expect(crash).rejects.toThrow('crash');
    await mesh.put({ ...active, Status: 'Deleted', ...SIGNED });
    expect((await run(active, REVOKE, kept())).state).toBe('done');
    expect(await grantsOf(await mesh.asProducer())).toEqual([]);
  });

  it('at the last moment: it is settled all the same', async () => {
    const active = await approved();
    const outcome = await run(active, REVOKE, {
      onFrozen: () => mesh.put({ ...active, DatabaseName: 'elsewhere', UpdatedDate: 'never' }),
    });
    expect(outcome.state).toBe('done');
    expect(await grantsOf(await mesh.asProducer())).toEqual([]);
    expect(await mesh.record(active.SubscriptionId)).toMatchObject({ Status: 'Deleted', ...SIGNED });
  });
});

describe('a record that is signed as if it had been decided on', () => {
  it('gets a half-done approval taken back when it is denied', async () => {
    const request = await mesh.request();
    const frozen = await crashed(request);
    expect(await tableGrants()).not.toEqual([]);
    await mesh.put({ ...request, Status: 'Denied', ...SIGNED });
    const outcome = await run(request, { kind: 'deny', notes: 'n' }, { frozen, expectStatusOverride: 'Pending' });
    expect(outcome.state).toBe('done');
    expect(await grantsOf(await mesh.asProducer())).toEqual([]);
  });

  it('gets the grants that it claims to have, when they were decided', async () => {
    const request = await mesh.request();
    const frozen = await crashed(request);
    const done = await approved();
    const { PermittedGrants, GrantableGrants, GrantedTableARNs } = done;
    await run(done, REVOKE);
    await mesh.put({ ...request, Status: 'Active', ...SIGNED, PermittedGrants, GrantableGrants, GrantedTableARNs });
    const again = { frozen, expectStatusOverride: 'Pending' } as const;
    expect((await run(request, { kind: 'approve' }, again)).state).toBe('done');
    expect(await tableGrants()).toHaveLength(4);
  });

  it('gets nothing of what it claims beyond what was decided', async () => {
    const request = await mesh.request({ RequestedGrants: ['SELECT'] });
    const frozen = await crashed(request);
    const before = await tableGrants();
    const claimed = { PermittedGrants: ['ALL', 'DESCRIBE'], GrantableGrants: ['ALL', 'DESCRIBE'] };
    const GrantedTableARNs = [`arn:aws:glue:us-east-1:555555555555:table/${TPCDS}/web_sales`];
    await mesh.put({ ...request, Status: 'Active', ...SIGNED, ...claimed, GrantedTableARNs, RequestedGrants: ['ALL'] });
    const again = { frozen, expectStatusOverride: 'Pending' } as const;
    expect((await run(request, { kind: 'approve' }, again)).state).toBe('done');
    expect(await tableGrants()).toEqual(before);
  });
});

it('an approval that was settled before a crash is done, though one of its tables was dropped meanwhile', async () => {
  const request = await mesh.request();
  const frozen = await crashed(request);
  const session = await mesh.asProducer();
  await session.glue.send(new DeleteTableCommand({ DatabaseName: TPCDS, Name: 'store_sales' }));
  const again = { frozen, expectStatusOverride: 'Pending' } as const;
  await run(request, { kind: 'approve' }, again);
  const settled = await mesh.record(request.SubscriptionId);
  expect(settled).toMatchObject({ Status: 'Active' });
  expect((await run(settled, { kind: 'approve' }, again)).state).toBe('done');
});

/** Approves until all is granted and nothing settled; what is frozen. */
async function crashed(request: Awaited<ReturnType<TestMesh['request']>>): Promise<FrozenPlan> {
  const { keep, kept } = frozenKeeper();
  const onTable = () => Promise.reject(new Error('crash'));
  await expect(run(request, { kind: 'approve' }, { onFrozen: keep, onTable, decidedAt: DECIDED_AT })).rejects.toThrow();
  const { frozen } = kept();
  if (!frozen) throw new Error('nothing was frozen');
  return frozen;
}
