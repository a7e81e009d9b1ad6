import { CreateDatabaseCommand, GetDatabaseCommand, GetTableCommand } from '@aws-sdk/client-glue';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fulfil } from '../../src/mesh/fulfilment.ts';
import { DataMeshConsumer, isMeshError } from '../../src/mesh/index.ts';
import type { Order } from '../../src/mesh/order.ts';
import {
  credentialsOf,
  FINANCE,
  grantsOf,
  MARKETING,
  MESH,
  openMesh,
  publish,
  REGION,
  RETAIL,
  type TestMesh,
  TPCDS,
} from './support/mesh.ts';

let mesh: TestMesh;
let consumer: DataMeshConsumer;

beforeEach(async () => {
  mesh = await openMesh();
  consumer = new DataMeshConsumer({
    dataMeshAccountId: MESH,
    regionName: REGION,
    useCredentials: credentialsOf(MARKETING),
    subscriptionsTable: mesh.desk.subscriptionsTable,
    s3PathStyle: true,
    now: () => new Date('2026-11-23T07:00:01Z'),
    log: () => undefined,
  });
  await publish(await mesh.asProducer(), TPCDS, [{ Name: 'web_sales' }, { Name: 'store_sales' }]);
});
afterEach(async () => {
  consumer.close();
  await mesh.close();
});

const ask = { ownerAccountId: RETAIL, databaseName: TPCDS, tables: ['web_sales'], requestPermissions: ['SELECT'] };
const decide = async (subscriptionId: string, order: Order) =>
  fulfil(mesh.desk, await mesh.record(subscriptionId), order, {
    actor: 'slack-U0RITA',
    decidedAt: new Date('2026-11-23T08:00:00Z'),
  });
const inAccount = () => mesh.sessions.inAccount({ role: 'consumer', accountId: MARKETING, actor: 'test' });
const wrong = async (work: () => Promise<unknown>) => {
  const error = await work().catch((caught: unknown) => caught);
  return isMeshError(error, 'InvalidParameter') ? error.details.parameter : error;
};

describe('a request', () => {
  it('is written in the form of the original', async () => {
    const made = await consumer.requestAccessToProduct({ ...ask, notes: 'for the campaign' });
    expect(made).toEqual({
      Type: 'Table',
      Database: TPCDS,
      Table: ['web_sales'],
      SubscriptionId: expect.stringMatching(/^[2-9A-HJ-NP-Za-km-z]{22}$/),
      Status: 'Pending',
      Existing: false,
    });
    expect(await mesh.record(made.SubscriptionId)).toEqual({
      SubscriptionId: made.SubscriptionId,
      Status: 'Pending',
      OwnerPrincipal: RETAIL,
      SubscriberPrincipal: MARKETING,
      DatabaseName: TPCDS,
      TableName: ['web_sales'],
      RequestedGrants: ['SELECT'],
      CreationDate: '2026-11-23 07:00:01',
      CreatedBy: `arn:aws:sts::${MESH}:assumed-role/DataMeshAdminConsumer-${MARKETING}/local`,
      Notes: ['for the campaign'],
    });
  });

  it('for a whole database names no table', async () => {
    const { tables: _tables, ...rest } = ask;
    const made = await consumer.requestAccessToProduct(rest);
    expect(made).toMatchObject({ Type: 'Database', Database: TPCDS });
    expect(await mesh.record(made.SubscriptionId)).not.toHaveProperty('TableName');
  });

  it('that is open already is answered with the one there is, whatever the order of its words', async () => {
    const both = { ...ask, tables: ['web_sales', 'store_.*'], requestPermissions: ['SELECT', 'INSERT'] };
    const first = await consumer.requestAccessToProduct(both);
    const again = await consumer.requestAccessToProduct({
      ...both,
      tables: ['store_.*', 'web_sales'],
      requestPermissions: ['insert', 'select'],
    });
    expect(again).toMatchObject({ SubscriptionId: first.SubscriptionId, Existing: true });
    const other = await consumer.requestAccessToProduct({ ...both, requestPermissions: 'SELECT' });
    expect(other.SubscriptionId).not.toBe(first.SubscriptionId);
  });

  it('made ten times at once is one request', async () => {
    const made = await Promise.all(Array.from({ length: 10 }, () => consumer.requestAccessToProduct(ask)));
    expect(new Set(made.map((one) => one.SubscriptionId)).size).toBe(1);
    expect(made.filter((one) => !one.Existing)).toHaveLength(1);
  });

  it('after a denial is a new one, and leaves the old as it is', async () => {
    const first = await consumer.requestAccessToProduct(ask);
    await decide(first.SubscriptionId, { kind: 'deny', notes: 'no' });
    const second = await consumer.requestAccessToProduct(ask);
    expect(second.Existing).toBe(false);
    expect(second.SubscriptionId).not.toBe(first.SubscriptionId);
    expect((await mesh.record(first.SubscriptionId)).Status).toBe('Denied');
  });

  it.each<[string, Record<string, unknown>]>([
    ['ownerAccountId', { ownerAccountId: '1111 1111 1111' }],
    ['ownerAccountId', { ownerAccountId: MARKETING }],
    ['databaseName', { databaseName: '' }],
    ['tables', { tables: [] }],
    ['tables[1]', { tables: ['web_sales', '(a+'] }],
    ['requestPermissions', { requestPermissions: [] }],
    ['requestPermissions[0]', { requestPermissions: ['READ'] }],
    ['notes', { notes: '' }],
  ])('is refused by name: %s', async (parameter, over) => {
    expect(await wrong(() => consumer.requestAccessToProduct({ ...ask, ...over }))).toBe(parameter);
    expect(await consumer.listProductAccess()).toEqual({ Subscriptions: [] });
  });

  it('for a database that is not there says so', async () => {
    await expect(consumer.requestAccessToProduct({ ...ask, databaseName: 'nowhere' })).rejects.toMatchObject({
      code: 'DatabaseNotFound',
    });
  });
});

describe('an import', () => {
  it('opens the tables to the account, and a revocation closes them', async () => {
    const { SubscriptionId: subscriptionId } = await consumer.requestAccessToProduct(ask);
    await decide(subscriptionId, { kind: 'approve' });
    const { glue } = await inAccount();
    const read = () => glue.send(new GetTableCommand({ CatalogId: MESH, DatabaseName: TPCDS, Name: 'web_sales' }));
    await expect(read()).rejects.toMatchObject({ details: { awsCode: 'AccessDeniedException' } });
    const imported = await consumer.finalizeSubscription({ subscriptionId });
    expect(imported).toMatchObject({ DatabaseName: TPCDS, ActiveShares: [] });
    expect(imported.AcceptedShares).toHaveLength(1);
    expect((await read()).Table?.Name).toBe('web_sales');
    expect((await consumer.getTableInfo({ databaseName: TPCDS, tableName: 'web_sales' })).Name).toBe('web_sales');
    const { Database } = await glue.send(new GetDatabaseCommand({ Name: TPCDS }));
    expect(Database?.TargetDatabase).toMatchObject({ CatalogId: MESH, DatabaseName: TPCDS });
    expect(await mesh.record(subscriptionId)).toMatchObject({
      ImportedToConsumer: true,
      UpdatedBy: expect.stringContaining('slack-U0RITA'),
    });
    await decide(subscriptionId, { kind: 'revoke', notes: 'over' });
    await expect(read()).rejects.toMatchObject({ details: { awsCode: 'AccessDeniedException' } });
  });

  it('can be repeated', async () => {
    const { SubscriptionId: subscriptionId } = await consumer.requestAccessToProduct(ask);
    await decide(subscriptionId, { kind: 'approve' });
    const first = await consumer.finalizeSubscription({ subscriptionId });
    const again = await consumer.finalizeSubscription({ subscriptionId });
    expect(again).toMatchObject({ AcceptedShares: [], ActiveShares: first.AcceptedShares });
  });

  it('finds the shares of a record that names none, as the original leaves them', async () => {
    const { SubscriptionId: subscriptionId } = await consumer.requestAccessToProduct(ask);
    await decide(subscriptionId, { kind: 'approve' });
    await mesh.put({ ...(await mesh.record(subscriptionId)), RamShares: {} });
    expect((await consumer.finalizeSubscription({ subscriptionId })).AcceptedShares).toHaveLength(1);
  });

  it('needs an Active subscription of the account', async () => {
    const { SubscriptionId: subscriptionId } = await consumer.requestAccessToProduct(ask);
    await expect(consumer.finalizeSubscription({ subscriptionId })).rejects.toMatchObject({
      code: 'WrongStatus',
      details: { status: 'Pending' },
    });
    const other = await mesh.request({ SubscriberPrincipal: FINANCE, Status: 'Active' });
    await expect(consumer.finalizeSubscription({ subscriptionId: other.SubscriptionId })).rejects.toMatchObject({
      code: 'SubscriptionNotFound',
    });
  });

  it('leaves a database of another kind that bears the name', async () => {
    const { glue } = await inAccount();
    await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: TPCDS, Description: 'mine' } }));
    const { SubscriptionId: subscriptionId } = await consumer.requestAccessToProduct(ask);
    await decide(subscriptionId, { kind: 'approve' });
    await expect(consumer.finalizeSubscription({ subscriptionId })).rejects.toMatchObject({ code: 'NameTaken' });
    expect(await mesh.record(subscriptionId)).not.toHaveProperty('ImportedToConsumer');
  });

  it('tells of a share that has expired', async () => {
    await mesh.close();
    let now = new Date();
    mesh = await openMesh({ now: () => now, clock: () => now });
    await publish(await mesh.asProducer(), TPCDS, [{ Name: 'web_sales' }]);
    const request = await mesh.request({ TableName: ['web_sales'] });
    await decide(request.SubscriptionId, { kind: 'approve' });
    now = new Date(now.getTime() + 13 * 3_600_000);
    const late = new DataMeshConsumer({
      dataMeshAccountId: MESH,
      useCredentials: credentialsOf(MARKETING),
      subscriptionsTable: mesh.desk.subscriptionsTable,
      log: () => undefined,
    });
    await expect(late.finalizeSubscription({ subscriptionId: request.SubscriptionId })).rejects.toMatchObject({
      code: 'ShareUnavailable',
      details: { accountId: MARKETING, state: 'EXPIRED' },
    });
  });
});

describe('leaving', () => {
  const approved = async (tables: string[]) => {
    const { SubscriptionId: subscriptionId } = await consumer.requestAccessToProduct({ ...ask, tables });
    await decide(subscriptionId, { kind: 'approve' });
    await consumer.finalizeSubscription({ subscriptionId });
    return subscriptionId;
  };

  it('withdraws a request that is open', async () => {
    const { SubscriptionId: subscriptionId } = await consumer.requestAccessToProduct(ask);
    await consumer.deleteSubscription({ subscriptionId, reason: 'not needed' });
    expect(await mesh.record(subscriptionId)).toMatchObject({ Status: 'Deleted', Notes: ['not needed'] });
  });

  it('leaves the share and the link, and the owner then revokes what was granted', async () => {
    const subscriptionId = await approved(['web_sales']);
    const left = await consumer.deleteSubscription({ subscriptionId, reason: 'done' });
    expect(left.LeftShares).toHaveLength(1);
    await expect(consumer.getTableInfo({ databaseName: TPCDS, tableName: 'web_sales' })).rejects.toMatchObject({
      code: 'TableNotFound',
    });
    expect((await mesh.record(subscriptionId)).Status).toBe('Deleted');
    await decide(subscriptionId, { kind: 'revoke', notes: 'left' });
    expect(await grantsOf(await mesh.asProducer())).toEqual([]);
  });

  it('keeps what another live subscription of the account needs', async () => {
    const subscriptionId = await approved(['web_sales']);
    await approved(['store_sales']);
    const left = await consumer.deleteSubscription({ subscriptionId, reason: 'done' });
    expect(left).toMatchObject({ LeftShares: [], KeptShares: [expect.any(String)] });
    expect((await consumer.getTableInfo({ databaseName: TPCDS, tableName: 'store_sales' })).Name).toBe('store_sales');
  });

  it('needs a subscription that is Active or open', async () => {
    const { SubscriptionId: subscriptionId } = await consumer.requestAccessToProduct(ask);
    await decide(subscriptionId, { kind: 'deny', notes: 'no' });
    await expect(consumer.deleteSubscription({ subscriptionId, reason: 'x' })).rejects.toMatchObject({
      code: 'WrongStatus',
      details: { status: 'Denied' },
    });
  });
});

describe('a consumer', () => {
  it('lists what it has and has asked for', async () => {
    const open = await consumer.requestAccessToProduct(ask);
    const denied = await consumer.requestAccessToProduct({ ...ask, tables: ['store_sales'] });
    await decide(denied.SubscriptionId, { kind: 'deny', notes: 'no' });
    const { Subscriptions } = await consumer.listProductAccess();
    expect(Subscriptions.map((record) => record.SubscriptionId)).toEqual([open.SubscriptionId]);
    expect((await consumer.listSubscriptions({ principal: RETAIL })).Subscriptions).toHaveLength(2);
    expect((await consumer.getSubscription({ subscriptionId: denied.SubscriptionId })).Status).toBe('Denied');
  });

  it('is told of a table that is not there', async () => {
    await expect(consumer.getTableInfo({ databaseName: 'nowhere', tableName: 'x' })).rejects.toMatchObject({
      code: 'TableNotFound',
      details: { accountId: MARKETING, databaseName: 'nowhere', tableName: 'x' },
    });
  });
});
