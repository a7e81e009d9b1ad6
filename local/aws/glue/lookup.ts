import type { TableIdentifier } from '@aws-sdk/client-glue';
import { type Call, catalogOf } from '../call.ts';
import { entityNotFound } from '../errors.ts';
import { requireCatalog } from '../lakeformation/access.ts';
import { type Database, foldName, type Table } from '../state/catalog.ts';
import type { Account } from '../state/world.ts';

/** A database together with the account whose catalog it is in. */
export interface FoundDatabase {
  readonly account: Account;
  readonly database: Database;
}

/** A table with its database and account. */
export interface FoundTable extends FoundDatabase {
  readonly table: Table;
}

/** The database as it is stored; a link stays a link. Throws EntityNotFoundException. */
export function findDatabase(account: Account, name: string): Database {
  const database = account.catalog.databases.get(foldName(name));
  if (database === undefined) throw entityNotFound(`Database ${name} not found.`);
  return database;
}

/** The table as it is stored; a link stays a link. Throws EntityNotFoundException. */
export function findTable(account: Account, databaseName: string, name: string): Table {
  const table = findDatabase(account, databaseName).tables.get(foldName(name));
  if (table === undefined) throw entityNotFound(`Entity Not Found: Table ${name} not found in ${databaseName}.`);
  return table;
}

/** The database that holds the tables: a link to a database is followed, once. */
export function openDatabase(call: Call, catalogId: string | undefined, name: string): FoundDatabase {
  const account = catalogOf(call, catalogId);
  requireCatalog(call, account);
  const database = findDatabase(account, name);
  const target = database.input.TargetDatabase;
  if (target === undefined) return { account, database };
  const owner = catalogOf(call, target.CatalogId);
  requireCatalog(call, owner);
  return { account: owner, database: findDatabase(owner, target.DatabaseName ?? '') };
}

/** The stored table of that name in the database or in the one it links to. */
export function openTable(call: Call, catalogId: string | undefined, databaseName: string, name: string): FoundTable {
  const { account, database } = openDatabase(call, catalogId, databaseName);
  return { account, database, table: findTable(account, database.name, name) };
}

/** What a resource link points to. Throws EntityNotFoundException when it points nowhere. */
export function followLink(call: Call, target: TableIdentifier): FoundTable {
  return openTable(call, target.CatalogId, target.DatabaseName ?? '', target.Name ?? '');
}
