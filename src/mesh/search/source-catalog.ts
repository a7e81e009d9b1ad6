import type { MeshDesk } from '../desk.ts';
import type { CatalogTable } from '../resolve.ts';
import { type GrowingList, growingLists } from './growing.ts';

/** A table of a producer, with its name as `matching` takes it. */
export interface SourceTable {
  Name: string;
  kind: CatalogTable['kind'];
}

/** What producers have in their own catalogs, kept for a minute: reads as nobody in particular, and only reads. */
export interface SourceCatalog {
  /** Databases of the account, links left out. */
  databases(accountId: string): GrowingList<string>;
  tables(accountId: string, databaseName: string): GrowingList<SourceTable>;
}

const FRESH_MS = 60_000;

/** Lists may end in AccountUnreachable and AwsCallFailed. */
export function sourceCatalog(desk: MeshDesk): SourceCatalog {
  const databases = growingLists<string>({
    freshMs: FRESH_MS,
    now: desk.now,
    read: async (accountId, found) => (await import('./read-source.ts')).readDatabases(desk, accountId, found),
  });
  const tables = growingLists<SourceTable>({
    freshMs: FRESH_MS,
    now: desk.now,
    read: async (key, found) => (await import('./read-source.ts')).readTables(desk, JSON.parse(key), found),
  });
  return {
    databases: (accountId) => databases.of(accountId),
    tables: (accountId, databaseName) => tables.of(JSON.stringify([accountId, databaseName])),
  };
}
