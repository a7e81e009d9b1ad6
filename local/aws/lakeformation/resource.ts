import type { Resource } from '@aws-sdk/client-lakeformation';
import type { Call } from '../call.ts';
import { accessDenied, entityNotFound, invalidInput, type ServiceError } from '../errors.ts';
import { allColumns, foldName, type Table } from '../state/catalog.ts';
import { ALL_TABLES, type LakeResource, type TagExpression } from '../state/grants.ts';
import type { Account } from '../state/world.ts';
import type { Checked } from '../validate.ts';
import { isReader } from './access.ts';
import type { PermissionTarget } from './permissions.ts';

/** A request's resource, looked up: whose catalog it is in, what it is, and which permissions can be held on it. */
export interface Located {
  readonly account: Account;
  readonly resource: LakeResource;
  readonly takes: PermissionTarget;
}

/** Looks a request's resource up. Throws InvalidInputException, EntityNotFoundException or AccessDeniedException. */
export function locate(call: Call, catalogId: string | undefined, resource: Checked<Resource>): Located {
  const given = Object.entries(resource).filter(([, value]) => value !== undefined);
  if (given.length !== 1) throw invalidInput('Resource must have exactly one of its members.');
  const { Catalog, Database, Table, TableWithColumns, DataLocation, DataCellsFilter, LFTag, LFTagPolicy } = resource;
  const owner = (named: string | undefined) => accountOf(call, named ?? catalogId);
  if (Catalog !== undefined) return { account: owner(Catalog.Id), resource: { kind: 'catalog' }, takes: 'catalog' };
  if (Database !== undefined) return locateDatabase(call, owner(Database.CatalogId), Database.Name);
  if (Table !== undefined) return locateTable(call, owner(Table.CatalogId), Table);
  if (TableWithColumns !== undefined) return locateColumns(call, owner(TableWithColumns.CatalogId), TableWithColumns);
  if (DataLocation !== undefined) {
    const account = owner(DataLocation.CatalogId);
    const arn = DataLocation.ResourceArn.replace(/\/+$/, '');
    const registered = [...account.lake.locations.keys()].some((known) => arn === known || arn.startsWith(`${known}/`));
    if (!registered) throw entityNotFound(`Location ${arn} is not registered.`);
    return { account, resource: { kind: 'location', arn, catalog: account.id }, takes: 'location' };
  }
  if (DataCellsFilter !== undefined) return locateFilter(call, owner(DataCellsFilter.TableCatalogId), DataCellsFilter);
  if (LFTag !== undefined) {
    const account = owner(LFTag.CatalogId);
    const [known] = knownTags(account, [LFTag]);
    return { account, resource: { kind: 'tag', key: known?.key ?? '', values: known?.values ?? [] }, takes: 'tag' };
  }
  if (LFTagPolicy !== undefined) {
    const account = owner(LFTagPolicy.CatalogId);
    if (LFTagPolicy.Expression === undefined) throw invalidInput('LFTagPolicy needs an Expression.');
    const expression = knownTags(account, LFTagPolicy.Expression);
    const type = LFTagPolicy.ResourceType;
    return { account, resource: { kind: 'policy', type, expression }, takes: type === 'TABLE' ? 'table' : 'database' };
  }
  throw invalidInput('Resource is of a kind that is not supported.');
}

function accountOf(call: Call, catalogId: string | undefined): Account {
  const account = call.world.accounts.get(catalogId ?? call.caller.account);
  if (account === undefined) throw entityNotFound(`Catalog ${catalogId} not found.`);
  return account;
}

/** Who may not look at everything is not told whether a thing is there. */
function missing(call: Call, account: Account, message: string): ServiceError {
  if (isReader(account, call.caller)) return entityNotFound(message);
  return accessDenied('Resource does not exist or requester is not authorized to access requested permissions.');
}

function databaseOf(call: Call, account: Account, name: string) {
  const database = account.catalog.databases.get(foldName(name));
  if (database === undefined) throw missing(call, account, `Database ${name} not found.`);
  return database;
}

function tableOf(call: Call, account: Account, databaseName: string, name: string): Table {
  const table = databaseOf(call, account, databaseName).tables.get(foldName(name));
  if (table === undefined) throw missing(call, account, `Table ${name} not found.`);
  return table;
}

function locateDatabase(call: Call, account: Account, name: string): Located {
  const database = databaseOf(call, account, name);
  const takes = database.input.TargetDatabase === undefined ? 'database' : 'link';
  return { account, resource: { kind: 'database', database: database.name }, takes };
}

function locateTable(call: Call, account: Account, given: Checked<NonNullable<Resource['Table']>>): Located {
  if ((given.Name === undefined) === (given.TableWildcard === undefined)) {
    throw invalidInput('Table must have either Name or TableWildcard.');
  }
  if (given.Name === undefined) {
    const database = databaseOf(call, account, given.DatabaseName);
    return { account, resource: { kind: 'table', database: database.name, table: ALL_TABLES }, takes: 'table' };
  }
  const table = tableOf(call, account, given.DatabaseName, given.Name);
  const takes = table.input.TargetTable === undefined ? 'table' : 'link';
  return { account, resource: { kind: 'table', database: table.database, table: table.name }, takes };
}

function locateColumns(
  call: Call,
  account: Account,
  given: Checked<NonNullable<Resource['TableWithColumns']>>,
): Located {
  if ((given.ColumnNames === undefined) === (given.ColumnWildcard === undefined)) {
    throw invalidInput('TableWithColumns must have either ColumnNames or ColumnWildcard.');
  }
  if (given.Name === ALL_TABLES && given.ColumnWildcard !== undefined) {
    const database = databaseOf(call, account, given.DatabaseName).name;
    const resource: LakeResource = { kind: 'columns', database, table: ALL_TABLES, columns: { kind: 'all' } };
    return { account, resource, takes: 'columns' };
  }
  const table = tableOf(call, account, given.DatabaseName, given.Name);
  const names = (given.ColumnNames ?? given.ColumnWildcard?.ExcludedColumnNames ?? []).map(foldName);
  requireColumns(table, names);
  const columns =
    given.ColumnNames !== undefined
      ? ({ kind: 'only', names, grantable: false } as const)
      : names.length > 0
        ? ({ kind: 'except', names } as const)
        : ({ kind: 'all' } as const);
  if (columns.kind === 'only' && names.length === 0) throw invalidInput('ColumnNames must not be empty.');
  return {
    account,
    resource: { kind: 'columns', database: table.database, table: table.name, columns },
    takes: table.input.TargetTable === undefined ? 'columns' : 'link',
  };
}

/** Throws InvalidInputException when a named column is not the table's. */
export function requireColumns(table: Table, names: readonly string[]) {
  const known = new Set(allColumns(table.input).map((column) => foldName(column.Name ?? '')));
  const unknown = names.filter((name) => !known.has(name));
  if (unknown.length > 0) {
    throw invalidInput(
      `Permissions modification is invalid: cannot grant/revoke permission on non-existent column ${unknown.join(', ')}.`,
    );
  }
}

function locateFilter(call: Call, account: Account, given: Checked<NonNullable<Resource['DataCellsFilter']>>): Located {
  if (given.DatabaseName === undefined || given.TableName === undefined || given.Name === undefined) {
    throw invalidInput('DataCellsFilter needs DatabaseName, TableName and Name.');
  }
  const table = tableOf(call, account, given.DatabaseName, given.TableName);
  if (!account.lake.filters.has(`${table.database}/${table.name}/${given.Name}`)) {
    throw missing(call, account, `Data cells filter ${given.Name} not found.`);
  }
  const resource: LakeResource = { kind: 'filter', database: table.database, table: table.name, name: given.Name };
  return { account, resource, takes: 'filter' };
}

/** LF-tags of a request, folded to lower case as they are stored. Throws EntityNotFoundException for unknown ones. */
export function knownTags(
  account: Account,
  given: readonly { readonly TagKey: string; readonly TagValues: readonly string[] }[],
): TagExpression {
  return given.map(({ TagKey, TagValues }) => {
    const key = TagKey.toLowerCase();
    const known = account.lake.tags.get(key);
    if (known === undefined) throw entityNotFound(`Tag key ${TagKey} does not exist.`);
    const values = TagValues.map((value) => value.toLowerCase());
    const unknown = values.filter((value) => value !== '*' && !known.includes(value));
    if (unknown.length > 0) throw entityNotFound(`Tag ${TagKey} has no value ${unknown.join(', ')}.`);
    return { key, values };
  });
}

/** A stored resource as ListPermissions shows it. */
export function describeResource(catalog: string, resource: LakeResource): Resource {
  switch (resource.kind) {
    case 'catalog':
      return { Catalog: { Id: catalog } };
    case 'database':
      return { Database: { CatalogId: catalog, Name: resource.database } };
    case 'table': {
      const table = { CatalogId: catalog, DatabaseName: resource.database, Name: resource.table };
      return { Table: resource.table === ALL_TABLES ? { ...table, TableWildcard: {} } : table };
    }
    case 'columns': {
      const table = { CatalogId: catalog, DatabaseName: resource.database, Name: resource.table };
      const { columns } = resource;
      if (columns.kind === 'only') return { TableWithColumns: { ...table, ColumnNames: [...columns.names] } };
      const wildcard = columns.kind === 'except' ? { ExcludedColumnNames: [...columns.names] } : {};
      return { TableWithColumns: { ...table, ColumnWildcard: wildcard } };
    }
    case 'filter': {
      const { database, table, name } = resource;
      return { DataCellsFilter: { TableCatalogId: catalog, DatabaseName: database, TableName: table, Name: name } };
    }
    case 'location':
      return { DataLocation: { CatalogId: catalog, ResourceArn: resource.arn } };
    case 'tag':
      return { LFTag: { CatalogId: catalog, TagKey: resource.key, TagValues: [...resource.values] } };
    case 'policy': {
      const Expression = resource.expression.map(({ key, values }) => ({ TagKey: key, TagValues: [...values] }));
      return { LFTagPolicy: { CatalogId: catalog, ResourceType: resource.type, Expression } };
    }
  }
}
