import { GrantPermissionsCommand } from '@aws-sdk/client-lakeformation';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FrozenPlan, Order } from '../../src/mesh/order.ts';
import type { Subscription } from '../../src/mesh/subscription.ts';
import { codeOf, decisions, frozenKeeper, tables, unlessRefused } from './support/decisions.ts';
import { grantsOf, openMesh, publish, type TestMesh, TPCDS } from './support/mesh.ts';

let mesh: TestMesh;

beforeEach(async () => {
  mesh = await openMesh();
});
afterEach(() => mesh.close());

const { run, approved, tableGrants } = decisions(() => mesh);

describe('races and crashes', () => {
  const ELSEWHERE = { UpdatedDate: '2026-11-23 06:59:59', UpdatedBy: 'arn:aws:sts::1:assumed-role/r/cli' };

  it('take back what was granted when the request was denied elsewhere meanwhile', async () => {
    await publish(await mesh.asProducer(), TPCDS, tables('web_sales', 'store_sales'));
    const request = await mesh.request();
    const work = run(
      request,
      { kind: 'approve' },
      {
        onFrozen: () => mesh.put({ ...request, Status: 'Denied', ...ELSEWHERE }),
      },
    );
    await expect(work).rejects.toMatchObject({
      code: 'StatusMoved',
      details: { seen: 'Pending', found: 'Denied', by: ELSEWHERE.UpdatedBy, at: ELSEWHERE.UpdatedDate },
    });
    expect(await grantsOf(await mesh.asProducer())).toEqual([]);
    expect((await mesh.record(request.SubscriptionId)).Status).toBe('Denied');
  });

  it('spare, in taking back, what another live subscription holds', async () => {
    await publish(await mesh.asProducer(), TPCDS, tables('web_sales', 'store_sales'));
    await approved({ TableName: ['web_sales'], RequestedGrants: ['SELECT'] }, { grantablePermissions: [] });
    const request = await mesh.request();
    const work = run(
      request,
      { kind: 'approve' },
      {
        onFrozen: () => mesh.put({ ...request, Status: 'Deleted', ...ELSEWHERE }),
      },
    );
    expect(await codeOf(work)).toBe('StatusMoved');
    expect(await grantsOf(await mesh.asProducer())).toEqual([
      `db ${TPCDS}: DESCRIBE`,
      'web_sales(*): SELECT',
      'web_sales: DESCRIBE',
    ]);
  });

  it('take, in ending it, what the library granted and wrote since the end was planned', async () => {
    const session = await mesh.asProducer();
    await publish(session, TPCDS, tables('web_sales', 'store_sales'));
    const active = await approved();
    const change = async () => {
      for (const Name of ['web_sales', 'store_sales']) {
        const Resource = { Table: { DatabaseName: TPCDS, Name } };
        const Principal = { DataLakePrincipalIdentifier: active.SubscriberPrincipal };
        await session.lakeFormation.send(new GrantPermissionsCommand({ Principal, Resource, Permissions: ['INSERT'] }));
      }
      await mesh.put({ ...active, ...ELSEWHERE, PermittedGrants: ['SELECT', 'INSERT', 'DESCRIBE'] });
    };
    const ended = await run(active, { kind: 'revoke', notes: 'over' }, { onFrozen: change });
    expect(ended.state).toBe('done');
    expect(await grantsOf(session)).toEqual([]);
    expect((await mesh.record(active.SubscriptionId)).Status).toBe('Deleted');
  });

  it('leave the grants when somebody else approved meanwhile', async () => {
    await publish(await mesh.asProducer(), TPCDS, tables('web_sales', 'store_sales'));
    const request = await mesh.request();
    const work = run(
      request,
      { kind: 'approve' },
      {
        onFrozen: () => mesh.put({ ...request, Status: 'Active', ...ELSEWHERE }),
      },
    );
    expect(await codeOf(work)).toBe('StatusMoved');
    expect(await tableGrants()).toHaveLength(4);
  });

  it('do not approve, after a crash, what was denied elsewhere since the plan was frozen', async () => {
    await publish(await mesh.asProducer(), TPCDS, tables('web_sales', 'store_sales'));
    const request = await mesh.request();
    const frozen = await crashAfter(request, { kind: 'approve' }, 'BatchGrantPermissions');
    await mesh.put({ ...request, Status: 'Denied', ...ELSEWHERE });
    const repeat = run(await mesh.record(request.SubscriptionId), { kind: 'approve' }, { frozen });
    expect(await codeOf(repeat)).toBe('StatusMoved');
    expect(await grantsOf(await mesh.asProducer())).toEqual([]);
  });

  it('take back, after a crash, what was granted for a request that was put over by another since', async () => {
    await publish(await mesh.asProducer(), TPCDS, tables('web_sales', 'store_sales'));
    const request = await mesh.request();
    const { keep, kept } = frozenKeeper();
    const crash = run(
      request,
      { kind: 'approve' },
      { onFrozen: keep, onTable: () => Promise.reject(new Error('crash')) },
    );
    await expect(crash).rejects.toThrow('crash');
    await mesh.put({ ...request, CreationDate: '2026-11-23 06:59:59' });
    expect(await codeOf(run(request, { kind: 'approve' }, kept()))).toBe('StatusMoved');
    expect(await grantsOf(await mesh.asProducer())).toEqual([]);
    expect((await mesh.record(request.SubscriptionId)).Status).toBe('Pending');
  });

  it('recognise their own write, having looked at the grants', async () => {
    await publish(await mesh.asProducer(), TPCDS, tables('web_sales', 'store_sales'));
    const request = await mesh.request();
    const { keep, kept } = frozenKeeper();
    await run(request, { kind: 'approve' }, { onFrozen: keep });
    const settled = await mesh.record(request.SubscriptionId);
    mesh.lake.clearCalls();
    expect(await run(settled, { kind: 'approve' }, kept())).toEqual({
      state: 'done',
      tables: [
        { table: 'store_sales', state: 'granted' },
        { table: 'web_sales', state: 'granted' },
      ],
    });
    expect(mesh.lake.calls().counts['lakeformation:BatchGrantPermissions']).toBeUndefined();
    await mesh.put({ ...settled, ...ELSEWHERE, ImportedToConsumer: true });
    const imported = await mesh.record(request.SubscriptionId);
    expect((await run(imported, { kind: 'approve' }, kept())).state).toBe('done');
  });

  /** Runs until the first call of `operation` has taken effect, and no further. */
  async function crashAfter(subscription: Subscription, order: Order, operation: string): Promise<FrozenPlan> {
    const { keep, kept } = frozenKeeper();
    mesh.lake.addFault({ match: { operation }, action: { error: { code: 'AccessDeniedException' } } });
    await run(subscription, order, { onFrozen: keep }).catch(unlessRefused);
    mesh.lake.clearFaults();
    const { frozen } = kept();
    if (!frozen) throw new Error('nothing was frozen');
    return frozen;
  }

  it.each(['BatchGrantPermissions', 'GetResourcePolicy', 'ListPermissions', 'BatchRevokePermissions'])(
    'end in the same state when %s was the last call before a crash',
    async (operation) => {
      await publish(await mesh.asProducer(), TPCDS, tables('web_sales', 'store_sales'));
      const active = await approved({}, { grantablePermissions: [] });
      const order: Order = {
        kind: 'change',
        grantPermissions: ['INSERT'],
        grantablePermissions: ['INSERT'],
        notes: 'n',
      };
      const { keep, kept } = frozenKeeper();
      const crash = run(active, order, {
        onFrozen: async (plan) => {
          await keep(plan);
          mesh.lake.addFault({ match: { operation }, action: { error: { code: 'AccessDeniedException' } } });
        },
      });
      await crash.catch(unlessRefused);
      mesh.lake.clearFaults();
      const outcome = await run(await mesh.record(active.SubscriptionId), order, kept());
      expect(outcome.state).toBe('done');
      expect(await tableGrants()).toEqual(['store_sales: DESCRIBE INSERT+', 'web_sales: DESCRIBE INSERT+']);
      expect(await mesh.record(active.SubscriptionId)).toMatchObject({
        PermittedGrants: ['INSERT', 'DESCRIBE'],
        GrantableGrants: ['INSERT'],
        Notes: ['n'],
      });
    },
  );
});
