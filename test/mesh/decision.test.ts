import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type DecisionDesk, takeDecision, type Wish, weigh } from '../../src/mesh/decision.ts';
import type { Operation } from '../../src/mesh/operation.ts';
import type { Subscription } from '../../src/mesh/subscription.ts';
import { approvers, as, now, openDecisions, refused } from '../support/decision-desk.ts';
import { takeDynamo } from '../support/dynamo.ts';
import { documentsAt } from '../support/tables.ts';
import { interceptor } from '../support/wire.ts';

let decisions: Awaited<ReturnType<typeof openDecisions>>;
let desk: DecisionDesk;
const asked: typeof decisions.asked = (over) => decisions.asked(over);
const ended: typeof decisions.ended = (id, over) => decisions.ended(id, over);
beforeAll(async () => {
  decisions = await openDecisions();
  ({ desk } = decisions);
});
afterAll(() => decisions.close());
const approve = (
  { SubscriptionId: subscriptionId, CreationDate: requested }: Subscription,
  over: Partial<Wish> = {},
) => ({
  subscriptionId,
  requested,
  order: { kind: 'approve' as const },
  planHash: 'h',
  ...over,
});

describe('takeDecision', () => {
  it('is not taken on what nobody was shown', async () => {
    const subscription = await asked();
    const { planHash: _, ...unseen } = approve(subscription);
    await refused(takeDecision(desk, unseen, as('U0RITA')), 'PlanNotSeen');
    expect(await desk.operations.get(subscription.SubscriptionId)).toBeUndefined();
  });

  it('writes one operation for the stream to carry out', async () => {
    const subscription = await asked();
    const operation = await takeDecision(desk, approve(subscription, { planHash: 'h' }), as('U0RITA'));
    expect(operation).toEqual({
      operationId: expect.stringMatching(/^[0-9A-Z]{26}$/),
      accounts: [subscription.OwnerPrincipal, subscription.SubscriberPrincipal],
      subscriptionId: subscription.SubscriptionId,
      requested: subscription.CreationDate,
      seenStatus: 'Pending',
      order: { kind: 'approve' },
      actor: 'U0RITA',
      state: 'claimed',
      claimedAt: '2026-11-23T06:30:00.123Z',
      attempt: 0,
      tables: [],
      planHash: 'h',
    });
    expect(await desk.operations.get(subscription.SubscriptionId)).toEqual(operation);
  });

  it('keeps why it was asked for, apart from what is noted afterwards', async () => {
    const reason = ['for the campaign'];
    const subscription = await asked({ Notes: reason });
    const id = subscription.SubscriptionId;
    expect((await takeDecision(desk, approve(subscription), as('U0RITA'))).reason).toEqual(reason);
    await ended(id, {});
    await decisions.put({
      ...subscription,
      Status: 'Active',
      UpdatedDate: '2026-11-23 06:30:00',
      Notes: ['Less', ...reason],
    });
    const order = { kind: 'change' as const, grantPermissions: ['DESCRIBE'], notes: 'Less' };
    expect((await takeDecision(desk, approve(subscription, { order }), as('U0RITA'))).reason).toEqual(reason);
  });

  it('is taken once, however many decide at once', { timeout: 120_000 }, async () => {
    for (let round = 0; round < 20; round++) {
      const subscription = await asked();
      const results = await Promise.allSettled(
        approvers.map((userId, at) => {
          const order = at % 2 === 0 ? { kind: 'approve' as const } : { kind: 'deny' as const, notes: 'no' };
          return takeDecision(desk, approve(subscription, { order }), as(userId));
        }),
      );
      const won = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
      const taken = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
      expect(won).toHaveLength(1);
      const { actor: by, order } = won[0] as Operation;
      for (const error of taken) {
        expect(error).toMatchObject({
          code: 'DecisionTaken',
          details: { by, kind: order.kind, at: now().toISOString(), state: 'claimed' },
        });
      }
      expect(taken).toHaveLength(7);
      expect(await desk.operations.history(subscription.SubscriptionId)).toHaveLength(1);
    }
  });

  it('tells the second person who decided, when and what', async () => {
    const subscription = await asked();
    await takeDecision(desk, approve(subscription, { order: { kind: 'deny', notes: 'no' } }), as('U0RITA'));
    const details = await refused(takeDecision(desk, approve(subscription), as(approvers[0] ?? '')), 'DecisionTaken');
    expect(details).toMatchObject({ kind: 'deny', by: 'U0RITA', at: '2026-11-23T06:30:00.123Z', state: 'claimed' });
  });

  it('takes up the rest of what was done in part, with the plan that was frozen', async () => {
    const subscription = await asked();
    const { SubscriptionId: id } = subscription;
    await takeDecision(desk, approve(subscription, { planHash: 'h' }), as('U0RITA'));
    const frozen = {
      tables: ['web_sales'],
      plan: { principal: '9', databaseName: 'd', grant: [], revoke: [], hash: 'h' },
    };
    await ended(id, { state: 'partly', frozen });
    const again = await takeDecision(desk, approve(subscription, { planHash: 'h' }), as(approvers[0] ?? ''));
    expect(again.frozen).toEqual(frozen);
    expect((await desk.operations.get(id))?.frozen).toEqual(frozen);
  });

  const partly = {
    state: 'partly' as const,
    frozen: { tables: [], plan: { principal: '9', databaseName: 'd', grant: [], revoke: [], hash: 'h' } },
  };

  it('goes on with what was approved in part by the same order only', async () => {
    const subscription = await asked();
    const order = { kind: 'approve' as const, tables: ['web_sales'] };
    await takeDecision(desk, approve(subscription, { order }), as('U0RITA'));
    await ended(subscription.SubscriptionId, partly);
    await refused(takeDecision(desk, approve(subscription), as('U0RITA')), 'DecisionTaken');
    await refused(weigh(desk, { ...approve(subscription), kind: 'approve' }, as('U0RITA')), 'DecisionTaken');
    const again = await takeDecision(desk, approve(subscription, { order }), as(approvers[0] ?? ''));
    expect(again.frozen).toEqual(partly.frozen);
  });

  it('has what was approved in part over a denial retried or denied again', async () => {
    const decided = { Status: 'Denied' as const, UpdatedDate: '2026-11-23 06:25:00', UpdatedBy: 'rob' };
    for (const order of [{ kind: 'approve' as const }, { kind: 'deny' as const, notes: 'no' }]) {
      const subscription = await asked(decided);
      await takeDecision(desk, approve(subscription, { overturns: true }), as('U0RITA'));
      await ended(subscription.SubscriptionId, partly);
      const next = await takeDecision(desk, approve(subscription, { order }), as('U0RITA'));
      expect(next.frozen).toEqual(partly.frozen);
    }
  });

  it('plans another change anew after one that was done in part', async () => {
    const subscription = await asked({ Status: 'Active', UpdatedDate: '2026-11-23 06:25:00' });
    const change = (...grantPermissions: string[]) => ({ kind: 'change' as const, grantPermissions, notes: 'n' });
    await takeDecision(desk, approve(subscription, { order: change('SELECT') }), as('U0RITA'));
    await ended(subscription.SubscriptionId, partly);
    const other = await takeDecision(desk, approve(subscription, { order: change('INSERT') }), as('U0RITA'));
    expect(other).not.toHaveProperty('frozen');
    await ended(subscription.SubscriptionId, partly);
    const revoked = await takeDecision(
      desk,
      approve(subscription, { order: { kind: 'revoke', notes: 'n' } }),
      as('U0RITA'),
    );
    expect(revoked).not.toHaveProperty('frozen');
  });

  it('keeps which decision stands, through whatever fails after it', async () => {
    const subscription = await asked();
    const { claimedAt } = await takeDecision(desk, approve(subscription), as('U0RITA'));
    await ended(subscription.SubscriptionId, {});
    await asked({ ...subscription, Status: 'Active', UpdatedDate: '2026-11-23 06:30:00' });
    const standing = { order: { kind: 'approve' }, actor: 'U0RITA', claimedAt };
    for (const grantPermissions of [['SELECT'], ['INSERT']]) {
      const order = { kind: 'change' as const, grantPermissions, notes: 'n' };
      const changed = await takeDecision(desk, approve(subscription, { order }), as(approvers[0] ?? ''));
      expect(changed.standing).toEqual(standing);
      expect((await ended(subscription.SubscriptionId, { state: 'failed' })).standing).toEqual(standing);
    }
  });

  it('starts afresh after a failure, and for a new request', async () => {
    const subscription = await asked();
    const { SubscriptionId: id } = subscription;
    await takeDecision(desk, approve(subscription), as('U0RITA'));
    const frozen = { tables: [], plan: { principal: '9', databaseName: 'd', grant: [], revoke: [], hash: 'h' } };
    await ended(id, { state: 'failed', frozen });
    expect(await takeDecision(desk, approve(subscription), as('U0RITA'))).not.toHaveProperty('frozen');
    await ended(id, { state: 'partly', frozen });
    const repeated = await asked({ SubscriptionId: id, Status: 'Denied', CreationDate: '2026-12-01 00:00:00' });
    expect(await takeDecision(desk, approve(repeated), as('U0RITA'))).not.toHaveProperty('frozen');
  });
});

describe('a claim that meets another transaction', () => {
  const conflict = {
    status: 400,
    body: {
      __type: 'com.amazonaws.dynamodb.v20120810#TransactionCanceledException',
      message:
        'Transaction cancelled, please refer cancellation reasons for specific reasons [TransactionConflict, None]',
      CancellationReasons: [
        { Code: 'TransactionConflict', Message: 'Transaction is ongoing for the item' },
        { Code: 'None' },
      ],
    },
  };
  async function behind(conflicts: number): Promise<DecisionDesk> {
    let left = conflicts;
    const proxy = await interceptor(await takeDynamo(), (operation) =>
      operation === 'TransactWriteItems' && left-- > 0 ? conflict : undefined,
    );
    const documents = documentsAt(proxy.url);
    onTestFinished(async () => {
      documents.destroy();
      await proxy.close();
    });
    return decisions.deskAt(documents);
  }

  it('which came to nothing is made again', async () => {
    const subscription = await asked();
    const operation = await takeDecision(await behind(2), approve(subscription), as('U0RITA'));
    expect(await desk.operations.get(subscription.SubscriptionId)).toEqual(operation);
  });

  it('is not taken for a decision of whoever decided before', async () => {
    const subscription = await asked();
    await takeDecision(desk, approve(subscription), as('U0RITA'));
    await ended(subscription.SubscriptionId, { state: 'failed' });
    const operation = await takeDecision(await behind(1), approve(subscription), as(approvers[0] ?? ''));
    expect(operation.actor).toBe(approvers[0]);
  });

  it('which goes on and on is an error, and nothing is written', async () => {
    const subscription = await asked();
    await expect(takeDecision(await behind(99), approve(subscription), as('U0RITA'))).rejects.toThrow('wrote it first');
    expect(await desk.operations.get(subscription.SubscriptionId)).toBeUndefined();
  });
});
