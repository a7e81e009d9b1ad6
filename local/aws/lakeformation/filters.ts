import { randomUUID } from 'node:crypto';
import type {
  CreateDataCellsFilterRequest,
  DataCellsFilter,
  DeleteDataCellsFilterRequest,
  GetDataCellsFilterRequest,
  ListDataCellsFilterRequest,
  UpdateDataCellsFilterRequest,
} from '@aws-sdk/client-lakeformation';
import { type Call, catalogOf } from '../call.ts';
import { accessDenied, alreadyExists, entityNotFound, invalidInput, ServiceError } from '../errors.ts';
import { pageOf } from '../pages.ts';
import { foldName } from '../state/catalog.ts';
import { entityOf } from '../state/grants.ts';
import type { Account } from '../state/world.ts';
import type { Checked } from '../validate.ts';
import { heldBy, includes, isAdmin, isReader } from './access.ts';
import { isLagging } from './implicit.ts';
import { requireColumns } from './resource.ts';
import { requireRowFilter } from './row-filter.ts';

const PAGE = 1000;

type Filter = Checked<DataCellsFilter>;

export function CreateDataCellsFilter(input: Checked<CreateDataCellsFilterRequest>, call: Call) {
  const { account, filter, key } = checked(call, input.TableData);
  if (account.lake.filters.has(key)) throw alreadyExists(`Data cells filter ${filter.Name} already exists.`);
  account.lake.filters.set(key, { ...filter, VersionId: randomUUID() });
  return {};
}

export function GetDataCellsFilter(input: Checked<GetDataCellsFilterRequest>, call: Call) {
  const account = governed(call, input.TableCatalogId, input.DatabaseName, input.TableName);
  return { DataCellsFilter: existing(account, keyOf(input.DatabaseName, input.TableName, input.Name)) };
}

export function UpdateDataCellsFilter(input: Checked<UpdateDataCellsFilterRequest>, call: Call) {
  const { account, filter, key } = checked(call, input.TableData);
  const old = existing(account, key);
  if (filter.VersionId !== undefined && filter.VersionId !== old.VersionId) {
    throw new ServiceError('ConcurrentModificationException', 'The filter was changed by somebody else.');
  }
  account.lake.filters.set(key, { ...filter, VersionId: randomUUID() });
  return {};
}

export function DeleteDataCellsFilter(input: Checked<DeleteDataCellsFilterRequest>, call: Call) {
  const { DatabaseName, TableName, Name } = input;
  if (DatabaseName === undefined || TableName === undefined || Name === undefined) {
    throw invalidInput('DatabaseName, TableName and Name must be given.');
  }
  const account = governed(call, input.TableCatalogId, DatabaseName, TableName);
  const key = keyOf(DatabaseName, TableName, Name);
  existing(account, key);
  account.lake.filters.delete(key);
  const entity = entityOf({ kind: 'table', database: foldName(DatabaseName), table: foldName(TableName) });
  for (const grant of [...account.lake.grants.ofEntity(entity)]) {
    if (grant.resource.kind !== 'filter' || grant.resource.name !== Name) continue;
    account.lake.grants.remove({ ...grant, updated: call.now }, isLagging(call));
  }
  return {};
}

export function ListDataCellsFilter(input: Checked<ListDataCellsFilterRequest>, call: Call) {
  const table = input.Table;
  const account = catalogOf(call, table?.CatalogId);
  if (table?.Name !== undefined) governed(call, table.CatalogId, table.DatabaseName, table.Name);
  else if (!isReader(account, call.caller)) throw accessDenied('Insufficient Lake Formation permission(s)');
  const prefix = [table?.DatabaseName, table?.Name]
    .filter((one) => one !== undefined)
    .map((one) => `${foldName(one)}/`);
  const found = [...account.lake.filters]
    .filter(([key]) => key.startsWith(prefix.join('')))
    .map(([, filter]) => filter);
  const scope = `ListDataCellsFilter/${account.id}/${prefix.join('')}`;
  const page = pageOf(found, { nextToken: input.NextToken, maxResults: input.MaxResults, most: PAGE, scope });
  return { DataCellsFilters: page.items, NextToken: page.nextToken };
}

const keyOf = (database: string, table: string, name: string) => `${foldName(database)}/${foldName(table)}/${name}`;

function existing(account: Account, key: string): DataCellsFilter {
  const filter = account.lake.filters.get(key);
  if (filter === undefined) throw entityNotFound(`Data cells filter ${key} not found.`);
  return filter;
}

/** The account of the table; its filters are for administrators and for who may pass on SELECT on the table. */
function governed(call: Call, catalogId: string | undefined, database: string, table: string): Account {
  const account = catalogOf(call, catalogId);
  const target = { kind: 'table', database: foldName(database), table: foldName(table) } as const;
  const passable = heldBy(call.world, account, call.caller, target).grantable;
  if (!isAdmin(account, call.caller) && !includes(passable, 'SELECT')) {
    throw accessDenied('Resource does not exist or requester is not authorized to access requested permissions.');
  }
  return account;
}

function checked(call: Call, filter: Filter): { account: Account; filter: DataCellsFilter; key: string } {
  const account = governed(call, filter.TableCatalogId, filter.DatabaseName, filter.TableName);
  const database = account.catalog.databases.get(foldName(filter.DatabaseName));
  const table = database?.tables.get(foldName(filter.TableName));
  if (table === undefined) throw entityNotFound(`Table ${filter.TableName} not found.`);
  if (table.input.TargetTable !== undefined || table.input.TableType === 'VIRTUAL_VIEW') {
    throw invalidInput('Data cells filters cannot be made on views or resource links.');
  }
  if ((filter.ColumnNames === undefined) === (filter.ColumnWildcard === undefined)) {
    throw invalidInput('A data cells filter must have either ColumnNames or ColumnWildcard.');
  }
  const { RowFilter } = filter;
  if (
    RowFilter === undefined ||
    (RowFilter.FilterExpression === undefined) === (RowFilter.AllRowsWildcard === undefined)
  ) {
    throw invalidInput('A data cells filter must have a RowFilter with either FilterExpression or AllRowsWildcard.');
  }
  if (RowFilter.FilterExpression !== undefined) requireRowFilter(table, RowFilter.FilterExpression);
  requireColumns(
    table,
    [...(filter.ColumnNames ?? []), ...(filter.ColumnWildcard?.ExcludedColumnNames ?? [])].map(foldName),
  );
  const named = { ...filter, DatabaseName: table.database, TableName: table.name };
  return { account, filter: named, key: keyOf(table.database, table.name, filter.Name) };
}
