import { CreateTableCommand, DeleteDatabaseCommand, DeleteTableCommand } from '@aws-sdk/client-glue';
import { AddLFTagsToResourceCommand } from '@aws-sdk/client-lakeformation';
import { ulid } from 'ulid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CreationDesk, type CreationResult, orderProducts, retryProducts } from '../../src/mesh/creation.ts';
import { LEASE_MS } from '../../src/mesh/procedure.ts';
import { runCreation } from '../../src/mesh/run-creation.ts';
import { type CreationStore, creationStore } from '../../src/mesh/stores/operations.ts';
import { as, now, openDecisions } from '../support/decision-desk.ts';
import { tables } from './support/decisions.ts';
import { RETAIL, TPCDS } from './support/mesh.ts';
import { addPartitions, makeSource } from './support/source.ts';
import { workshop } from './support/workshop.ts';

const shop = workshop();
let decisions: Awaited<ReturnType<typeof openDecisions>>;
let desk: CreationDesk;
beforeAll(async () => {
  decisions = await openDecisions();
  const { documents, meshdeskTable } = decisions.tables;
  desk = { now, directory: decisions.directory, creations: creationStore(documents, meshdeskTable) };
});
afterAll(() => decisions.close());

const parameters = { sourceDatabaseName: 'tpcds', tableNameRegex: '.*_sales' };

async function ordered(): Promise<string> {
  const productsId = ulid();
  const order = { kind: 'create' as const, accountId: RETAIL, parameters };
  await orderProducts(desk, { productsId, order }, as('U0RITA'));
  return productsId;
}

/** An attempt of a worker that comes when every lease before it is over. Killed, it has done everything, and not told so. */
let attempts = 0;
async function attempt(productsId: string, killed?: 'before telling' | 'before ending'): Promise<void> {
  attempts += 1;
  const clock = new Date(now().getTime() + attempts * (LEASE_MS + 1));
  const never = () => Promise.reject(new Error('killed'));
  const operations: CreationStore = {
    ...desk.creations,
    ...(killed && { finish: never }),
    ...(killed === 'before telling' && { progress: never }),
  };
  const running = runCreation(shop.mesh.desk, { operations, worker: `w${attempts}`, now: () => clock }, productsId);
  if (killed) await expect(running).rejects.toThrow('killed');
  else await running;
}

const told = async (productsId: string) => {
  const { tables: results = [] } = (await desk.creations.get(productsId)) ?? {};
  return Object.fromEntries(results.map(({ table, state }: CreationResult) => [table, state]));
};
const inMesh = () =>
  Object.keys(shop.mesh.lake.state().accounts['555555555555']?.databases[TPCDS]?.tables ?? {}).sort();
const addTable = (Name: string) =>
  shop.producer.glue.send(
    new CreateTableCommand({ DatabaseName: 'tpcds', TableInput: { Name, StorageDescriptor: {} } }),
  );

describe('an attempt after one that was killed', () => {
  it.each<[string, () => Promise<unknown>]>([
    ['partitions', () => addPartitions(shop.producer, 'tpcds', 'web_sales', 3, 5)],
    [
      'an LF-tag',
      () =>
        shop.producer.lakeFormation.send(
          new AddLFTagsToResourceCommand({
            Resource: { Table: { DatabaseName: 'tpcds', Name: 'web_sales' } },
            LFTags: [{ TagKey: 'Zone', TagValues: ['other'] }],
          }),
        ),
    ],
  ])('tells a table as updated to which the killed one brought nothing but %s', async (_, change) => {
    const source = { database: 'tpcds', tables: tables('web_sales', 'store_sales'), partitionsEach: 3 };
    await makeSource(shop.producer, { ...source, tags: { Zone: 'gold' } });
    await attempt(await ordered());
    await change();
    const productsId = await ordered();
    await attempt(productsId, 'before telling');
    await attempt(productsId);
    expect(await told(productsId)).toEqual({ web_sales: 'updated', store_sales: 'unchanged' });
  });

  it('leaves out a source table that has come since then', async () => {
    await makeSource(shop.producer, { database: 'tpcds', tables: tables('web_sales', 'store_sales') });
    const productsId = await ordered();
    await attempt(productsId, 'before telling');
    await addTable('old_sales');
    await attempt(productsId);
    expect(await told(productsId)).toEqual({ web_sales: 'created', store_sales: 'created' });
    expect(inMesh()).toEqual(['store_sales', 'web_sales']);
  });

  it('tells of a source table that has gone since then what had become of it', async () => {
    await makeSource(shop.producer, { database: 'tpcds', tables: tables('web_sales', 'store_sales') });
    const broken = { code: 'AccessDeniedException', message: 'Not this table.', table: 'store_sales' };
    shop.mesh.lake.addFault({ match: { operation: 'BatchGrantPermissions' }, action: { failEntry: broken } });
    const productsId = await ordered();
    await attempt(productsId, 'before ending');
    for (const Name of ['web_sales', 'store_sales']) {
      await shop.producer.glue.send(new DeleteTableCommand({ DatabaseName: 'tpcds', Name }));
    }
    await attempt(productsId);
    expect(await desk.creations.get(productsId)).toMatchObject({
      state: 'partly',
      tables: [
        { table: 'store_sales', state: 'failed', code: 'TableNotFound' },
        { table: 'web_sales', state: 'created', link: 'web_sales_link' },
      ],
    });
  });
});

describe('Retry', () => {
  it('is an order of its own: it tells what it did, and not what the one before found', async () => {
    await makeSource(shop.producer, { database: 'tpcds', tables: tables('web_sales', 'store_sales') });
    const broken = { code: 'AccessDeniedException', message: 'Not this table.', table: 'store_sales' };
    shop.mesh.lake.addFault({ match: { operation: 'BatchGrantPermissions' }, action: { failEntry: broken } });
    const productsId = await ordered();
    await attempt(productsId);
    expect(await told(productsId)).toEqual({ web_sales: 'created', store_sales: 'failed' });
    shop.mesh.lake.clearFaults();

    await retryProducts(desk, productsId, as('U0RITA'));
    expect(await desk.creations.get(productsId)).not.toHaveProperty('frozen');
    expect((await desk.creations.get(productsId))?.order.lacking).toEqual(['store_sales']);
    await attempt(productsId);
    expect(await told(productsId)).toEqual({ web_sales: 'unchanged', store_sales: 'updated' });
    expect((await desk.creations.get(productsId))?.frozen).toMatchObject({ existed: ['store_sales', 'web_sales'] });
  });

  it('that cannot so much as begin leaves in part what an attempt before it had shared', async () => {
    await makeSource(shop.producer, { database: 'tpcds', tables: tables('web_sales', 'store_sales') });
    const broken = { code: 'AccessDeniedException', message: 'Not this table.', table: 'store_sales' };
    shop.mesh.lake.addFault({ match: { operation: 'BatchGrantPermissions' }, action: { failEntry: broken } });
    const productsId = await ordered();
    await attempt(productsId);
    shop.mesh.lake.clearFaults();
    await retryProducts(desk, productsId, as('U0RITA'));
    await shop.producer.glue.send(new DeleteDatabaseCommand({ Name: 'tpcds' }));
    await attempt(productsId);
    expect(await desk.creations.get(productsId)).toMatchObject({
      ...{ state: 'partly', tables: [], error: { code: 'DatabaseNotFound' } },
    });
    await retryProducts(desk, productsId, as('U0RITA'));
    expect((await desk.creations.get(productsId))?.order.lacking).toEqual(['store_sales']);
  });

  it('does the tables that were meant, and none that has come since', async () => {
    await makeSource(shop.producer, { database: 'tpcds', tables: tables('web_sales', 'store_sales') });
    const broken = { code: 'AccessDeniedException', message: 'Not this table.', table: 'store_sales' };
    shop.mesh.lake.addFault({ match: { operation: 'BatchGrantPermissions' }, action: { failEntry: broken } });
    const productsId = await ordered();
    await attempt(productsId);
    await addTable('old_sales');
    await retryProducts(desk, productsId, as('U0RITA'));
    await attempt(productsId);
    shop.mesh.lake.clearFaults();
    await retryProducts(desk, productsId, as('U0RITA'));
    await attempt(productsId);
    expect(await told(productsId)).toEqual({ web_sales: 'unchanged', store_sales: 'updated' });
    expect(inMesh()).toEqual(['store_sales', 'web_sales']);
  });
});
