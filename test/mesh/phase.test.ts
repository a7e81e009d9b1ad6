import { describe, expect, it } from 'vitest';
import { type Operation, type OperationState, operationOf } from '../../src/mesh/operation.ts';
import type { Order } from '../../src/mesh/order.ts';
import { phaseOf, requesterOf } from '../../src/mesh/phase.ts';
import type { SubscriptionStatus } from '../../src/mesh/subscription.ts';
import { anOperation, aSubscription } from '../support/factories.ts';

const approve: Order = { kind: 'approve' };
const deny: Order = { kind: 'deny', notes: 'no' };
const change: Order = { kind: 'change', grantPermissions: ['SELECT'], notes: 'less' };
const revoke: Order = { kind: 'revoke', notes: 'over' };
/** As `anOperation` was claimed. */
const decidedAt = '2026-11-23 06:30:00';
const by = 'arn:aws:sts::555555555555:assumed-role/DataMeshAdminProducer-111111111111/rita';
const decided = (Status: SubscriptionStatus, UpdatedDate = decidedAt) =>
  aSubscription({ Status, UpdatedDate, UpdatedBy: by });
const operation = (order: Order, state: OperationState) => anOperation({ order, state });

describe('phaseOf', () => {
  it('has what was carried out, and found no room in the record, as it was decided, until the record is decided on anew', () => {
    const ended: Operation = { ...operation(revoke, 'done'), unwritten: true };
    const decision = { through: 'meshdesk', operation: ended };
    expect(phaseOf(decided('Active', '2026-11-23 06:00:00'), ended)).toEqual({ is: 'deleted', decision });
    expect(phaseOf(decided('Active', '2026-11-24 06:00:00'), ended)).toMatchObject({ is: 'active' });
    const denied: Operation = { ...operation(deny, 'done'), unwritten: true };
    expect(phaseOf(aSubscription(), denied)).toMatchObject({ is: 'denied', decision: { operation: denied } });
  });

  it('is open while nobody has decided', () => {
    expect(phaseOf(aSubscription(), undefined)).toEqual({ is: 'open' });
  });

  it('is open when the record was put over a decided one', () => {
    for (const Status of ['Denied', 'Active', 'Deleted'] as const)
      expect(phaseOf(aSubscription({ Status }), undefined)).toEqual({ is: 'open' });
  });

  it('passes over the operation of an earlier request', () => {
    const earlier = anOperation({ state: 'done', order: deny, requested: '2026-11-01 00:00:00' });
    expect(operationOf(aSubscription(), earlier)).toBeUndefined();
    expect(phaseOf(aSubscription({ Status: 'Denied' }), earlier)).toEqual({ is: 'open' });
  });

  it.each(['claimed', 'running'] as const)(
    'is running while the operation is %s, whatever the record says',
    (state) => {
      const claimed = operation(approve, state);
      for (const record of [aSubscription(), decided('Active'), decided('Denied'), decided('Deleted')])
        expect(phaseOf(record, claimed)).toEqual({ is: 'running', operation: claimed });
    },
  );

  it('is open again after an attempt that changed nothing', () => {
    const failed = operation(approve, 'failed');
    expect(phaseOf(aSubscription(), failed)).toEqual({ is: 'open', failed });
  });

  it.each<[Order, SubscriptionStatus]>([
    [approve, 'Pending'],
    [change, 'Active'],
    [revoke, 'Active'],
  ])('is partly done when %o was, and the record is still %s', (order, Status) => {
    const part = operation(order, 'partly');
    const record = Status === 'Pending' ? aSubscription() : decided(Status, '2026-11-23 06:25:00');
    expect(phaseOf(record, part)).toEqual({ is: 'partly', operation: part });
  });

  it.each<[Order, SubscriptionStatus, string]>([
    [approve, 'Active', 'active'],
    [approve, 'Denied', 'denied'],
    [change, 'Deleted', 'deleted'],
    [revoke, 'Deleted', 'deleted'],
  ])('believes a record that was decided elsewhere after %o was done in part: %s', (order, Status, is) => {
    const phase = phaseOf(decided(Status, '2026-11-23 07:00:00'), operation(order, 'partly'));
    expect(phase).toEqual({ is, decision: { through: 'record', by: 'rita', at: new Date('2026-11-23T07:00:00Z') } });
  });

  it.each<[Order, SubscriptionStatus, string]>([
    [approve, 'Active', 'active'],
    [change, 'Active', 'active'],
    [deny, 'Denied', 'denied'],
    [revoke, 'Deleted', 'deleted'],
  ])('names the person who decided through Meshdesk: %o', (order, Status, is) => {
    const done = operation(order, 'done');
    expect(phaseOf(decided(Status), done)).toEqual({ is, decision: { through: 'meshdesk', operation: done } });
  });

  it.each<[Order, string]>([
    [approve, 'active'],
    [deny, 'denied'],
    [revoke, 'deleted'],
  ])('does not believe a record that somebody put back to Pending after %o', (order, is) => {
    const done = operation(order, 'done');
    expect(phaseOf(aSubscription(), done)).toEqual({ is, decision: { through: 'meshdesk', operation: done } });
    expect(phaseOf(decided('Pending'), done)).toMatchObject({ is });
  });

  it('reports what only the record says, with who and when as far as it says them', () => {
    expect(phaseOf(decided('Active'), undefined)).toEqual({
      is: 'active',
      decision: { through: 'record', by: 'rita', at: new Date('2026-11-23T06:30:00Z') },
    });
    expect(phaseOf(aSubscription({ Status: 'Denied', UpdatedDate: 'yesterday' }), undefined)).toEqual({
      is: 'denied',
      decision: { through: 'record', by: '', at: null },
    });
  });

  it('takes a decision that was written over with another time for one of the record', () => {
    const phase = phaseOf(decided('Deleted', '2026-12-01 00:00:00'), operation(approve, 'done'));
    expect(phase).toMatchObject({ is: 'deleted', decision: { through: 'record' } });
  });

  it('takes a denial that was written over with an approval of the same second for one of the record', () => {
    const phase = phaseOf(decided('Active'), operation(deny, 'done'));
    expect(phase).toMatchObject({ is: 'active', decision: { through: 'record', by: 'rita' } });
  });
});

describe('requesterOf', () => {
  it('is the Slack user whom Meshdesk asked for; what the record says of one is the name of a session', () => {
    const role = 'arn:aws:sts::555555555555:assumed-role/DataMeshAdminConsumer-999999999999';
    const request = aSubscription({ CreatedBy: `${role}/slack-U0MAYA` });
    expect(requesterOf(request, 'U0MAYA')).toEqual({ slackUser: 'U0MAYA' });
    expect(requesterOf(request, null)).toEqual({ session: 'slack-U0MAYA', claimed: true });
    expect(requesterOf(aSubscription({ CreatedBy: `${role}/maya` }), null)).toEqual({ session: 'maya' });
  });
});

describe('a decision that failed', () => {
  const before = '2026-11-23 06:25:00';
  const standing = { order: approve, actor: 'U0RITA', claimedAt: '2026-11-23T06:25:00.000Z' };
  const failed = anOperation({ order: change, state: 'failed', actor: 'U0ROB', standing });

  it('leaves the one before it standing, and is told besides', () => {
    expect(phaseOf(decided('Active', before), failed)).toEqual({
      is: 'active',
      decision: { through: 'meshdesk', operation: standing },
      failed,
    });
  });

  it('is told when somebody decided elsewhere while it was under way', () => {
    const overtaken = { ...failed, order: deny, finishedAt: '2026-11-23T06:30:09.000Z' };
    expect(phaseOf(decided('Denied', '2026-11-23 06:30:04'), overtaken)).toMatchObject({
      is: 'denied',
      decision: { through: 'record', by: 'rita' },
      failed: overtaken,
    });
  });

  it('is not told any more when somebody has decided since', () => {
    const phase = phaseOf(decided('Active', '2026-11-23 07:00:00'), failed);
    expect(phase).toEqual({
      is: 'active',
      decision: { through: 'record', by: 'rita', at: new Date('2026-11-23T07:00:00Z') },
    });
  });
});

describe('an approval that overturns a denial', () => {
  const denied = decided('Denied', '2026-11-23 06:25:00');
  const frozen = {
    tables: ['web_sales'],
    plan: { principal: '9', databaseName: 'd', grant: [], revoke: [], hash: 'h' },
    seen: { status: 'Denied' as const, updatedDate: '2026-11-23 06:25:00' },
  };

  it('is partly done when it was, though the record says denied', () => {
    const part = anOperation({ order: approve, state: 'partly', frozen });
    expect(phaseOf(denied, part)).toEqual({ is: 'partly', operation: part });
  });

  it('has lost against a denial since', () => {
    const part = anOperation({ order: approve, state: 'partly', frozen });
    expect(phaseOf(decided('Denied', '2026-11-23 06:40:00'), part)).toMatchObject({ is: 'denied' });
  });
});
