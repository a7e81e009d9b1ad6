import { describe, expect, it } from 'vitest';
import {
  asOwned,
  canTakeUp,
  type Decision,
  grantStanding,
  isUnderWay,
  type Operation,
  type OperationState,
  stands,
} from '../../src/mesh/operation.ts';
import type { Order } from '../../src/mesh/order.ts';
import { anOperation, aSubscription, MARKETING, RETAIL } from '../support/factories.ts';

type Kind = Order['kind'];
const KINDS: Kind[] = ['approve', 'deny', 'change', 'revoke'];
const orders: Record<Kind, Order> = {
  approve: { kind: 'approve' },
  deny: { kind: 'deny' },
  change: { kind: 'change', grantPermissions: ['SELECT'], notes: 'less' },
  revoke: { kind: 'revoke', notes: 'over' },
};
const REQUESTED = '2026-11-23 06:21:57';
const previous = (kind: Kind, state: OperationState) =>
  anOperation({ order: orders[kind], state, requested: REQUESTED });

describe('stands', () => {
  it('is false where nothing was decided', () => {
    for (const kind of KINDS) expect(stands(undefined, { kind, requested: REQUESTED, overturns: false })).toBe(false);
  });

  it.each(['claimed', 'running'] as const)('is true against everything while an operation is %s', (state) => {
    for (const kind of KINDS)
      for (const next of KINDS)
        for (const requested of [REQUESTED, '2027-01-01 00:00:00'])
          for (const overturns of [false, true])
            expect(stands(previous(kind, state), { kind: next, requested, overturns })).toBe(true);
  });

  it('is false against everything after a failure', () => {
    for (const kind of KINDS)
      for (const next of KINDS)
        expect(stands(previous(kind, 'failed'), { kind: next, requested: REQUESTED, overturns: false })).toBe(false);
  });

  it.each(['done', 'partly', 'failed'] as const)('is false against a new request when the last one is %s', (state) => {
    for (const kind of KINDS)
      for (const next of KINDS)
        expect(stands(previous(kind, state), { kind: next, requested: 'later', overturns: false })).toBe(false);
  });

  // What may follow what was done, for the same request.
  it.each<[Kind, Record<Kind, boolean>]>([
    ['approve', { approve: true, deny: true, change: false, revoke: false }],
    ['change', { approve: true, deny: true, change: false, revoke: false }],
    ['deny', { approve: true, deny: true, change: true, revoke: true }],
    ['revoke', { approve: true, deny: true, change: true, revoke: true }],
  ])('after a done %s', (kind, expected) => {
    for (const next of KINDS) {
      const asked = { kind: next, requested: REQUESTED };
      expect({ next, stands: stands(previous(kind, 'done'), { ...asked, overturns: false }) }).toEqual({
        next,
        stands: expected[next],
      });
      const overturned = kind === 'deny' && next === 'approve' ? false : expected[next];
      expect({ next, overturned: stands(previous(kind, 'done'), { ...asked, overturns: true }) }).toEqual({
        next,
        overturned,
      });
    }
  });

  it.each<[Kind, Record<Kind, boolean>]>([
    ['approve', { approve: false, deny: false, change: true, revoke: true }],
    ['change', { approve: true, deny: false, change: false, revoke: false }],
    ['deny', { approve: true, deny: false, change: true, revoke: true }],
    ['revoke', { approve: true, deny: false, change: true, revoke: false }],
  ])('after a %s that was done in part', (kind, expected) => {
    for (const next of KINDS)
      for (const overturns of [false, true])
        expect({
          next,
          stands: stands(previous(kind, 'partly'), { kind: next, requested: REQUESTED, overturns }),
        }).toEqual({ next, stands: expected[next] });
  });
});

const decision = (kind: Kind): Decision => ({ order: orders[kind], actor: 'U0ROB', claimedAt: '2026-11-22T06:30:00Z' });

describe('stands, while what was granted is to be taken back,', () => {
  it('against everything, for whatever request', () => {
    const takingBack = { ...previous('approve', 'partly'), takesBack: 1 };
    for (const kind of KINDS)
      for (const requested of [REQUESTED, 'later'])
        expect(stands(takingBack, { kind, requested, overturns: true })).toBe(true);
  });
});

describe('grantStanding', () => {
  // What stood before, what came then, how it ended: who granted what is there by now.
  it.each<[Kind | null, Kind, OperationState, 'then' | 'before' | undefined]>([
    [null, 'approve', 'done', 'then'],
    ['approve', 'change', 'done', 'then'],
    ['approve', 'change', 'failed', 'before'],
    ['approve', 'change', 'partly', 'before'],
    [null, 'approve', 'partly', undefined],
    [null, 'approve', 'running', undefined],
    ['approve', 'deny', 'done', 'before'],
    ['deny', 'approve', 'failed', undefined],
    [null, 'deny', 'done', undefined],
    ['approve', 'revoke', 'done', undefined],
    ['change', 'revoke', 'failed', 'before'],
  ])('of %s, then %s that is %s, is what was decided %s', (before, then, state, expected) => {
    const operation = { ...previous(then, state), ...(before && { standing: decision(before) }) };
    const granted = grantStanding(operation);
    expect(granted && (granted.actor === 'U0ROB' ? 'before' : 'then')).toBe(expected);
  });
});

describe('asOwned', () => {
  const record = aSubscription({ OwnerPrincipal: '222222222222' });
  const ownerOf = (over: Partial<Operation>) =>
    asOwned(record, anOperation({ accounts: [RETAIL, MARKETING], ...over })).OwnerPrincipal;

  it.each<[Partial<Operation>]>([
    [{ state: 'claimed' }],
    [{ state: 'running', order: orders.deny }],
    [{ state: 'partly', order: orders.revoke }],
    [{ state: 'done' }],
    [{ state: 'failed', order: orders.change, standing: decision('approve') }],
    [{ state: 'done', order: orders.deny, standing: decision('approve') }],
  ])('is of whom it was decided for while anything may be granted: %j', (over) => {
    expect(ownerOf(over)).toBe(RETAIL);
  });

  it.each<[Partial<Operation>]>([
    [{ state: 'failed' }],
    [{ state: 'done', order: orders.deny }],
    [{ state: 'done', order: orders.revoke, standing: decision('approve') }],
  ])('is of whom the record names when nothing is: %j', (over) => {
    expect(ownerOf(over)).toBe('222222222222');
    expect(asOwned(record, undefined)).toEqual(record);
  });
});

describe('canTakeUp', () => {
  const now = new Date('2026-11-23T06:30:00.000Z');
  const with_ = (over: Partial<Operation>) => canTakeUp(anOperation(over), now);

  it('lets a worker have what nobody holds', () => {
    expect(with_({ state: 'claimed' })).toBe(true);
    expect(with_({ state: 'running' })).toBe(true);
  });

  it('waits for the lease to end', () => {
    const held = { state: 'running', worker: 'a' } as const;
    expect(with_({ ...held, leaseUntil: '2026-11-23T06:30:00.001Z' })).toBe(false);
    expect(with_({ ...held, leaseUntil: '2026-11-23T06:30:00.000Z' })).toBe(true);
    expect(with_({ ...held, leaseUntil: '2026-11-23T06:29:59.999Z' })).toBe(true);
  });

  it.each(['done', 'partly', 'failed'] as const)('leaves alone what is %s', (state) => {
    expect(isUnderWay(anOperation({ state }))).toBe(false);
    expect(with_({ state })).toBe(false);
  });
});
