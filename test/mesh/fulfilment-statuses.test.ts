import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Order } from '../../src/mesh/order.ts';
import type { Subscription } from '../../src/mesh/subscription.ts';
import { codeOf, decisions, frozenKeeper, PRODUCER, tables } from './support/decisions.ts';
import { grantsOf, MARKETING, openMesh, publish, RETAIL, type TestMesh, TPCDS } from './support/mesh.ts';

let mesh: TestMesh;

beforeEach(async () => {
  mesh = await openMesh();
});
afterEach(() => mesh.close());

const { run, awsCalls } = decisions(() => mesh);

describe('statuses', () => {
  const note = { notes: 'because' };
  const settled = { UpdatedDate: '2026-11-22 10:00:00', UpdatedBy: 'arn:aws:sts::1:assumed-role/r/someone' };

  it.each<[string, Order, Partial<Subscription>]>([
    ['an approval from Active', { kind: 'approve' }, { Status: 'Active', ...settled }],
    ['an approval from Deleted', { kind: 'approve' }, { Status: 'Deleted', ...settled }],
    ['a denial of what is Active', { kind: 'deny', ...note }, { Status: 'Active', ...settled }],
    ['a denial of what is denied', { kind: 'deny', ...note }, { Status: 'Denied', ...settled }],
    ['a change of what is Pending', { kind: 'change', grantPermissions: ['SELECT'], ...note }, { Status: 'Pending' }],
    [
      'a change of what is Deleted',
      { kind: 'change', grantPermissions: ['SELECT'], ...note },
      { Status: 'Deleted', ...settled },
    ],
    ['a revocation of what is Denied', { kind: 'revoke', ...note }, { Status: 'Denied', ...settled }],
    ['a revocation of what is Deleted', { kind: 'revoke', ...note }, { Status: 'Deleted', ...settled }],
  ])('refuse %s, by name', async (_what, order, over) => {
    await publish(await mesh.asProducer(), TPCDS, tables('web_sales', 'store_sales'));
    const request = await mesh.request(over);
    await expect(run(request, order)).rejects.toMatchObject({
      code: 'WrongStatus',
      details: { status: over.Status, action: order.kind },
    });
    expect(await grantsOf(await mesh.asProducer())).toEqual([]);
  });

  it('allow an approval of what was denied, and of a repeat that kept its old status', async () => {
    await publish(await mesh.asProducer(), TPCDS, tables('web_sales', 'store_sales'));
    const denied = await mesh.request({ Status: 'Denied', ...settled, Notes: ['no way'] });
    await run(denied, { kind: 'approve', notes: 'after all' });
    const record = await mesh.record(denied.SubscriptionId);
    expect(record).toMatchObject({ Status: 'Active', UpdatedBy: PRODUCER });
    expect(record.Notes?.toSorted()).toEqual(['after all', 'no way']);
    const repeat = await mesh.request({ Status: 'Deleted' });
    await run(repeat, { kind: 'approve' });
    expect((await mesh.record(repeat.SubscriptionId)).Status).toBe('Active');
  });

  it('tell of a record that is not there, or cannot be read', async () => {
    const request = await mesh.request();
    expect(await codeOf(run({ ...request, SubscriptionId: 'nobody' }, { kind: 'deny' }))).toBe('SubscriptionNotFound');
    await mesh.put({ SubscriptionId: request.SubscriptionId, Status: 'Odd' });
    expect(await codeOf(run(request, { kind: 'deny' }))).toBe('SubscriptionUnreadable');
  });
});

describe('a denial', () => {
  it('writes status, note, who and when, and nothing else, and calls no AWS service', async () => {
    const request = await mesh.request({ Notes: ['please'] });
    mesh.lake.clearCalls();
    expect(await run(request, { kind: 'deny', notes: 'no way' })).toEqual({ state: 'done', tables: [] });
    expect(awsCalls()).toBe(0);
    const { Notes, ...item } = await mesh.item(request.SubscriptionId);
    expect(Notes?.SS?.toSorted()).toEqual(['no way', 'please']);
    expect(item).toEqual({
      SubscriptionId: { S: request.SubscriptionId },
      Status: { S: 'Denied' },
      OwnerPrincipal: { S: RETAIL },
      SubscriberPrincipal: { S: MARKETING },
      DatabaseName: { S: TPCDS },
      TableName: { L: [{ S: 'web_sales' }, { S: 'store_sales' }] },
      RequestedGrants: { L: [{ S: 'SELECT' }, { S: 'DESCRIBE' }] },
      CreationDate: { S: request.CreationDate },
      CreatedBy: { S: request.CreatedBy },
      UpdatedDate: { S: '2026-11-23 07:00:01' },
      UpdatedBy: { S: PRODUCER },
    });
  });

  it('takes back what an approval before it granted in part', async () => {
    await publish(await mesh.asProducer(), TPCDS, tables('web_sales', 'store_sales'));
    const request = await mesh.request();
    const { keep, kept } = frozenKeeper();
    mesh.lake.addFault({
      match: { operation: 'BatchGrantPermissions' },
      action: { failEntry: { code: 'AccessDeniedException', message: 'no', table: 'web_sales' } },
    });
    const outcome = await run(request, { kind: 'approve' }, { onFrozen: keep });
    expect(outcome.state).toBe('partly');
    mesh.lake.clearFaults();
    await run(request, { kind: 'deny', notes: 'forget it' }, kept());
    expect(await grantsOf(await mesh.asProducer())).toEqual([]);
    expect((await mesh.record(request.SubscriptionId)).Status).toBe('Denied');
  });
});
