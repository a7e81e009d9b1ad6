import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settleIn } from '../../src/mesh/stores/settle-command.ts';
import { asSeen, type Expected, type Settlement } from '../../src/mesh/stores/subscriptions.ts';
import type { Subscription } from '../../src/mesh/subscription.ts';
import { aRequest, openMesh, RETAIL, type TestMesh } from './support/mesh.ts';

let mesh: TestMesh;

beforeAll(async () => {
  mesh = await openMesh();
});
afterAll(() => mesh.close());

const settle = (subscriptionId: string, expected: Expected, settlement: Settlement) =>
  settleIn(mesh.documents, mesh.desk.subscriptionsTable, subscriptionId, expected, settlement);

describe('the subscriptions store', () => {
  it('writes what is granted with the types of the original', async () => {
    const request = await mesh.request({ Notes: ['please'] });
    const { SubscriptionId } = request;
    const settled = await settle(SubscriptionId, asSeen(request), {
      Status: 'Active',
      UpdatedDate: '2026-11-23 07:00:01',
      UpdatedBy: 'someone',
      note: 'Enjoy!',
      PermittedGrants: ['SELECT', 'DESCRIBE'],
      GrantableGrants: [],
      GrantedTableARNs: ['arn:aws:glue:us-east-1:555555555555:table/db/t'],
      RamShares: { t: { type: 'Table', arn: 'arn:aws:ram:us-east-1:555555555555:resource-share/1' } },
    });
    expect(settled).toMatchObject({ Status: 'Pending', Notes: new Set(['please']) });
    const item = await mesh.item(SubscriptionId);
    expect(item.Notes?.SS?.toSorted()).toEqual(['Enjoy!', 'please']);
    expect(item).toMatchObject({
      Status: { S: 'Active' },
      PermittedGrants: { L: [{ S: 'SELECT' }, { S: 'DESCRIBE' }] },
      GrantableGrants: { L: [] },
      GrantedTableARNs: { L: [{ S: 'arn:aws:glue:us-east-1:555555555555:table/db/t' }] },
      RamShares: {
        M: { t: { M: { type: { S: 'Table' }, arn: { S: 'arn:aws:ram:us-east-1:555555555555:resource-share/1' } } } },
      },
      UpdatedDate: { S: '2026-11-23 07:00:01' },
    });
  });

  it('settles only what still stands as it was seen', async () => {
    const settlement = { Status: 'Denied', UpdatedDate: '2026-11-23 07:00:01', UpdatedBy: 'someone' } as const;
    const request = await mesh.request();
    const { UpdatedDate: _, ...seen } = asSeen(request);
    const settleAs = (other: Partial<Expected>) => settle(request.SubscriptionId, { ...seen, ...other }, settlement);
    expect(await settleAs({ Status: 'Active' })).toBeNull();
    expect(await settleAs({ CreationDate: '2020-01-01 00:00:00' })).toBeNull();
    expect(await settleAs({ OwnerPrincipal: '222222222222' })).toBeNull();
    expect(await settleAs({ SubscriberPrincipal: '333333333333' })).toBeNull();
    expect(await settleAs({ DatabaseName: 'another' })).toBeNull();
    expect(await settleAs({ UpdatedDate: '2020-01-01 00:00:00' })).toBeNull();
    expect(await settleAs({ UpdatedDate: null })).not.toBeNull();
    expect(await settleAs({ Status: 'Denied', UpdatedDate: null })).toBeNull();
    expect(await settleAs({ Status: 'Denied', UpdatedDate: settlement.UpdatedDate })).not.toBeNull();
  });

  it('settles no repeat of a denied request over a denial that came meanwhile', async () => {
    const settlement = { Status: 'Denied', UpdatedDate: '2026-11-23 07:00:01', UpdatedBy: 'someone' } as const;
    const repeat = await mesh.request({ Status: 'Denied' });
    const { SubscriptionId } = repeat;
    expect(await settle(SubscriptionId, asSeen(repeat), settlement)).not.toBeNull();
    expect(await settle(SubscriptionId, asSeen(repeat), { ...settlement, UpdatedBy: 'me' })).toBeNull();
    expect((await mesh.item(SubscriptionId)).UpdatedBy).toEqual({ S: 'someone' });
  });

  it('creates no record over another', async () => {
    const request = aRequest();
    expect(await mesh.store.create(request)).toBe(true);
    expect(await mesh.store.create({ ...request, Status: 'Active' })).toBe(false);
    expect((await mesh.record(request.SubscriptionId)).Status).toBe('Pending');
  });

  it('notes an import of what is Active, and leaves who decided', async () => {
    const decided = { UpdatedDate: '2026-11-22 10:00:00', UpdatedBy: 'owner' };
    const active = await mesh.request({ Status: 'Active', ...decided });
    expect(await mesh.store.markImported(active.SubscriptionId, '2020-01-01 00:00:00')).toBe(false);
    expect(await mesh.store.markImported(active.SubscriptionId, active.CreationDate)).toBe(true);
    expect(await mesh.record(active.SubscriptionId)).toEqual({ ...active, ImportedToConsumer: true });
    const pending = await mesh.request();
    expect(await mesh.store.markImported(pending.SubscriptionId, pending.CreationDate)).toBe(false);
  });

  it('lists a thousand pending requests completely, in a call a megabyte', async () => {
    const owner = '333333333333';
    const Notes = ['n'.repeat(2_000)];
    await mesh.putAll(
      Array.from({ length: 1000 }, (_, index) => ({
        ...aRequest({ SubscriptionId: `many-${index}`, OwnerPrincipal: owner }),
        Notes: new Set(Notes),
      })),
    );
    mesh.storeCalls.QueryCommand = 0;
    const found = new Set<string>();
    for await (const read of mesh.store.byOwner(owner, { status: 'Pending' })) {
      if (read.readable) found.add(read.subscription.SubscriptionId);
    }
    expect(found.size).toBe(1000);
    const bytes = 1000 * JSON.stringify(aRequest({ Notes })).length;
    expect(mesh.storeCalls.QueryCommand).toBeGreaterThan(1);
    expect(mesh.storeCalls.QueryCommand).toBeLessThanOrEqual(Math.ceil(bytes / 2 ** 20));
  });

  it("tells a subscriber's records on a database, save those that were ended", async () => {
    const subscriber = '888888888801';
    const ended = { Status: 'Deleted', UpdatedDate: '2026-11-23 07:00:00' } as const;
    const ask = async (over: Partial<Subscription>) =>
      (await mesh.request({ SubscriberPrincipal: subscriber, DatabaseName: 'here', ...over })).SubscriptionId;
    const kept = [await ask({}), await ask({ ...ended, Status: 'Active' }), await ask({ Status: 'Deleted' })];
    await ask(ended);
    await ask({ DatabaseName: 'elsewhere' });
    await ask({ SubscriberPrincipal: '888888888802' });
    expect((await mesh.store.idsOf(subscriber, 'here')).toSorted()).toEqual(kept.toSorted());
  });

  it('lists by subscriber and status', async () => {
    const subscriber = '888888888888';
    const active = await mesh.request({ SubscriberPrincipal: subscriber, Status: 'Active' });
    await mesh.request({ SubscriberPrincipal: subscriber });
    const found: Subscription[] = [];
    for await (const read of mesh.store.bySubscriber(subscriber, { status: 'Active' })) {
      if (read.readable) found.push(read.subscription);
    }
    expect(found).toEqual([active]);
    expect(active.OwnerPrincipal).toBe(RETAIL);
  });
});
