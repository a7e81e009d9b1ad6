import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Operation, stands } from '../../src/mesh/operation.ts';
import type { FrozenPlan } from '../../src/mesh/order.ts';
import type { Subscription } from '../../src/mesh/subscription.ts';
import { isAbandoned, takeBackAbandoned } from '../../src/mesh/taking-back.ts';
import { now, openDecisions } from '../support/decision-desk.ts';
import { anOperation, aSubscription, MARKETING } from '../support/factories.ts';

const granted = [{ table: 'web_sales', permissions: ['SELECT' as const], grantable: [] }];
const frozen: FrozenPlan = {
  tables: ['web_sales'],
  plan: { principal: MARKETING, databaseName: 'tpcds-111111111111', grant: granted, revoke: [], hash: 'a' },
  seen: { status: 'Pending', updatedDate: null },
};
const DECIDED = { UpdatedDate: '2026-11-23 07:00:00', UpdatedBy: 'arn:aws:iam::1:user/cli' };
const partly = (over: Partial<Operation> = {}) => anOperation({ state: 'partly', frozen, ...over });

let decisions: Awaited<ReturnType<typeof openDecisions>>;
beforeAll(async () => {
  decisions = await openDecisions();
});
afterAll(() => decisions.close());

describe('an operation that was done in part', () => {
  it.each<[string, Partial<Subscription>, Partial<Operation>, boolean]>([
    ['waits for its retry', {}, {}, false],
    ['is abandoned when its request was denied', { Status: 'Denied', ...DECIDED }, {}, true],
    ['is abandoned when its request was deleted', { Status: 'Deleted', ...DECIDED }, {}, true],
    ['is left alone when its request was approved elsewhere', { Status: 'Active', ...DECIDED }, {}, false],
    ['is abandoned when it was asked for anew', { CreationDate: '2026-11-24 00:00:00' }, {}, true],
    ['is abandoned for good, whatever is written afterwards', {}, { takesBack: 1 }, true],
    [
      'leaves nothing when it granted nothing',
      { Status: 'Denied', ...DECIDED },
      { frozen: { ...frozen, plan: { ...frozen.plan, grant: [] } } },
      false,
    ],
    ['is not judged while it is under way', { Status: 'Denied', ...DECIDED }, { state: 'running' }, false],
  ])('%s', (_what, record, operation, is) => {
    const read = { readable: true, subscription: aSubscription(record), bytes: 500 } as const;
    expect(isAbandoned(read, partly(operation))).toBe(is);
  });

  it('is abandoned when its record is gone, or cannot be read', () => {
    expect(isAbandoned(undefined, partly())).toBe(true);
    const unreadable = { SubscriptionId: 'x', OwnerPrincipal: null, problems: [] };
    expect(isAbandoned({ readable: false, unreadable }, partly())).toBe(true);
  });

  it('stands in the way of every decision while what it granted is to be taken back', () => {
    for (const kind of ['approve', 'deny', 'change', 'revoke'] as const) {
      expect(stands(partly({ takesBack: 1 }), { kind, requested: 'another', overturns: true })).toBe(true);
    }
  });

  it('is taken up at once, then every ten minutes, and listed until it is done', async () => {
    const { desk, asked } = decisions;
    const { SubscriptionId: subscriptionId } = await asked({ Status: 'Denied', ...DECIDED });
    await desk.operations.claim(partly({ subscriptionId, state: 'claimed' }), undefined);
    const end = async (over: Partial<Operation>) => {
      const found = (await desk.operations.get(subscriptionId)) as Operation;
      const running = await desk.operations.takeUp(found, 'w', now());
      await desk.operations.finish({ ...running, finishedAt: now().toISOString(), ...over });
    };
    const listed = async () => {
      const ids: string[] = [];
      for await (const operation of desk.operations.leftOver()) ids.push(operation.subscriptionId);
      return ids.includes(subscriptionId);
    };
    const at = (minutes: number) => ({ ...desk, now: () => new Date(now().getTime() + minutes * 60_000) });
    const state = async () => {
      const { state, takesBack } = (await desk.operations.get(subscriptionId)) as Operation;
      return [state, takesBack];
    };
    await end({ state: 'partly' });
    expect(await listed()).toBe(true);
    await takeBackAbandoned(at(0), subscriptionId);
    expect(await state()).toEqual(['claimed', 1]);
    await end({ state: 'partly' });
    await takeBackAbandoned(at(9), subscriptionId);
    expect(await state()).toEqual(['partly', 1]);
    await Promise.all([takeBackAbandoned(at(10), subscriptionId), takeBackAbandoned(at(10), subscriptionId)]);
    expect(await state()).toEqual(['claimed', 2]);
    expect(await listed()).toBe(false);
    await end({ state: 'failed' });
    await takeBackAbandoned(at(60), subscriptionId);
    expect(await state()).toEqual(['failed', 2]);
    const history = await desk.operations.history(subscriptionId);
    expect(history.map(({ what }) => what)).toEqual([
      'claimed',
      'partly',
      'taking back',
      'partly',
      'taking back',
      'taken back',
    ]);
  });
});
