import { DeleteTableCommand, UpdateTableCommand } from '@aws-sdk/client-glue';
import { GrantPermissionsCommand } from '@aws-sdk/client-lakeformation';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MeshSession } from '../../src/mesh/aws/sessions.ts';
import type { Order } from '../../src/mesh/order.ts';
import { decisions, frozenKeeper, tables } from './support/decisions.ts';
import { aTable, grantsOf, MARKETING, openMesh, publish, type TestMesh, TPCDS } from './support/mesh.ts';

let mesh: TestMesh;

beforeEach(async () => {
  mesh = await openMesh();
});
afterEach(() => mesh.close());

const { run, approved } = decisions(() => mesh);

describe('failures', () => {
  it('of one table leave the others granted and the record unsettled, until a repetition does the rest', async () => {
    await publish(await mesh.asProducer(), TPCDS, tables('web_sales', 'store_sales'));
    const request = await mesh.request();
    const { keep, kept } = frozenKeeper();
    mesh.lake.addFault({
      match: { operation: 'BatchGrantPermissions' },
      action: { failEntry: { code: 'AccessDeniedException', message: 'not yours', table: 'web_sales' } },
      times: 1,
    });
    const outcome = await run(request, { kind: 'approve' }, { onFrozen: keep });
    expect(outcome).toEqual({
      state: 'partly',
      tables: [
        { table: 'store_sales', state: 'granted' },
        { table: 'web_sales', state: 'failed', code: 'AccessDeniedException', reason: 'not yours' },
      ],
    });
    expect((await mesh.record(request.SubscriptionId)).Status).toBe('Pending');
    const again = await run(request, { kind: 'approve' }, kept());
    expect(again).toEqual({
      state: 'done',
      tables: [
        { table: 'store_sales', state: 'granted' },
        { table: 'web_sales', state: 'granted' },
      ],
    });
    expect((await mesh.record(request.SubscriptionId)).GrantedTableARNs).toHaveLength(2);
  });

  it('of a revocation leave the record Active, until a repetition does the rest', async () => {
    await publish(await mesh.asProducer(), TPCDS, tables('web_sales', 'store_sales'));
    const active = await approved();
    mesh.lake.addFault({
      match: { operation: 'BatchRevokePermissions' },
      action: { failEntry: { code: 'AccessDeniedException', message: 'not yours', table: 'web_sales' } },
    });
    const order: Order = { kind: 'revoke', notes: 'over' };
    expect(await run(active, order)).toMatchObject({
      state: 'partly',
      tables: [{ state: 'revoked' }, { state: 'failed', code: 'AccessDeniedException', reason: 'not yours' }],
    });
    expect((await mesh.record(active.SubscriptionId)).Status).toBe('Active');
    mesh.lake.clearFaults();
    expect((await run(active, order)).state).toBe('done');
    expect(await grantsOf(await mesh.asProducer())).toEqual([]);
  });

  it('of a row filter that Lake Formation does not take concern its table alone, in its words, and can be taken back', async () => {
    await publish(await mesh.asProducer(), TPCDS, tables('web_sales', 'store_sales'));
    const order: Order = { kind: 'approve', rowFilters: { web_sales: 'price + 1 > 10' } };
    const request = await mesh.request();
    const { keep, kept } = frozenKeeper();
    expect(await run(request, order, { onFrozen: keep })).toEqual({
      state: 'partly',
      tables: [
        { table: 'store_sales', state: 'granted' },
        {
          ...{ table: 'web_sales', state: 'failed', code: 'InvalidInputException' },
          reason: expect.stringContaining('Invalid row filter expression'),
        },
      ],
    });
    expect(await run(request, { kind: 'deny', notes: 'Never mind.' }, kept())).toMatchObject({ state: 'done' });
    expect(await grantsOf(await mesh.asProducer())).toEqual([]);
  });

  describe.each<[string, Order]>([
    ['row filter', { kind: 'approve', rowFilters: { web_sales: 'price > 10' } }],
    ['column that is left out', { kind: 'approve', columns: { web_sales: { exclude: ['price'] } } }],
    ['column that is granted', { kind: 'approve', columns: { web_sales: { include: ['price', 'id'] } } }],
  ])('of a %s', (_what, order) => {
    /** It was begun and failed, and `since` has become of the table. */
    async function failedBefore(since: (session: MeshSession) => Promise<unknown>) {
      const session = await mesh.asProducer();
      await publish(session, TPCDS, tables('web_sales', 'store_sales'));
      const request = await mesh.request();
      const { keep, kept } = frozenKeeper();
      for (const operation of ['CreateDataCellsFilter', 'BatchGrantPermissions']) {
        const error = { code: 'AccessDeniedException', message: 'not yet' };
        mesh.lake.addFault({ match: { operation }, action: { error } });
      }
      expect((await run(request, order, { onFrozen: keep })).state).not.toBe('done');
      mesh.lake.clearFaults();
      await since(session);
      const outcome = await run(request, order, kept());
      expect(outcome.tables).toContainEqual({ table: 'store_sales', state: 'granted' });
      const record = await mesh.record(request.SubscriptionId);
      const notes = 'It is gone.';
      const [end, options] =
        outcome.state === 'done'
          ? ([{ kind: 'revoke', notes }] as const)
          : ([{ kind: 'deny', notes }, kept()] as const);
      expect(await run(record, end, options)).toMatchObject({ state: 'done' });
      expect(await grantsOf(session)).toEqual([]);
      return { outcome, status: (await mesh.record(request.SubscriptionId)).Status };
    }

    it('which went meanwhile neither keep the rest from being done, nor it from being taken back', async () => {
      const { StorageDescriptor, ...input } = aTable();
      const Columns = StorageDescriptor?.Columns?.filter(({ Name }) => Name !== 'price');
      const TableInput = { ...input, StorageDescriptor: { ...StorageDescriptor, Columns } };
      const change = new UpdateTableCommand({ DatabaseName: TPCDS, TableInput });
      expect(await failedBefore(({ glue }) => glue.send(change))).toMatchObject({
        outcome: { state: 'partly' },
        status: 'Denied',
      });
    });

    it('whose table went meanwhile neither keep the rest from being done, nor it from being taken back', async () => {
      const removal = new DeleteTableCommand({ DatabaseName: TPCDS, Name: 'web_sales' });
      expect(await failedBefore(({ glue }) => glue.send(removal))).toMatchObject({
        outcome: { state: 'done' },
        status: 'Deleted',
      });
    });
  });

  it('of one entry that makes Lake Formation refuse the whole call concern that entry alone', async () => {
    await publish(await mesh.asProducer(), TPCDS, tables('web_sales', 'store_sales', 'customer'));
    mesh.lake.addFault({
      match: { operation: 'BatchGrantPermissions' },
      action: { error: { code: 'InvalidInputException', message: 'one of them is wrong' } },
      times: 2,
    });
    const outcome = await run(await mesh.request({ TableName: ['.*'] }), { kind: 'approve' });
    expect(outcome.state).toBe('done');
  });

  it('that pass are tried again', async () => {
    await publish(await mesh.asProducer(), TPCDS, tables('web_sales', 'store_sales'));
    for (const [code, message] of [
      ['ConcurrentModificationException', 'Concurrent'],
      ['InvalidInputException', 'Rate exceeded'],
      ['InvalidInputException', `Invalid principal, ${MARKETING}`],
    ] as const) {
      mesh.lake.addFault({
        match: { operation: 'BatchGrantPermissions' },
        action: { failEntry: { code, message, table: 'web_sales' } },
        times: 1,
      });
    }
    mesh.lake.addFault({ match: { service: 'lakeformation' }, action: { throttle: { next: 1 } } });
    expect((await run(await mesh.request(), { kind: 'approve' })).state).toBe('done');
  });

  it('of a dropped connection are made good', async () => {
    await publish(await mesh.asProducer(), TPCDS, tables('web_sales', 'store_sales'));
    mesh.lake.addFault({ match: { operation: 'BatchGrantPermissions' }, action: { drop: 'after' }, times: 1 });
    expect((await run(await mesh.request(), { kind: 'approve' })).state).toBe('done');
  });

  it('that come of IAMAllowedPrincipals say so', async () => {
    const session = await mesh.asProducer();
    await publish(session, TPCDS, tables('web_sales', 'store_sales'));
    await session.lakeFormation.send(
      new GrantPermissionsCommand({
        Principal: { DataLakePrincipalIdentifier: 'IAM_ALLOWED_PRINCIPALS' },
        Resource: { Table: { DatabaseName: TPCDS, Name: 'web_sales' } },
        Permissions: ['ALL'],
      }),
    );
    const { state, tables: results } = await run(await mesh.request(), { kind: 'approve' });
    expect(state).toBe('partly');
    expect(results[1]).toMatchObject({ table: 'web_sales', state: 'failed', code: 'OpenToIamAllowedPrincipals' });
  });

  it('to assume a role are AccountUnreachable', async () => {
    const request = await mesh.request({ OwnerPrincipal: '333333333333' });
    await expect(run(request, { kind: 'approve' })).rejects.toMatchObject({
      code: 'AccountUnreachable',
      details: { accountId: '333333333333', roleArn: 'arn:aws:iam::333333333333:role/AwsDataMesh/DataMeshProducer' },
    });
  });

  it('that Lake Formation does not tell of are found when it is read back, and granted again', async () => {
    await publish(await mesh.asProducer(), TPCDS, tables('web_sales', 'store_sales'));
    const forgetEntry = { table: 'web_sales' };
    mesh.lake.addFault({ match: { operation: 'BatchGrantPermissions' }, action: { forgetEntry }, times: 1 });
    const request = await mesh.request();
    expect((await run(request, { kind: 'approve' })).state).toBe('done');
    expect((await grantsOf(await mesh.asProducer())).join()).toContain('web_sales');
    expect((await mesh.record(request.SubscriptionId)).Status).toBe('Active');
  });

  it('that are never listed leave the record unsettled', { timeout: 40_000 }, async () => {
    await publish(await mesh.asProducer(), TPCDS, tables('web_sales', 'store_sales'));
    const forgetEntry = { table: 'web_sales' };
    mesh.lake.addFault({ match: { operation: 'BatchGrantPermissions' }, action: { forgetEntry } });
    const request = await mesh.request();
    expect(await run(request, { kind: 'approve' })).toMatchObject({
      state: 'partly',
      tables: [{ state: 'granted' }, { table: 'web_sales', state: 'failed', code: 'GrantsNotVerified' }],
    });
    expect((await mesh.record(request.SubscriptionId)).Status).toBe('Pending');
  });

  it('to list what was granted at once are waited for', async () => {
    await publish(await mesh.asProducer(), TPCDS, tables('web_sales', 'store_sales'));
    mesh.lake.setListDelay(300);
    expect((await run(await mesh.request(), { kind: 'approve' })).state).toBe('done');
  });
});
