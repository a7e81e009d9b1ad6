import { CreateTableCommand } from '@aws-sdk/client-glue';
import {
  CreateDataCellsFilterCommand,
  type DataCellsFilter,
  DeleteDataCellsFilterCommand,
  GetDataCellsFilterCommand,
  GrantPermissionsCommand,
  ListDataCellsFilterCommand,
  UpdateDataCellsFilterCommand,
} from '@aws-sdk/client-lakeformation';
import { beforeEach, describe, expect, it } from 'vitest';
import { type Clients, lakeForTests, MESH, makeShop, readerInMesh } from './support.ts';

const lake = await lakeForTests();
let producer: Clients;
let reader: Clients;

beforeEach(async () => {
  producer = await makeShop(lake);
  reader = await readerInMesh(lake);
});

describe('Data cells filters', () => {
  const place = { TableCatalogId: MESH, DatabaseName: 'shop', TableName: 'orders', Name: 'mine' };
  const filter: DataCellsFilter = { ...place, RowFilter: { FilterExpression: "id = 'a'" }, ColumnNames: ['id'] };
  const create = (TableData: DataCellsFilter) => producer.lake.send(new CreateDataCellsFilterCommand({ TableData }));

  it('are created, updated, listed and deleted', async () => {
    await create(filter);
    await expect(create(filter)).rejects.toMatchObject({ name: 'AlreadyExistsException' });
    const old = await producer.lake.send(new GetDataCellsFilterCommand(place));
    expect(old.DataCellsFilter).toMatchObject(filter);
    const TableData = {
      ...place,
      RowFilter: { AllRowsWildcard: {} },
      ColumnWildcard: { ExcludedColumnNames: ['email'] },
    };
    await producer.lake.send(new UpdateDataCellsFilterCommand({ TableData }));
    const VersionId = old.DataCellsFilter?.VersionId;
    const stale = producer.lake.send(new UpdateDataCellsFilterCommand({ TableData: { ...TableData, VersionId } }));
    await expect(stale).rejects.toMatchObject({ name: 'ConcurrentModificationException' });
    const { DataCellsFilters } = await producer.lake.send(
      new ListDataCellsFilterCommand({ Table: { CatalogId: MESH, DatabaseName: 'shop', Name: 'orders' } }),
    );
    expect(DataCellsFilters).toEqual([expect.objectContaining(TableData)]);
    await producer.lake.send(new DeleteDataCellsFilterCommand(place));
    await expect(producer.lake.send(new GetDataCellsFilterCommand(place))).rejects.toMatchObject({
      name: 'EntityNotFoundException',
    });
  });

  it.each<[string, DataCellsFilter]>([
    ['without rows', { ...place, ColumnNames: ['id'] }],
    ['without columns', { ...place, RowFilter: { AllRowsWildcard: {} } }],
    ['with two sets of rows', { ...filter, RowFilter: { AllRowsWildcard: {}, FilterExpression: 'true' } }],
    ['with a column that is not there', { ...filter, ColumnNames: ['price'] }],
    ['with rows by a column that is not there', { ...filter, RowFilter: { FilterExpression: "price = 'a'" } }],
    ['with rows by what is no predicate', { ...filter, RowFilter: { FilterExpression: "id ==== 'a' ;drop" } }],
  ])('are refused %s', async (_, wrong) => {
    await expect(create(wrong)).rejects.toMatchObject({ name: 'InvalidInputException' });
    await create(filter);
    const update = producer.lake.send(new UpdateDataCellsFilterCommand({ TableData: wrong }));
    await expect(update).rejects.toMatchObject({ name: 'InvalidInputException' });
  });

  it('are refused on views, and to who may not pass SELECT on', async () => {
    const view = { Name: 'view', TableType: 'VIRTUAL_VIEW' };
    await producer.glue.send(new CreateTableCommand({ DatabaseName: 'shop', TableInput: view }));
    const onView = create({ ...place, TableName: 'view', RowFilter: { AllRowsWildcard: {} }, ColumnWildcard: {} });
    await expect(onView).rejects.toMatchObject({ name: 'InvalidInputException' });
    const stranger = reader.lake.send(new CreateDataCellsFilterCommand({ TableData: filter }));
    await expect(stranger).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  it('are granted to a principal a hundred a table at most', async () => {
    const grant = (Name: string) =>
      producer.lake.send(
        new GrantPermissionsCommand({
          Principal: { DataLakePrincipalIdentifier: `arn:aws:iam::${MESH}:role/analyst` },
          Resource: { DataCellsFilter: { ...place, Name } },
          Permissions: ['SELECT'],
        }),
      );
    const names = Array.from({ length: 101 }, (_, index) => `f${index}`);
    for (const Name of names) await create({ ...filter, Name });
    for (const name of names.slice(0, 100)) await grant(name);
    await expect(grant('f100')).rejects.toMatchObject({ name: 'InvalidInputException' });
  });
});
