import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decidedIn, grantsDecided } from '../../src/mesh/decided.ts';
import type { MeshDesk } from '../../src/mesh/desk.ts';
import { fulfil } from '../../src/mesh/fulfilment.ts';
import type { Operation } from '../../src/mesh/operation.ts';
import type { FrozenPlan, Order } from '../../src/mesh/order.ts';
import { lookAt } from '../../src/mesh/outlook.ts';
import type { Subscription } from '../../src/mesh/subscription.ts';
import { anOperation } from '../support/factories.ts';
import { ACTOR, DECIDED_AT, frozenKeeper, tables } from './support/decisions.ts';
import { FINANCE, grantsOf, openMesh, publish, type TestMesh, TPCDS } from './support/mesh.ts';

let mesh: TestMesh;
/** Meshdesk's own table. */
let operations: Map<string, Operation>;
let desk: MeshDesk;

beforeEach(async () => {
  mesh = await openMesh();
  operations = new Map();
  desk = { ...mesh.desk, decided: decidedIn({ many: async () => operations }) };
  const columns = ['id', 'email', 'price'].map((Name) => ({ Name, Type: 'string' }));
  const withColumns = { StorageDescriptor: { Columns: columns, Location: 's3://retail-lake/t' } };
  await publish(await mesh.asProducer(), TPCDS, [{ Name: 'web_sales', ...withColumns }, ...tables('store_sales')]);
});
afterEach(() => mesh.close());

const SETTLED = { UpdatedDate: '2026-11-22 10:00:00', UpdatedBy: 'arn:aws:sts::111111111111:assumed-role/r/cli.user' };
const REVOKE = { kind: 'revoke', notes: 'over' } as const;

function run(subscription: Subscription, order: Order, over: { frozen?: FrozenPlan } = {}) {
  return fulfil(desk, subscription, order, { actor: ACTOR, decidedAt: DECIDED_AT, ...over });
}

/** A request that is approved, with the operation that Meshdesk keeps of it. */
async function approved(order: Partial<Extract<Order, { kind: 'approve' }>> = {}, over: Partial<Subscription> = {}) {
  const request = await mesh.request({ TableName: ['web_sales'], RequestedGrants: ['SELECT'], ...over });
  const { keep, kept } = frozenKeeper();
  const approval: Order = { kind: 'approve', grantablePermissions: [], ...order };
  await fulfil(desk, request, approval, { actor: ACTOR, decidedAt: new Date('2026-11-23T06:30:00Z'), onFrozen: keep });
  const { SubscriptionId: subscriptionId, CreationDate: requested } = request;
  operations.set(subscriptionId, anOperation({ subscriptionId, requested, order: approval, state: 'done', ...kept() }));
  return mesh.record(subscriptionId);
}

/** A record that says it is active on the same table, and that Meshdesk never decided on. */
async function claimed(over: Partial<Subscription> = {}): Promise<Subscription> {
  const claim = { PermittedGrants: ['SELECT', 'DESCRIBE'], GrantableGrants: [], ...SETTLED, ...over };
  return mesh.request({ Status: 'Active', TableName: ['web_sales'], ...claim });
}

const held = async () => grantsOf(await mesh.asProducer());

describe('a record that says it is active on the same tables', () => {
  it('holds nothing on: it is told of, and all is revoked', async () => {
    const active = await approved();
    const { SubscriptionId } = await claimed();
    const { holders } = await lookAt(desk, active, REVOKE, ACTOR);
    const says = { by: 'cli.user', at: '2026-11-22 10:00:00' };
    expect(holders).toEqual([{ subscriptionId: SubscriptionId, says, kept: false, tables: ['web_sales'] }]);
    await run(active, REVOKE);
    expect(await held()).toEqual([]);
  });

  it('holds on to what it says when the approver believes it, and that is another plan', async () => {
    const active = await approved();
    const { SubscriptionId } = await claimed();
    const order: Order = { ...REVOKE, believe: [SubscriptionId] };
    const [doubting, believing] = [await lookAt(desk, active, REVOKE, ACTOR), await lookAt(desk, active, order, ACTOR)];
    expect(believing.plan.hash).not.toBe(doubting.plan.hash);
    expect(believing.holders).toMatchObject([{ kept: true }]);
    await run(active, order);
    expect(await held()).toEqual([`db ${TPCDS}: DESCRIBE`, 'web_sales(*): SELECT', 'web_sales: DESCRIBE']);
  });

  it('holds on to no more than was looked at, though it is written over after a crash', async () => {
    const active = await approved({}, { RequestedGrants: ['SELECT', 'INSERT'] });
    const claim = await claimed();
    const order: Order = { ...REVOKE, believe: [claim.SubscriptionId] };
    const { keep, kept } = frozenKeeper();
    const onFrozen = async (plan: FrozenPlan) => {
      await keep(plan);
      throw new Error('crash');
    };
    const crash = fulfil(desk, active, order, { actor: ACTOR, decidedAt: DECIDED_AT, onFrozen });
    await expect(crash).rejects.toThrow('crash');
    await mesh.put({ ...claim, PermittedGrants: ['ALL'] });
    await run(active, order, kept());
    expect(await held()).toEqual([`db ${TPCDS}: DESCRIBE`, 'web_sales(*): SELECT', 'web_sales: DESCRIBE']);
  });
});

describe('a subscription that was approved', () => {
  it('holds on, by the decision and whatever its record says', async () => {
    const active = await approved({}, { RequestedGrants: ['SELECT', 'INSERT'] });
    const other = await approved();
    await mesh.put({ ...other, PermittedGrants: ['ALL'], GrantableGrants: ['ALL'] });
    const { holders } = await lookAt(desk, active, REVOKE, ACTOR);
    const decided = { by: 'U0RITA', at: '2026-11-23T06:30:00.123Z' };
    expect(holders).toMatchObject([{ subscriptionId: other.SubscriptionId, decided, kept: true }]);
    await run(active, REVOKE);
    expect(await held()).toEqual([`db ${TPCDS}: DESCRIBE`, 'web_sales(*): SELECT', 'web_sales: DESCRIBE']);
  });

  it('keeps its own columns when another, on other columns of the table, ends', async () => {
    const all = await approved({ columns: { web_sales: { exclude: ['email'] } } });
    await approved({ columns: { web_sales: { include: ['price'] } } });
    await run(all, REVOKE);
    expect(await held()).toEqual([`db ${TPCDS}: DESCRIBE`, 'web_sales(price): SELECT', 'web_sales: DESCRIBE']);
  });

  it('keeps what it left out left out, though the other had it', async () => {
    const one = await approved({ columns: { web_sales: { exclude: ['email'] } } });
    const other = await approved({ columns: { web_sales: { exclude: ['price'] } } });
    expect(await held()).toContain('web_sales(*): SELECT');
    await run(one, REVOKE);
    expect(await held()).toContain('web_sales(*-price): SELECT');
    await run(other, REVOKE);
    expect(await held()).toEqual([]);
  });

  it('has its columns again when a crash came between what was revoked and what is granted again', async () => {
    const all = await approved({ columns: { web_sales: { exclude: ['email'] } } });
    await approved({ columns: { web_sales: { include: ['price'] } } });
    const { keep, kept } = frozenKeeper();
    const fault = {
      match: { operation: 'BatchGrantPermissions' },
      action: { error: { code: 'AccessDeniedException' } },
    };
    const crash = fulfil(desk, all, REVOKE, {
      actor: ACTOR,
      decidedAt: DECIDED_AT,
      onFrozen: async (plan) => {
        await keep(plan);
        mesh.lake.addFault(fault);
      },
    });
    expect((await crash).state).toBe('partly');
    mesh.lake.clearFaults();
    expect(await held()).not.toContain('web_sales(price): SELECT');
    expect((await run(all, REVOKE, kept())).state).toBe('done');
    expect(await held()).toEqual([`db ${TPCDS}: DESCRIBE`, 'web_sales(price): SELECT', 'web_sales: DESCRIBE']);
  });

  it('keeps to its own columns in a change, whatever others hold', async () => {
    const one = await approved({ columns: { web_sales: { exclude: ['email'] } } });
    await approved({ columns: { web_sales: { exclude: ['price'] } } });
    const { keep, kept } = frozenKeeper();
    const change: Order = { kind: 'change', grantPermissions: ['SELECT', 'INSERT'], notes: 'n' };
    await fulfil(desk, one, change, { actor: ACTOR, decidedAt: DECIDED_AT, onFrozen: keep });
    expect(kept().frozen?.target).toContainEqual(expect.objectContaining({ columns: { exclude: ['email'] } }));
  });
});

describe('a record that was written over after the approval', () => {
  it.each([
    ['names fewer tables', { GrantedTableARNs: [`arn:aws:glue:us-east-1:555555555555:table/${TPCDS}/web_sales`] }],
    ['names another account', { SubscriberPrincipal: FINANCE }],
    ['names another database', { DatabaseName: 'elsewhere' }],
    ['is another request', { CreationDate: '2026-11-23 08:00:00' }],
  ])('%s: what was granted is revoked all the same', async (_what, written) => {
    const active = await approved({}, { TableName: ['web_sales', 'store_sales'] });
    await mesh.put({ ...active, ...written });
    const { order, actor, claimedAt, frozen } = operations.get(active.SubscriptionId) as Operation;
    const standing = { order, actor, claimedAt, ...(frozen && { frozen }) };
    const { SubscriptionId: subscriptionId, CreationDate: requested } = active;
    const revoking = anOperation({ subscriptionId, requested, order: REVOKE, state: 'running', standing });
    operations.set(subscriptionId, revoking);
    await run(await mesh.record(active.SubscriptionId), REVOKE);
    expect(await held()).toEqual([]);
  });
});

describe('what is decided', () => {
  const frozen = {
    tables: [],
    plan: { principal: '1', databaseName: 'd', grant: [], revoke: [], hash: '' },
    target: [],
  };
  const standing = {
    order: { kind: 'approve' as const },
    actor: 'U0ROB',
    claimedAt: '2026-01-01T00:00:00.000Z',
    frozen,
  };

  it.each<[string, Partial<Operation>, string | undefined]>([
    ['an approval that is done', { state: 'done', frozen }, 'U0RITA'],
    ['an approval that failed', { state: 'failed', frozen }, undefined],
    [
      'the approval before a change that failed',
      { order: { kind: 'change', grantPermissions: [], notes: '' }, state: 'failed', standing },
      'U0ROB',
    ],
    ['the approval before a revocation that failed', { order: REVOKE, state: 'failed', standing }, 'U0ROB'],
    ['nothing of a revocation that is done', { order: REVOKE, state: 'done', standing }, undefined],
    ['nothing of a denial', { order: { kind: 'deny' }, state: 'done' }, undefined],
  ])('is %s', (_what, operation, by) => {
    expect(grantsDecided(anOperation(operation))?.by).toBe(by);
  });

  it('is relied on by nobody once its revocation has begun', () => {
    const target = [{ table: 't', permissions: ['SELECT' as const], grantable: [] }];
    const stood = { ...standing, frozen: { ...frozen, target } };
    const of = (state: Operation['state'], begun = {}) =>
      grantsDecided(anOperation({ order: REVOKE, state, standing: stood, ...begun }));
    expect(of('running')).toMatchObject({ by: 'U0ROB', needs: target });
    expect(of('running', { frozen })).toMatchObject({ entries: target, needs: [] });
    expect(of('partly', { frozen })).toMatchObject({ entries: target, needs: [] });
    expect(of('failed')).toMatchObject({ by: 'U0ROB', needs: target });
  });
});
