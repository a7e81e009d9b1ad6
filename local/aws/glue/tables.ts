import type {
  BatchDeleteTableRequest,
  CreateTableRequest,
  DeleteTableRequest,
  GetTableRequest,
  GetTablesRequest,
  TableInput,
  UpdateTableRequest,
} from '@aws-sdk/client-glue';
import { type Call, catalogOf } from '../call.ts';
import { alreadyExists, invalidInput, ServiceError } from '../errors.ts';
import { canDescribe, requireCatalog, requirePermission } from '../lakeformation/access.ts';
import { forgetEntity, grantDefaults, grantToCreator } from '../lakeformation/implicit.ts';
import { registeredLocation } from '../lakeformation/locations.ts';
import { pageOf } from '../pages.ts';
import { foldName } from '../state/catalog.ts';
import type { Account } from '../state/world.ts';
import type { Checked } from '../validate.ts';
import { type FoundTable, findDatabase, findTable, openDatabase, openTable } from './lookup.ts';
import { describeTable, listTable } from './table-view.ts';

const PAGE = 100;

export function CreateTable(input: Checked<CreateTableRequest>, call: Call) {
  if (input.TableInput === undefined) throw invalidInput('TableInput must be given.');
  const account = catalogOf(call, input.CatalogId);
  requireCatalog(call, account);
  const database = findDatabase(account, input.DatabaseName);
  if (database.input.TargetDatabase !== undefined) {
    throw invalidInput(`Database ${database.name} is a resource link; tables cannot be created in it.`);
  }
  requirePermission(call, account, { kind: 'database', database: database.name }, 'CREATE_TABLE', database.name);
  const name = foldName(input.TableInput.Name);
  if (database.tables.has(name)) throw alreadyExists('Table already exists.');
  const stored = checkedInput(call, account, input.TableInput, name);
  database.tables.set(name, {
    name,
    database: database.name,
    input: stored,
    createTime: call.now,
    updateTime: call.now,
    createdBy: call.caller.arn,
    version: 0,
    partitions: new Map(),
  });
  const link = stored.TargetTable !== undefined;
  grantToCreator(call, account, { kind: 'table', database: database.name, table: name }, link);
  if (!link) {
    const defaults = database.input.CreateTableDefaultPermissions ?? [];
    grantDefaults(call, account, { kind: 'table', database: database.name, table: name }, defaults);
  }
  return {};
}

export function GetTable(input: Checked<GetTableRequest>, call: Call) {
  const found = openTable(call, input.CatalogId, input.DatabaseName, input.Name);
  requireTable(call, found, 'DESCRIBE');
  return { Table: describeTable(call, found) };
}

export function GetTables(input: Checked<GetTablesRequest>, call: Call) {
  const { account, database } = openDatabase(call, input.CatalogId, input.DatabaseName);
  const inside = { kind: 'database', database: database.name } as const;
  if (!canDescribe(call, account, inside)) requirePermission(call, account, inside, 'DESCRIBE', database.name);
  const matches = expressionOf(input.Expression);
  const names = [...database.tables.keys()].filter(
    (name) => matches(name) && canDescribe(call, account, { kind: 'table', database: database.name, table: name }),
  );
  const scope = `GetTables/${account.id}/${database.name}/${input.Expression ?? ''}`;
  const page = pageOf(names.sort(), { nextToken: input.NextToken, maxResults: input.MaxResults, most: PAGE, scope });
  const tables = page.items.flatMap((name) => {
    const table = database.tables.get(name);
    return table === undefined ? [] : [listTable(call, { account, database, table })];
  });
  const brief = input.AttributesToGet;
  return {
    TableList:
      brief === undefined
        ? tables
        : tables.map((table) => ({
            Name: table.Name,
            ...(brief.includes('TABLE_TYPE') && { TableType: table.TableType }),
          })),
    NextToken: page.nextToken,
  };
}

export function UpdateTable(input: Checked<UpdateTableRequest>, call: Call) {
  if (input.TableInput === undefined) throw invalidInput('TableInput must be given.');
  const account = catalogOf(call, input.CatalogId);
  requireCatalog(call, account);
  const database = findDatabase(account, input.DatabaseName);
  const name = foldName(input.TableInput.Name);
  const table = findTable(account, database.name, name);
  requireTable(call, { account, database, table }, 'ALTER');
  if (input.VersionId !== undefined && input.VersionId !== String(table.version)) {
    throw new ServiceError('ConcurrentModificationException', 'Update table failed due to concurrent modifications.');
  }
  table.input = checkedInput(call, account, input.TableInput, name);
  table.updateTime = call.now;
  table.version += 1;
  return {};
}

export function DeleteTable(input: Checked<DeleteTableRequest>, call: Call) {
  const account = catalogOf(call, input.CatalogId);
  requireCatalog(call, account);
  drop(call, account, input.DatabaseName, input.Name);
  return {};
}

export function BatchDeleteTable(input: Checked<BatchDeleteTableRequest>, call: Call) {
  const account = catalogOf(call, input.CatalogId);
  requireCatalog(call, account);
  findDatabase(account, input.DatabaseName);
  const Errors = input.TablesToDelete.flatMap((name, index) => {
    try {
      const fault = call.entryFault(index, name);
      if (fault !== undefined) throw fault;
      drop(call, account, input.DatabaseName, name);
      return [];
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      return [{ TableName: name, ErrorDetail: { ErrorCode: error.code, ErrorMessage: error.message } }];
    }
  });
  return { Errors };
}

function drop(call: Call, account: Account, databaseName: string, name: string) {
  const database = findDatabase(account, databaseName);
  const table = findTable(account, database.name, name);
  requireTable(call, { account, database, table }, 'DROP');
  database.tables.delete(table.name);
  forgetEntity(call, account, { kind: 'table', database: database.name, table: table.name });
}

/** Throws AccessDeniedException unless the caller holds `permission` on the found table. */
export function requireTable(call: Call, found: FoundTable, permission: 'ALTER' | 'DESCRIBE' | 'DROP') {
  const target = { kind: 'table', database: found.database.name, table: found.table.name } as const;
  requirePermission(call, found.account, target, permission, found.table.name);
}

/** The input as it is kept: names folded, a link with its target alone, a location that the caller may use. */
function checkedInput(call: Call, account: Account, input: Checked<TableInput>, name: string): TableInput {
  const target = input.TargetTable;
  if (target !== undefined) {
    if (target.CatalogId === undefined || target.DatabaseName === undefined || target.Name === undefined) {
      throw invalidInput('TargetTable needs CatalogId, DatabaseName and Name.');
    }
    if (input.StorageDescriptor !== undefined || input.PartitionKeys !== undefined) {
      throw invalidInput('A resource link cannot have a StorageDescriptor or PartitionKeys.');
    }
    catalogOf(call, target.CatalogId);
    const folded = { ...target, DatabaseName: foldName(target.DatabaseName), Name: foldName(target.Name) };
    return { ...input, Name: name, TargetTable: folded };
  }
  const location = input.StorageDescriptor?.Location;
  const registered = location === undefined ? undefined : registeredLocation(account, location);
  if (registered !== undefined) {
    requirePermission(call, account, { kind: 'location', arn: registered }, 'DATA_LOCATION_ACCESS', String(location));
  }
  const stored: TableInput = { Retention: 0, ...input, Name: name };
  refuseDuplicateColumns(stored);
  return stored;
}

function refuseDuplicateColumns(input: TableInput) {
  const seen = new Set<string>();
  for (const column of [...(input.StorageDescriptor?.Columns ?? []), ...(input.PartitionKeys ?? [])]) {
    const name = foldName(column.Name ?? '');
    if (seen.has(name)) throw invalidInput(`Duplicate column ${name}.`);
    seen.add(name);
  }
}

/** Glue's Expression. Its anchoring is not documented: here a name that merely contains a match is found as well. */
function expressionOf(expression: string | undefined): (name: string) => boolean {
  if (expression === undefined || expression === '') return () => true;
  try {
    const compiled = new RegExp(expression, 'i');
    return (name) => compiled.test(name);
  } catch (cause) {
    throw Object.assign(invalidInput(`Expression ${expression} is not a valid regular expression.`), { cause });
  }
}
