import { UpdateTableCommand } from '@aws-sdk/client-glue';
import { RevokePermissionsCommand } from '@aws-sdk/client-lakeformation';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decisions, PRODUCER, tables } from './support/decisions.ts';
import { aTable, grantsOf, MARKETING, openMesh, publish, type TestMesh, TPCDS } from './support/mesh.ts';

let mesh: TestMesh;

beforeEach(async () => {
  mesh = await openMesh();
});
afterEach(() => mesh.close());

const { run, approved, tableGrants, awsCalls } = decisions(() => mesh);

describe('a change', () => {
  it('adds and takes permissions in one go', async () => {
    await publish(await mesh.asProducer(), TPCDS, tables('web_sales', 'store_sales'));
    const active = await approved();
    const outcome = await run(active, {
      kind: 'change',
      grantPermissions: ['INSERT', 'DESCRIBE'],
      notes: 'write only',
    });
    expect(outcome.state).toBe('done');
    expect(await tableGrants()).toEqual(['store_sales: DESCRIBE+ INSERT+', 'web_sales: DESCRIBE+ INSERT+']);
    expect(await mesh.record(active.SubscriptionId)).toMatchObject({
      Status: 'Active',
      PermittedGrants: ['INSERT', 'DESCRIBE'],
      GrantableGrants: ['INSERT', 'DESCRIBE'],
      Notes: ['write only'],
    });
  });

  it('takes and gives grant options alone', async () => {
    await publish(await mesh.asProducer(), TPCDS, tables('web_sales', 'store_sales'));
    const active = await approved();
    const change = (grantablePermissions: string[], decidedAt: Date) =>
      run(
        active,
        { kind: 'change', grantPermissions: ['SELECT'], grantablePermissions, notes: 'options' },
        { decidedAt },
      );
    await change([], new Date('2026-11-23T08:00:00Z'));
    expect(await tableGrants()).toEqual([
      'store_sales(*): SELECT',
      'store_sales: DESCRIBE',
      'web_sales(*): SELECT',
      'web_sales: DESCRIBE',
    ]);
    await change(['SELECT'], new Date('2026-11-23T09:00:00Z'));
    expect(await tableGrants()).toContain('store_sales(*): SELECT+');
    expect(await tableGrants()).toContain('store_sales: DESCRIBE');
  });

  it('brings ALL down to SELECT', async () => {
    await publish(await mesh.asProducer(), TPCDS, tables('web_sales', 'store_sales'));
    const active = await approved({ RequestedGrants: ['ALL'] }, { grantablePermissions: [] });
    expect((await tableGrants())[1]).toContain('ALL');
    await run(active, { kind: 'change', grantPermissions: ['SELECT'], grantablePermissions: [], notes: 'less' });
    expect(await tableGrants()).toEqual([
      'store_sales(*): SELECT',
      'store_sales: DESCRIBE',
      'web_sales(*): SELECT',
      'web_sales: DESCRIBE',
    ]);
  });

  it('spares what another live subscription was granted', async () => {
    await publish(await mesh.asProducer(), TPCDS, tables('web_sales', 'store_sales'));
    const active = await approved({}, { grantablePermissions: [] });
    await approved({ TableName: ['web_sales'], RequestedGrants: ['SELECT'] }, { grantablePermissions: [] });
    await run(active, { kind: 'change', grantPermissions: ['DESCRIBE'], grantablePermissions: [], notes: 'less' });
    expect(await tableGrants()).toEqual(['store_sales: DESCRIBE', 'web_sales(*): SELECT', 'web_sales: DESCRIBE']);
  });
});

describe('a revocation', () => {
  it('takes everything, reads that back and keeps the record with the reason', async () => {
    await publish(await mesh.asProducer(), TPCDS, tables('web_sales', 'store_sales'));
    const active = await approved();
    const outcome = await run(active, { kind: 'revoke', notes: 'project over' });
    expect(outcome.tables.map((table) => table.state)).toEqual(['revoked', 'revoked']);
    expect(await grantsOf(await mesh.asProducer())).toEqual([]);
    expect(await mesh.record(active.SubscriptionId)).toEqual({
      ...active,
      Status: 'Deleted',
      Notes: ['project over'],
      UpdatedDate: '2026-11-23 07:00:01',
      UpdatedBy: PRODUCER,
    });
  });

  it('spares what another live subscription of the same account still holds, the database too', async () => {
    await publish(await mesh.asProducer(), TPCDS, tables('web_sales', 'store_sales'));
    const active = await approved({}, { grantablePermissions: [] });
    await approved({ TableName: ['web_sales'], RequestedGrants: ['SELECT'] }, { grantablePermissions: [] });
    await run(active, { kind: 'revoke', notes: 'over' });
    expect(await grantsOf(await mesh.asProducer())).toEqual([
      `db ${TPCDS}: DESCRIBE`,
      'web_sales(*): SELECT',
      'web_sales: DESCRIBE',
    ]);
  });

  it('takes row filters and their definitions away', async () => {
    await publish(await mesh.asProducer(), TPCDS, tables('web_sales', 'store_sales'));
    const active = await approved({ TableName: ['web_sales'] }, { rowFilters: { web_sales: 'price > 1' } });
    await run(active, { kind: 'revoke', notes: 'over' });
    expect(await grantsOf(await mesh.asProducer())).toEqual([]);
    expect(mesh.lake.calls().counts['lakeformation:DeleteDataCellsFilter']).toBe(1);
  });

  it('takes a row filter away whose column is gone', async () => {
    const session = await mesh.asProducer();
    await publish(session, TPCDS, tables('web_sales'));
    const active = await approved({ TableName: ['web_sales'] }, { rowFilters: { web_sales: 'price > 1' } });
    const TableInput = aTable({ StorageDescriptor: { Columns: [{ Name: 'id', Type: 'bigint' }] } });
    await session.glue.send(new UpdateTableCommand({ DatabaseName: TPCDS, TableInput }));
    expect((await run(active, { kind: 'revoke', notes: 'over' })).state).toBe('done');
    expect(await grantsOf(session)).toEqual([]);
  });

  it('withdraws a pending request without a Lake Formation call', async () => {
    const request = await mesh.request();
    mesh.lake.clearCalls();
    expect(await run(request, { kind: 'revoke', notes: 'not needed' })).toEqual({ state: 'done', tables: [] });
    expect(awsCalls()).toBe(0);
    expect((await mesh.record(request.SubscriptionId)).Status).toBe('Deleted');
  });

  it('ends though a table is gone or was revoked by hand', async () => {
    const session = await mesh.asProducer();
    await publish(session, TPCDS, tables('web_sales', 'store_sales'));
    const active = await approved();
    await session.lakeFormation.send(
      new RevokePermissionsCommand({
        Principal: { DataLakePrincipalIdentifier: MARKETING },
        Resource: { Table: { DatabaseName: TPCDS, Name: 'web_sales' } },
        Permissions: ['SELECT', 'DESCRIBE'],
        PermissionsWithGrantOption: ['SELECT', 'DESCRIBE'],
      }),
    );
    const { tables: results } = await run(active, { kind: 'revoke', notes: 'over' });
    expect(results).toEqual([
      { table: 'store_sales', state: 'revoked' },
      { table: 'web_sales', state: 'unchanged' },
    ]);
  });
});
