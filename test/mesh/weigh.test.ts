import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DecisionDesk, weigh } from '../../src/mesh/decision.ts';
import { as, openDecisions, refused } from '../support/decision-desk.ts';
import { anOperation } from '../support/factories.ts';

let decisions: Awaited<ReturnType<typeof openDecisions>>;
let desk: DecisionDesk;
let askers: typeof decisions.askers;
const asked: typeof decisions.asked = (over) => decisions.asked(over);
beforeAll(async () => {
  decisions = await openDecisions();
  ({ desk, askers } = decisions);
});
afterAll(() => decisions.close());

describe('weigh', () => {
  const rita = as('U0RITA');

  it('answers what is known to who may decide, and writes nothing', async () => {
    const subscription = await asked();
    const wish = { subscriptionId: subscription.SubscriptionId, kind: 'deny' as const };
    expect(await weigh(desk, wish, rita)).toMatchObject({
      subscription,
      previous: undefined,
      owner: { name: 'Retail' },
    });
    expect(await desk.operations.get(subscription.SubscriptionId)).toBeUndefined();
  });

  it('knows no request that there is not, and none that cannot be read', async () => {
    await refused(weigh(desk, { subscriptionId: 'none', kind: 'approve' }, rita), 'SubscriptionNotFound');
    const subscription = await asked({ OwnerPrincipal: 'me' });
    const wish = { subscriptionId: subscription.SubscriptionId, kind: 'approve' as const };
    const { problems } = await refused(weigh(desk, wish, rita), 'SubscriptionUnreadable');
    expect(problems).toEqual(['OwnerPrincipal: is not an AWS account id of 12 digits']);
  });

  it('asks for the person with both accounts at hand', async () => {
    const { SubscriptionId: subscriptionId } = await asked();
    const names: (string | undefined)[] = [];
    await weigh(desk, { subscriptionId, kind: 'approve' }, (owner, subscriber) => {
      names.push(owner.name, subscriber?.name);
      return rita();
    });
    expect(names).toEqual(['Retail', 'Marketing']);
  });

  it('lets nobody decide who may not, before it says anything else', async () => {
    const { SubscriptionId: subscriptionId } = await asked({ Status: 'Active', UpdatedDate: '2026-11-23 06:30:00' });
    const details = await refused(weigh(desk, { subscriptionId, kind: 'approve' }, as('U0FINN')), 'NotAllowed');
    expect(details).toMatchObject({ reason: 'not-an-approver', accountId: '111111111111' });
    expect(details.who).toContain('U0RITA');
  });

  it('lets nobody decide for an account that is not connected, and asks Slack for nothing', async () => {
    const { SubscriptionId: subscriptionId } = await asked({ OwnerPrincipal: '222222222222' });
    const nobody = () => Promise.reject(new Error('was asked'));
    const details = await refused(weigh(desk, { subscriptionId, kind: 'approve' }, nobody), 'NotAllowed');
    expect(details).toMatchObject({ reason: 'not-connected', accountId: '222222222222' });
  });

  it('knows a requester by its own table, and locks nobody out by what a record says', async () => {
    const CreatedBy = 'arn:aws:sts::555555555555:assumed-role/DataMeshAdminConsumer-999999999999/slack-U0RITA';
    const request = await asked({ CreatedBy });
    const wish = { subscriptionId: request.SubscriptionId, kind: 'approve' } as const;
    await expect(weigh(desk, wish, rita)).resolves.toMatchObject({ subscription: { CreatedBy } });
    await askers.note(request, 'U0RITA');
    await askers.note(request, 'U0ROB');
    expect(await refused(weigh(desk, wish, rita), 'NotAllowed')).toMatchObject({ reason: 'own-request' });
    const later = await desk.parties({ ...request, CreationDate: '2026-11-23 07:00:00' });
    expect(later.asker).toBeNull();
  });

  const decided = { UpdatedDate: '2026-11-23 06:25:00', UpdatedBy: 'arn:aws:iam::1:user/rob' };
  it.each([
    ['approve', 'Pending', {}, null],
    ['deny', 'Pending', {}, null],
    ['change', 'Pending', {}, 'WrongStatus'],
    ['revoke', 'Pending', {}, null],
    ['approve', 'Active', decided, 'StatusMoved'],
    ['deny', 'Active', decided, 'StatusMoved'],
    ['change', 'Active', decided, null],
    ['revoke', 'Active', decided, null],
    ['approve', 'Denied', decided, 'StatusMoved'],
    ['deny', 'Denied', decided, 'StatusMoved'],
    ['change', 'Denied', decided, 'WrongStatus'],
    ['revoke', 'Denied', decided, 'WrongStatus'],
    ['approve', 'Deleted', decided, 'StatusMoved'],
    ['deny', 'Deleted', decided, 'StatusMoved'],
    ['change', 'Deleted', decided, 'WrongStatus'],
    ['revoke', 'Deleted', decided, 'WrongStatus'],
    ['approve', 'Denied', {}, null],
    ['deny', 'Deleted', {}, null],
  ] as const)('answers to %s a record that is %s %o: %s', async (kind, Status, over, code) => {
    const { SubscriptionId: subscriptionId } = await asked({ Status, ...over });
    const weighed = weigh(desk, { subscriptionId, kind }, rita);
    if (code === null) await weighed;
    else await refused(weighed, code);
  });

  it('has a denial overturned only by who says so', async () => {
    const { SubscriptionId: subscriptionId } = await asked({ Status: 'Denied', ...decided });
    await weigh(desk, { subscriptionId, kind: 'approve', overturns: true }, rita);
    await refused(weigh(desk, { subscriptionId, kind: 'deny', overturns: true }, rita), 'StatusMoved');
  });

  it('refuses a decision on a request that was made again since', async () => {
    const { SubscriptionId: subscriptionId, CreationDate } = await asked();
    const seen = { subscriptionId, requested: '2026-11-01 00:00:00', kind: 'approve' as const };
    expect(await refused(weigh(desk, seen, rita), 'StatusMoved')).toMatchObject({
      found: 'asked again',
      at: CreationDate,
    });
  });

  it('answers that the decision stands before it looks at the status', async () => {
    const subscription = await asked({ Status: 'Active', ...decided });
    await desk.operations.claim(anOperation({ subscriptionId: subscription.SubscriptionId }), undefined);
    await refused(weigh(desk, { subscriptionId: subscription.SubscriptionId, kind: 'approve' }, rita), 'DecisionTaken');
  });
});
