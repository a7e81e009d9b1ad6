import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DataMeshOptions, DataMeshProducer, isMeshError } from '../../src/mesh/index.ts';
import type { Subscription } from '../../src/mesh/subscription.ts';
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
import { makeSource } from './support/source.ts';

let mesh: TestMesh;
let lines: string[];
let producer: DataMeshProducer;

beforeEach(async () => {
  mesh = await openMesh();
  lines = [];
  producer = open();
});
afterEach(async () => {
  producer.close();
  await mesh.close();
});

const KEYS = credentialsOf(RETAIL);
const open = (over: Partial<DataMeshOptions> = {}) =>
  new DataMeshProducer({
    dataMeshAccountId: MESH,
    regionName: REGION,
    logLevel: 'DEBUG',
    useCredentials: { AccountId: RETAIL, AccessKeyId: KEYS.accessKeyId, SecretAccessKey: KEYS.secretAccessKey },
    subscriptionsTable: mesh.desk.subscriptionsTable,
    s3PathStyle: true,
    now: () => new Date('2026-11-23T07:00:01Z'),
    log: (line) => lines.push(line),
    ...over,
  });

const tables = (...names: string[]) => names.map((Name) => ({ Name }));
const detailsOf = async (work: () => Promise<unknown> | unknown) => {
  try {
    await work();
    return 'nothing was thrown';
  } catch (error) {
    return isMeshError(error, 'InvalidParameter') ? error.details : error;
  }
};

describe('a producer', () => {
  it('works in sessions named after whose credentials these are', async () => {
    await publish(await mesh.asProducer(), TPCDS, tables('web_sales', 'store_sales'));
    const { SubscriptionId: requestId } = await mesh.request();
    await producer.approveAccessRequest({ requestId });
    expect(await mesh.record(requestId)).toMatchObject({
      UpdatedBy: `arn:aws:sts::${MESH}:assumed-role/DataMeshAdminProducer-${RETAIL}/local`,
      UpdatedDate: '2026-11-23 07:00:01',
    });
  });

  it('takes credentials of the SDK, a provider of them, or those of its DataMeshProducer role', async () => {
    const role = await mesh.sessions.inAccount({ role: 'producer', accountId: RETAIL, actor: 'rita' });
    const temporary = await role.glue.config.credentials();
    for (const useCredentials of [KEYS, async () => KEYS, temporary]) {
      const other = open({ useCredentials });
      expect(await other.listPendingAccessRequests()).toEqual({ Subscriptions: [] });
      other.close();
    }
  });

  it('refuses bad options by name, with no secret in what it says', async () => {
    expect(await detailsOf(() => open({ dataMeshAccountId: '5555 5555 5555' }))).toEqual({
      parameter: 'dataMeshAccountId',
      value: '5555 5555 5555',
      expected: '12 digits, without spaces or dashes',
    });
    expect(await detailsOf(() => open({ regionName: 'Frankfurt' }))).toMatchObject({ parameter: 'regionName' });
    expect(await detailsOf(() => open({ logLevel: 'LOUD' as 'INFO' }))).toMatchObject({ parameter: 'logLevel' });
    const wrong = { AccountId: '12', AccessKeyId: 'AKIASECRET', SecretAccessKey: 'hush' };
    const details = await detailsOf(() => open({ useCredentials: wrong }));
    expect(details).toMatchObject({ parameter: 'useCredentials.AccountId' });
    expect(JSON.stringify(details)).not.toMatch(/AKIASECRET|hush/);
    const foreign = { AccountId: FINANCE, AccessKeyId: KEYS.accessKeyId, SecretAccessKey: KEYS.secretAccessKey };
    const other = open({ useCredentials: foreign });
    expect(await detailsOf(() => other.listPendingAccessRequests())).toMatchObject({
      parameter: 'useCredentials.AccountId',
      value: FINANCE,
    });
  });

  it('logs every call at DEBUG and never a credential', async () => {
    await producer.listPendingAccessRequests();
    expect(lines.some((line) => /^DEBUG STS\.AssumeRole \d+ ms$/.test(line))).toBe(true);
    expect(lines.join('\n')).not.toMatch(/AKIA|ASIA|secret/i);
    const quiet: string[] = [];
    await open({ logLevel: 'INFO', log: (line) => quiet.push(line) }).listPendingAccessRequests();
    expect(quiet).toEqual([]);
  });

  it('lists every request that nobody has decided, the repeats of decided ones among them', async () => {
    const pending = await mesh.request({ Notes: ['please'] });
    const repeat = await mesh.request({ Status: 'Denied' });
    await mesh.request({ Status: 'Denied', UpdatedDate: '2026-11-22 10:00:00', UpdatedBy: 'x' });
    await mesh.request({ OwnerPrincipal: FINANCE });
    await mesh.put({ SubscriptionId: 'odd', OwnerPrincipal: RETAIL, Status: 'Pending' });
    const { Subscriptions, Unreadable } = await producer.listPendingAccessRequests();
    const byId = (a: Subscription, b: Subscription) => (a.SubscriptionId < b.SubscriptionId ? -1 : 1);
    expect(Subscriptions.sort(byId)).toEqual([pending, repeat].sort(byId));
    expect(Unreadable).toMatchObject([{ SubscriptionId: 'odd' }]);
  });

  it('lists subscriptions filtered and in pages', async () => {
    for (let index = 0; index < 5; index += 1) await mesh.request();
    await mesh.request({ DatabaseName: 'other' });
    const seen: string[] = [];
    let nextToken: string | undefined;
    do {
      const page = await producer.listSubscriptions({
        databaseName: TPCDS,
        status: 'Pending',
        principal: MARKETING,
        limit: 2,
        ...(nextToken && { nextToken }),
      });
      expect(page.Subscriptions.length).toBeLessThanOrEqual(2);
      seen.push(...page.Subscriptions.map((record) => record.SubscriptionId));
      nextToken = page.NextToken;
    } while (nextToken);
    expect(new Set(seen).size).toBe(5);
    expect(seen).toHaveLength(5);
    expect(await detailsOf(() => producer.listSubscriptions({ nextToken: 'nonsense' }))).toMatchObject({
      parameter: 'nextToken',
    });
    expect(await detailsOf(() => producer.listSubscriptions({ limit: 0 }))).toMatchObject({ parameter: 'limit' });
  });

  it("finds its own subscriptions, and of others' not even that they are there", async () => {
    const own = await mesh.request();
    const other = await mesh.request({ OwnerPrincipal: FINANCE });
    expect(await producer.getSubscription({ subscriptionId: own.SubscriptionId })).toEqual(own);
    for (const subscriptionId of [other.SubscriptionId, 'nobody']) {
      await expect(producer.getSubscription({ subscriptionId })).rejects.toMatchObject({
        code: 'SubscriptionNotFound',
      });
      await expect(producer.denyAccessRequest({ requestId: subscriptionId })).rejects.toMatchObject({
        code: 'SubscriptionNotFound',
      });
    }
  });

  it('approves what the preview showed', async () => {
    await publish(await mesh.asProducer(), TPCDS, tables('web_sales', 'store_sales'));
    const { SubscriptionId: requestId } = await mesh.request();
    const { plan, tables: before } = await producer.previewApproval({ requestId, grantPermissions: ['SELECT'] });
    expect(before.map((table) => table.after.permissions)).toEqual([
      ['DESCRIBE', 'SELECT'],
      ['DESCRIBE', 'SELECT'],
    ]);
    const approval = { requestId, grantPermissions: ['SELECT'], planHash: plan.hash };
    expect(await producer.approveAccessRequest(approval)).toMatchObject({ state: 'done' });
  });

  it('denies, changes and deletes', async () => {
    await publish(await mesh.asProducer(), TPCDS, tables('web_sales', 'store_sales'));
    const denied = await mesh.request();
    await producer.denyAccessRequest({ requestId: denied.SubscriptionId, decisionNotes: 'no way' });
    expect(await mesh.record(denied.SubscriptionId)).toMatchObject({ Status: 'Denied', Notes: ['no way'] });
    const { SubscriptionId: subscriptionId } = await mesh.request();
    await producer.approveAccessRequest({ requestId: subscriptionId });
    await producer.updateSubscriptionPermissions({ subscriptionId, grantPermissions: ['INSERT'], notes: 'write' });
    expect(await mesh.record(subscriptionId)).toMatchObject({ PermittedGrants: ['INSERT', 'DESCRIBE'] });
    await producer.deleteSubscription({ subscriptionId, reason: 'over' });
    expect((await mesh.record(subscriptionId)).Status).toBe('Deleted');
    expect(await grantsOf(await mesh.asProducer())).toEqual([]);
    expect(await detailsOf(() => producer.deleteSubscription({ subscriptionId, reason: ' ' }))).toMatchObject({
      parameter: 'reason',
    });
  });

  it('refuses a misspelt parameter instead of taking its default', async () => {
    const { SubscriptionId: requestId } = await mesh.request();
    const misspelt = { requestId, grantPermission: ['SELECT'] } as { requestId: string };
    expect(await detailsOf(() => producer.approveAccessRequest(misspelt))).toMatchObject({
      parameter: 'grantPermission',
    });
    expect((await mesh.record(requestId)).Status).toBe('Pending');
  });

  it('throws what became of each table when an approval was done in part', async () => {
    await publish(await mesh.asProducer(), TPCDS, tables('web_sales', 'store_sales'));
    const { SubscriptionId: requestId } = await mesh.request();
    mesh.lake.addFault({
      match: { operation: 'BatchGrantPermissions' },
      action: { failEntry: { code: 'AccessDeniedException', message: 'no', table: 'web_sales' } },
    });
    await expect(producer.approveAccessRequest({ requestId })).rejects.toMatchObject({
      code: 'PartlyDone',
      details: { tables: [{ state: 'granted' }, { table: 'web_sales', state: 'failed' }] },
    });
    mesh.lake.clearFaults();
    expect(await producer.approveAccessRequest({ requestId })).toMatchObject({ state: 'done' });
  });

  it('finds tables of the mesh by the name of either database', async () => {
    await publish(await mesh.asProducer(), TPCDS, tables('web_sales', 'web_returns', 'store_sales'));
    const entry = { Database: TPCDS, DatabaseName: TPCDS };
    expect(await producer.getDataProduct({ databaseName: TPCDS, tableNameRegex: 'web_.*' })).toEqual([
      { ...entry, TableName: 'web_returns', Location: 's3://retail-lake/tpcds/web_returns' },
      { ...entry, TableName: 'web_sales', Location: 's3://retail-lake/tpcds/web_sales' },
    ]);
    expect(await producer.getDataProduct({ databaseName: 'tpcds', tableNameRegex: 'web_sales' })).toHaveLength(1);
    await expect(producer.getDataProduct({ databaseName: 'nowhere' })).rejects.toMatchObject({
      code: 'DatabaseNotFound',
    });
    expect(
      await detailsOf(() => producer.getDataProduct({ databaseName: 'tpcds', tableNameRegex: '(' })),
    ).toMatchObject({
      parameter: 'tableNameRegex',
    });
  });

  it('makes data products', async () => {
    await makeSource(await mesh.sessions.inAccount({ role: 'producer', accountId: RETAIL, actor: 'test' }), {
      database: 'tpcds',
      tables: tables('web_sales'),
    });
    expect(await producer.createDataProducts({ sourceDatabaseName: 'tpcds' })).toMatchObject({
      DatabaseName: TPCDS,
      Tables: [{ SourceTable: 'web_sales', LinkTable: 'web_sales_link' }],
    });
    expect(lines).toContain(`INFO Shared 1 tables in ${TPCDS}, 0 not.`);
  });
});

describe('a migration', () => {
  const source = () => mesh.sessions.inAccount({ role: 'producer', accountId: RETAIL, actor: 'test' });
  const names = async () => {
    const { GetTablesCommand } = await import('@aws-sdk/client-glue');
    const { TableList } = await (await source()).glue.send(new GetTablesCommand({ DatabaseName: 'tpcds' }));
    return (TableList ?? []).map((table) => [table.Name, table.TargetTable?.CatalogId ?? 'own']);
  };

  it('moves tables into the mesh and leaves links of the same names', async () => {
    await makeSource(await source(), {
      database: 'tpcds',
      tables: tables('web_sales', 'store_sales'),
      partitionsEach: 2,
    });
    const { DatabaseName, Tables } = await producer.migrateTablesToMesh({ sourceDatabaseName: 'tpcds' });
    expect(DatabaseName).toBe('tpcds');
    expect(Tables.map((table) => table.LinkTable)).toEqual(['store_sales', 'web_sales']);
    expect(await names()).toEqual([
      ['store_sales', MESH],
      ['web_sales', MESH],
    ]);
    const again = await producer.migrateTablesToMesh({ sourceDatabaseName: 'tpcds' });
    expect(again.Tables.map((table) => table.State)).toEqual(['unchanged', 'unchanged']);
    expect(again.NotShared).toEqual([]);
  });

  it('keeps a table that could not be shared', async () => {
    await makeSource(await source(), { database: 'tpcds', tables: tables('web_sales', 'store_sales') });
    mesh.lake.addFault({
      match: { operation: 'BatchGrantPermissions' },
      action: { failEntry: { code: 'AccessDeniedException', message: 'no', table: 'web_sales' } },
    });
    const { NotShared } = await producer.migrateTablesToMesh({ sourceDatabaseName: 'tpcds' });
    expect(NotShared).toMatchObject([{ SourceTable: 'web_sales', State: 'failed' }]);
    expect(await names()).toEqual([
      ['store_sales', MESH],
      ['web_sales', 'own'],
    ]);
  });

  it('goes on where it was interrupted between a table and its link', async () => {
    await makeSource(await source(), { database: 'tpcds', tables: tables('web_sales', 'store_sales') });
    mesh.lake.addFault({
      match: { operation: 'CreateTable', principal: `:${RETAIL}:assumed-role` },
      action: { error: { code: 'AccessDeniedException', message: 'no' } },
    });
    const first = await producer.migrateTablesToMesh({ sourceDatabaseName: 'tpcds' });
    expect(first.NotShared).toHaveLength(2);
    expect(await names()).toEqual([]);
    mesh.lake.clearFaults();
    await producer.migrateTablesToMesh({ sourceDatabaseName: 'tpcds' });
    expect(await names()).toEqual([
      ['store_sales', MESH],
      ['web_sales', MESH],
    ]);
  });
});
