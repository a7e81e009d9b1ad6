import { describe, expect, it } from 'vitest';
import { type ProductParameters, problemsOf } from '../../src/mesh/data-products/parameters.ts';
import { isMeshError } from '../../src/mesh/errors.ts';
import { tables } from './support/decisions.ts';
import { RETAIL } from './support/mesh.ts';
import { makeSource } from './support/source.ts';
import { CRAWLER, workshop } from './support/workshop.ts';

const shop = workshop();

describe('bad parameters', () => {
  const wrong = async (over: Record<string, unknown>) => {
    const error = await shop.create(over as Partial<ProductParameters>).catch((caught: unknown) => caught);
    return isMeshError(error, 'InvalidParameter') ? error.details.parameter : error;
  };

  it.each<[string, Record<string, unknown>]>([
    ['sourceDatabaseName', { sourceDatabaseName: '' }],
    ['sourceDatabaseName', { sourceDatabaseName: 'a/b' }],
    ['tableNameRegex', { tableNameRegex: '(unclosed' }],
    ['tableNameRegex', { tableNameRegex: '(?=look)ahead' }],
    ['tableNameRegex', { tableNameRegex: '(a)\\1' }],
    ['tableNameRegex', { tableNameRegex: '' }],
    ['syncMeshCrawlerRoleArn', { syncMeshCatalogSchedule: 'cron(0 0/4 * * ? *)' }],
    ['syncMeshCrawlerRoleArn', { syncMeshCrawlerRoleArn: 'MeshCrawler' }],
    ['syncMeshCatalogSchedule', { syncMeshCrawlerRoleArn: CRAWLER, syncMeshCatalogSchedule: 'every day' }],
    ['syncMeshCatalogSchedule', { syncMeshCrawlerRoleArn: CRAWLER, syncMeshCatalogSchedule: 'cron(* * * * ? *)' }],
    ['syncMeshCatalogSchedule', { syncMeshCrawlerRoleArn: CRAWLER, syncMeshCatalogSchedule: 'cron(0 0 * * * *)' }],
    ['domain', { domain: '  ' }],
    ['dataProductName', { dataProductName: 'sales & <returns>' }],
    ['exposeDataMeshDbName', { exposeDataMeshDbName: 'x'.repeat(256) }],
    ['exposeTableReferencesWithSuffix', { exposeDataMeshDbName: 'tpcds', exposeTableReferencesWithSuffix: '' }],
    ['exposeTableReferencesWithSuffix', { exposeTableReferencesWithSuffix: '_a/b' }],
    ['exposeTableReferencesWithSuffix', { exposeTableReferencesWithSuffix: '_a\0' }],
    ['createPublicMetadata', { createPublicMetadata: 'yes' }],
    ['tableName', { tableName: 'web_sales' }],
  ])('are refused by name: %s', async (parameter, over) => {
    await makeSource(shop.producer, { database: 'tpcds', tables: tables('web_sales') });
    shop.mesh.lake.clearCalls();
    expect(await wrong(over)).toBe(parameter);
    expect(shop.total()).toBe(0);
  });

  it('are all told at once, those that are wrong together among them', () => {
    const wrong = {
      ...{ sourceDatabaseName: 'x'.repeat(250), tableNameRegex: '(', domain: '!', dataProductName: '' },
      ...{ syncMeshCatalogSchedule: 'every day', exposeTableReferencesWithSuffix: 'a/b' },
    };
    expect(problemsOf(wrong, RETAIL)).toEqual({
      tableNameRegex: expect.stringContaining('a table name or a regular expression'),
      domain: expect.stringContaining('letters, digits'),
      dataProductName: expect.stringContaining('letters, digits'),
      syncMeshCatalogSchedule: expect.stringContaining('cron('),
      syncMeshCrawlerRoleArn: 'a crawler role, since there is a schedule',
      exposeTableReferencesWithSuffix: 'a text of at most 100 characters, without slashes or line breaks',
      exposeDataMeshDbName: 'a name of at most 255 characters: the source, a dash and the account have more',
    });
    expect(problemsOf({ sourceDatabaseName: 'tpcds' }, RETAIL)).toEqual({});
    const notEvenText = { sourceDatabaseName: 7, exposeDataMeshDbName: 8 } as unknown as ProductParameters;
    expect(Object.keys(problemsOf(notEvenText, RETAIL)).sort()).toEqual(['exposeDataMeshDbName', 'sourceDatabaseName']);
  });

  it('answer at once to an expression that would make a backtracking engine hang', async () => {
    await makeSource(shop.producer, { database: 'tpcds', tables: tables('a'.repeat(200)) });
    expect(await wrong({ tableNameRegex: '(a+)+b' })).toBe('tableNameRegex');
  });

  it('tell of a database that is not there, and of an expression that matches nothing', async () => {
    await expect(shop.create()).rejects.toMatchObject({
      code: 'DatabaseNotFound',
      details: { accountId: RETAIL, databaseName: 'tpcds' },
    });
    await makeSource(shop.producer, { database: 'tpcds', tables: tables('web_sales') });
    expect(await wrong({ tableNameRegex: 'nothing.*' })).toBe('tableNameRegex');
  });
});
