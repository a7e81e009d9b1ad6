import type {
  CreateDatabaseRequest,
  Database as DatabaseDescription,
  DatabaseInput,
  DeleteDatabaseRequest,
  GetDatabaseRequest,
  GetDatabasesRequest,
  UpdateDatabaseRequest,
} from '@aws-sdk/client-glue';
import { type Call, catalogOf } from '../call.ts';
import { alreadyExists, invalidInput } from '../errors.ts';
import { canDescribe, requireCatalog, requirePermission } from '../lakeformation/access.ts';
import { forgetEntity, grantDefaults, grantToCreator } from '../lakeformation/implicit.ts';
import { pageOf } from '../pages.ts';
import { type Database, foldName } from '../state/catalog.ts';
import type { Account } from '../state/world.ts';
import type { Checked } from '../validate.ts';
import { findDatabase } from './lookup.ts';
import { databaseArn } from './tags.ts';

const PAGE = 100;

export function CreateDatabase(input: Checked<CreateDatabaseRequest>, call: Call) {
  const account = catalogOf(call, input.CatalogId);
  requirePermission(call, account, { kind: 'catalog' }, 'CREATE_DATABASE', 'Catalog');
  const name = foldName(input.DatabaseInput.Name);
  if (account.catalog.databases.has(name)) throw alreadyExists('Database already exists.');
  const stored = checkedInput(call, input.DatabaseInput, name);
  if (stored.CreateTableDefaultPermissions === undefined && stored.TargetDatabase === undefined) {
    stored.CreateTableDefaultPermissions = (account.lake.settings.CreateTableDefaultPermissions ?? []) as NonNullable<
      DatabaseInput['CreateTableDefaultPermissions']
    >;
  }
  account.catalog.databases.set(name, { name, input: stored, createTime: call.now, tables: new Map() });
  if (input.Tags !== undefined) {
    account.catalog.tags.set(databaseArn(call, account, name), new Map(Object.entries(input.Tags)));
  }
  const link = stored.TargetDatabase !== undefined;
  grantToCreator(call, account, { kind: 'database', database: name }, link);
  if (!link) {
    const defaults = account.lake.settings.CreateDatabaseDefaultPermissions ?? [];
    grantDefaults(call, account, { kind: 'database', database: name }, defaults);
  }
  return {};
}

export function GetDatabase(input: Checked<GetDatabaseRequest>, call: Call) {
  const account = catalogOf(call, input.CatalogId);
  requireCatalog(call, account);
  const database = findDatabase(account, input.Name);
  requirePermission(call, account, { kind: 'database', database: database.name }, 'DESCRIBE', database.name);
  return { Database: describe(account, database) };
}

export function GetDatabases(input: Checked<GetDatabasesRequest>, call: Call) {
  const account = catalogOf(call, input.CatalogId);
  requireCatalog(call, account);
  const sources =
    input.ResourceShareType === undefined
      ? [account]
      : [...call.world.accounts.values()].filter((one) => input.ResourceShareType === 'ALL' || one.id !== account.id);
  const visible = sources.flatMap((one) =>
    [...one.catalog.databases.values()]
      .filter((database) => canDescribe(call, one, { kind: 'database', database: database.name }))
      .map((database) => ({ one, database })),
  );
  visible.sort((a, b) => (a.database.name < b.database.name ? -1 : 1));
  const scope = `GetDatabases/${account.id}/${input.ResourceShareType ?? ''}`;
  const page = pageOf(visible, { nextToken: input.NextToken, maxResults: input.MaxResults, most: PAGE, scope });
  return {
    DatabaseList: page.items.map(({ one, database }) => describe(one, database)),
    NextToken: page.nextToken,
  };
}

export function UpdateDatabase(input: Checked<UpdateDatabaseRequest>, call: Call) {
  const account = catalogOf(call, input.CatalogId);
  requireCatalog(call, account);
  const database = findDatabase(account, input.Name);
  requirePermission(call, account, { kind: 'database', database: database.name }, 'ALTER', database.name);
  const renamed = foldName(input.DatabaseInput.Name);
  if (renamed !== database.name) throw invalidInput('Database name cannot be changed.');
  database.input = checkedInput(call, input.DatabaseInput, renamed);
  return {};
}

export function DeleteDatabase(input: Checked<DeleteDatabaseRequest>, call: Call) {
  const account = catalogOf(call, input.CatalogId);
  requireCatalog(call, account);
  const database = findDatabase(account, input.Name);
  requirePermission(call, account, { kind: 'database', database: database.name }, 'DROP', database.name);
  account.catalog.databases.delete(database.name);
  account.catalog.tags.delete(databaseArn(call, account, database.name));
  for (const table of database.tables.keys()) {
    forgetEntity(call, account, { kind: 'table', database: database.name, table });
  }
  forgetEntity(call, account, { kind: 'database', database: database.name });
  return {};
}

/** The input as it is kept. A link to a database names its target in full and has nothing else of its own. */
function checkedInput(call: Call, input: Checked<DatabaseInput>, name: string): DatabaseInput {
  const target = input.TargetDatabase;
  if (target !== undefined) {
    if (target.CatalogId === undefined || target.DatabaseName === undefined) {
      throw invalidInput('TargetDatabase needs CatalogId and DatabaseName.');
    }
    if (input.LocationUri !== undefined || input.CreateTableDefaultPermissions !== undefined) {
      throw invalidInput('A resource link cannot have a LocationUri or CreateTableDefaultPermissions.');
    }
    catalogOf(call, target.CatalogId);
    return { ...input, Name: name, TargetDatabase: { ...target, DatabaseName: foldName(target.DatabaseName) } };
  }
  return { ...input, Name: name };
}

function describe(account: Account, database: Database): DatabaseDescription {
  return { ...database.input, Name: database.name, CreateTime: database.createTime, CatalogId: account.id };
}
