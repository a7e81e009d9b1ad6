import { GrantPermissionsCommand } from '@aws-sdk/client-lakeformation';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Order } from '../../src/mesh/order.ts';
import { lookAt } from '../../src/mesh/outlook.ts';
import { codeOf, decisions, tables } from './support/decisions.ts';
import { addTables, grantsOf, MARKETING, openMesh, publish, RETAIL, type TestMesh, TPCDS } from './support/mesh.ts';

let mesh: TestMesh;

beforeEach(async () => {
  mesh = await openMesh();
});
afterEach(() => mesh.close());

const { run } = decisions(() => mesh);

describe('a plan that was looked at', () => {
  const order: Order = { kind: 'approve' };

  it('is carried out when nothing has moved', async () => {
    await publish(await mesh.asProducer(), TPCDS, tables('web_sales', 'store_sales'));
    const request = await mesh.request();
    const { plan } = await lookAt(mesh.desk, request, order, 'meshdesk');
    expect((await run(request, order, { expectedHash: plan.hash })).state).toBe('done');
  });

  it('is refused, and nothing written, when what is granted has moved', async () => {
    const session = await mesh.asProducer();
    await publish(session, TPCDS, tables('web_sales', 'store_sales'));
    const request = await mesh.request();
    const { plan } = await lookAt(mesh.desk, request, order, 'meshdesk');
    await session.lakeFormation.send(
      new GrantPermissionsCommand({
        Principal: { DataLakePrincipalIdentifier: MARKETING },
        Resource: { Table: { DatabaseName: TPCDS, Name: 'web_sales' } },
        Permissions: ['DESCRIBE'],
      }),
    );
    const before = await grantsOf(session);
    expect(await codeOf(run(request, order, { expectedHash: plan.hash }))).toBe('PlanMoved');
    expect(await grantsOf(session)).toEqual(before);
    expect((await mesh.record(request.SubscriptionId)).Status).toBe('Pending');
  });

  it('moves when a pattern has come to match another table', async () => {
    const session = await mesh.asProducer();
    await publish(session, TPCDS, tables('web_sales'));
    const request = await mesh.request({ TableName: ['web_.*'] });
    const { plan } = await lookAt(mesh.desk, request, order, 'meshdesk');
    await addTables(session, TPCDS, tables('web_returns'));
    expect(await codeOf(run(request, order, { expectedHash: plan.hash }))).toBe('PlanMoved');
  });

  it('is of one look for the cards of a flood, and of a look of its own where it has to be', async () => {
    await publish(await mesh.asProducer(), TPCDS, tables('web_sales', 'store_sales'));
    const request = await mesh.request();
    mesh.lake.clearCalls();
    const look = (recent: boolean) => lookAt(mesh.desk, request, order, 'meshdesk', { recent });
    for (let card = 0; card < 20; card++) await look(true);
    const looks = () => mesh.lake.calls().counts['glue:GetTables'];
    expect(looks()).toBe(1);
    expect(Object.values(mesh.lake.calls().counts).reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(6);
    await look(false);
    expect(looks()).toBe(2);
  });

  it('shows what is held before and after, with tags and columns', async () => {
    await publish(await mesh.asProducer(), TPCDS, tables('web_sales'));
    const outlook = await lookAt(mesh.desk, await mesh.request({ TableName: ['web_sales'] }), order, 'meshdesk');
    expect(outlook.tables).toEqual([
      {
        name: 'web_sales',
        owner: RETAIL,
        location: 's3://retail-lake/tpcds/web_sales',
        columns: [
          { name: 'id', type: 'bigint', partition: false, tags: {} },
          { name: 'customer_email', type: 'string', comment: 'personal', partition: false, tags: {} },
          { name: 'price', type: 'decimal(7,2)', partition: false, tags: {} },
          { name: 'sold_date', type: 'date', partition: true, tags: {} },
        ],
        tags: {},
        held: { permissions: [], grantable: [] },
        after: { permissions: ['DESCRIBE', 'SELECT'], grantable: ['DESCRIBE', 'SELECT'] },
      },
    ]);
  });
});
