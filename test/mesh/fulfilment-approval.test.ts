import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isMeshError } from '../../src/mesh/errors.ts';
import type { Order, TableResult } from '../../src/mesh/order.ts';
import { lookAt } from '../../src/mesh/outlook.ts';
import { ACTOR, codeOf, decisions, PRODUCER, tables } from './support/decisions.ts';
import { FINANCE, grantsOf, MESH, openMesh, publish, RETAIL, type TestMesh, TPCDS } from './support/mesh.ts';

let mesh: TestMesh;

beforeEach(async () => {
  mesh = await openMesh();
});
afterEach(() => mesh.close());

const { run, tableGrants } = decisions(() => mesh);

describe('an approval', () => {
  it('grants what was requested, reads it back and settles the record as the original would', async () => {
    await publish(await mesh.asProducer(), TPCDS, tables('web_sales', 'store_sales', 'customer'));
    const request = await mesh.request();
    const told: TableResult[] = [];
    const outcome = await run(
      request,
      { kind: 'approve', notes: 'Enjoy!' },
      { onTable: (result) => void told.push(result) },
    );
    expect(outcome).toEqual({
      state: 'done',
      tables: [
        { table: 'store_sales', state: 'granted' },
        { table: 'web_sales', state: 'granted' },
      ],
    });
    expect(told).toEqual(expect.arrayContaining(outcome.tables));
    expect(await grantsOf(await mesh.asProducer())).toEqual([
      `db ${TPCDS}: DESCRIBE`,
      'store_sales(*): SELECT+',
      'store_sales: DESCRIBE+',
      'web_sales(*): SELECT+',
      'web_sales: DESCRIBE+',
    ]);
    const share = expect.stringMatching(/^arn:aws:ram:us-east-1:555555555555:resource-share\//);
    expect(await mesh.record(request.SubscriptionId)).toEqual({
      ...request,
      Status: 'Active',
      PermittedGrants: ['SELECT', 'DESCRIBE'],
      GrantableGrants: ['SELECT', 'DESCRIBE'],
      GrantedTableARNs: [
        `arn:aws:glue:us-east-1:${MESH}:table/${TPCDS}/store_sales`,
        `arn:aws:glue:us-east-1:${MESH}:table/${TPCDS}/web_sales`,
      ],
      RamShares: {
        [TPCDS]: { type: 'Database', arn: share },
        store_sales: { type: 'Table', arn: share },
        web_sales: { type: 'Table', arn: share },
      },
      UpdatedDate: '2026-11-23 07:00:01',
      UpdatedBy: PRODUCER,
      Notes: ['Enjoy!'],
    });
  });

  it('grants less than was requested, and grantable less than that', async () => {
    await publish(await mesh.asProducer(), TPCDS, tables('web_sales', 'store_sales'));
    const request = await mesh.request({ RequestedGrants: ['SELECT', 'INSERT', 'DELETE'] });
    await run(request, { kind: 'approve', grantPermissions: ['SELECT', 'INSERT'], grantablePermissions: ['SELECT'] });
    expect(await tableGrants()).toEqual([
      'store_sales(*): SELECT+',
      'store_sales: DESCRIBE INSERT',
      'web_sales(*): SELECT+',
      'web_sales: DESCRIBE INSERT',
    ]);
    expect(await mesh.record(request.SubscriptionId)).toMatchObject({
      PermittedGrants: ['SELECT', 'INSERT', 'DESCRIBE'],
      GrantableGrants: ['SELECT'],
    });
  });

  it('takes a name for the table of that name, and a pattern for whole names', async () => {
    await publish(
      await mesh.asProducer(),
      TPCDS,
      tables('orders', 'orders_archive', 'store_1', 'store_2', 'old_store_1'),
    );
    await run(await mesh.request({ TableName: ['orders', 'store_\\d'] }), {
      kind: 'approve',
      grantPermissions: ['DESCRIBE'],
    });
    expect(await tableGrants()).toEqual(['orders: DESCRIBE+', 'store_1: DESCRIBE+', 'store_2: DESCRIBE+']);
  });

  it('grants every table of a database when none is named', async () => {
    await publish(await mesh.asProducer(), TPCDS, tables('web_sales', 'store_sales'));
    const { TableName: _none, ...rest } = await mesh.request({ RequestedGrants: ['DESCRIBE'] });
    await mesh.put({ ...rest });
    await run(await mesh.record(rest.SubscriptionId), { kind: 'approve' });
    expect(await tableGrants()).toEqual(['store_sales: DESCRIBE+', 'web_sales: DESCRIBE+']);
    expect((await mesh.record(rest.SubscriptionId)).GrantedTableARNs).toHaveLength(2);
  });

  it('grants chosen tables, chosen columns and chosen rows', async () => {
    await publish(await mesh.asProducer(), TPCDS, tables('web_sales', 'store_sales', 'customer', 'returns'));
    const request = await mesh.request({ TableName: ['.*'], RequestedGrants: ['SELECT'] });
    await run(request, {
      kind: 'approve',
      tables: ['web_sales', 'store_sales', 'customer'],
      columns: { web_sales: { include: ['id', 'price'] }, store_sales: { exclude: ['customer_email'] } },
      rowFilters: { customer: 'price > 10' },
    });
    expect(await tableGrants()).toEqual([
      'customer: DESCRIBE+',
      'customer[filter]: SELECT+',
      'store_sales(*-customer_email): SELECT+',
      'store_sales: DESCRIBE+',
      'web_sales(id,price): SELECT+',
      'web_sales: DESCRIBE+',
    ]);
    const outlook = await lookAt(
      mesh.desk,
      await mesh.record(request.SubscriptionId),
      { kind: 'revoke', notes: '' },
      ACTOR,
    );
    const held = Object.fromEntries(outlook.tables.map((table) => [table.name, table.held]));
    expect(held.customer).toMatchObject({ rowFilter: 'price > 10' });
    expect(held.web_sales).toMatchObject({ columns: { include: ['id', 'price'] } });
    expect(held.store_sales).toMatchObject({ columns: { exclude: ['customer_email'] } });
  });

  it('leaves out views, links and what is not there, and grants the rest', async () => {
    const session = await mesh.asProducer();
    await publish(session, TPCDS, [{ Name: 'web_sales' }, { Name: 'a_view', TableType: 'VIRTUAL_VIEW' }]);
    const request = await mesh.request({ TableName: ['web_sales', 'a_view', 'gone', '['] });
    const outlook = await lookAt(mesh.desk, request, { kind: 'approve' }, ACTOR);
    expect(outlook.leftOut).toEqual([
      { asked: '[', reason: 'not-a-pattern' },
      { asked: 'a_view', reason: 'view' },
      { asked: 'gone', reason: 'missing' },
    ]);
    expect(await run(request, { kind: 'approve' })).toEqual({
      state: 'done',
      tables: [{ table: 'web_sales', state: 'granted' }],
    });
  });

  it("grants nothing when a table that it names is somebody else's", async () => {
    await publish(await mesh.asProducer(), TPCDS, [{ Name: 'web_sales' }, { Name: 'ledger', Owner: FINANCE }]);
    const request = await mesh.request({ TableName: ['web_sales', 'ledger'] });
    await expect(run(request, { kind: 'approve' })).rejects.toMatchObject({
      code: 'ForeignTables',
      details: { owner: RETAIL, tables: [{ table: 'ledger', owner: FINANCE }] },
    });
    expect(await grantsOf(await mesh.asProducer())).toEqual([]);
    expect((await mesh.record(request.SubscriptionId)).Status).toBe('Pending');
  });

  it("leaves out somebody else's tables that only a pattern matches", async () => {
    await publish(await mesh.asProducer(), TPCDS, [{ Name: 'web_sales' }, { Name: 'web_ledger', Owner: FINANCE }]);
    await run(await mesh.request({ TableName: ['web_.*'] }), { kind: 'approve' });
    expect(await tableGrants()).toEqual(['web_sales(*): SELECT+', 'web_sales: DESCRIBE+']);
  });

  it('says so when nothing is left to grant', async () => {
    await publish(await mesh.asProducer(), TPCDS, tables('web_sales'));
    await expect(run(await mesh.request({ TableName: ['gone'] }), { kind: 'approve' })).rejects.toMatchObject({
      code: 'NothingToGrant',
      details: { reasons: [{ asked: 'gone', reason: 'missing' }] },
    });
    expect(await codeOf(run(await mesh.request({ DatabaseName: 'nowhere' }), { kind: 'approve' }))).toBe(
      'NothingToGrant',
    );
  });

  it('refuses bad permissions, columns and tables before the first write', async () => {
    await publish(await mesh.asProducer(), TPCDS, tables('web_sales', 'store_sales'));
    const request = await mesh.request();
    const wrong = async (order: Partial<Extract<Order, { kind: 'approve' }>>) => {
      const error = await run(request, { kind: 'approve', ...order }).catch((caught: unknown) => caught);
      return isMeshError(error, 'InvalidParameter') ? error.details : error;
    };
    expect(await wrong({ grantPermissions: ['READ'] })).toEqual({
      parameter: 'grantPermissions[0]',
      value: 'READ',
      expected: 'one of ALL, ALTER, DELETE, DESCRIBE, DROP, INSERT, SELECT',
    });
    expect(await wrong({ grantPermissions: [] })).toMatchObject({ parameter: 'grantPermissions', value: [] });
    expect(await wrong({ grantPermissions: ['SELECT'], grantablePermissions: ['INSERT'] })).toEqual({
      parameter: 'grantablePermissions[0]',
      value: 'INSERT',
      expected: 'within what is granted (SELECT, DESCRIBE)',
    });
    expect(await wrong({ tables: ['customer'] })).toMatchObject({ parameter: 'tables[0]', value: 'customer' });
    expect(await wrong({ tables: [] })).toMatchObject({ parameter: 'tables' });
    expect(await wrong({ columns: { web_sales: { include: ['nope'] } } })).toMatchObject({
      parameter: 'columns.web_sales',
      value: 'nope',
    });
    expect(await wrong({ columns: { web_sales: { include: [] } } })).toMatchObject({
      parameter: 'columns.web_sales.include',
    });
    expect(
      await wrong({ columns: { web_sales: { exclude: ['id', 'customer_email', 'price', 'sold_date'] } } }),
    ).toMatchObject({ parameter: 'columns.web_sales', expected: 'at least one column of web_sales that is left' });
    expect(await wrong({ grantPermissions: ['INSERT'], columns: { web_sales: { include: ['id'] } } })).toMatchObject({
      parameter: 'columns.web_sales',
    });
    expect(await wrong({ rowFilters: { web_sales: '  ' } })).toMatchObject({ parameter: 'rowFilters.web_sales' });
    expect(await wrong({ rowFilters: { web_sales: "nope ==== 'x' ;drop" } })).toMatchObject({
      parameter: 'rowFilters.web_sales',
      expected: expect.stringContaining('(character 7: a column or a value is expected instead of =)'),
    });
    expect(await wrong({ rowFilters: { web_sales: "sold_date = 'x' OR nope = 1" } })).toMatchObject({
      parameter: 'rowFilters.web_sales',
      expected:
        'a predicate over the columns of web_sales, in PartiQL (character 20: there is no column nope in web_sales)',
    });
    expect(await grantsOf(await mesh.asProducer())).toEqual([]);
  });

  it('grants more than twenty tables in batches that Lake Formation takes', async () => {
    const names = Array.from({ length: 45 }, (_, index) => `table_${index}`);
    await publish(await mesh.asProducer(), TPCDS, tables(...names));
    const outcome = await run(await mesh.request({ TableName: ['table_.*'] }), { kind: 'approve' });
    expect(outcome.tables).toHaveLength(45);
    expect(mesh.lake.calls().counts['lakeformation:BatchGrantPermissions']).toBe(3);
  });
});
