import type { Database } from '@aws-sdk/client-glue';
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
  const session = (accountId: string) => desk.sessions.inAccount({ role: 'producer', accountId, actor: 'meshdesk' });
  const databases = growingLists<string>({
    freshMs: FRESH_MS,
    now: desk.now,
    async read(accountId, found) {
      const { glueDatabasePages } = await import('../aws/catalog.ts');
      for await (const page of glueDatabasePages(await session(accountId), accountId)) found(page.flatMap(ownName));
    },
  });
  const tables = growingLists<SourceTable>({
    freshMs: FRESH_MS,
    now: desk.now,
    async read(key, found) {
      const { asCatalogTable, glueTablePages } = await import('../aws/catalog.ts');
      const [accountId = '', databaseName = ''] = JSON.parse(key) as string[];
      for await (const page of glueTablePages(await session(accountId), accountId, databaseName)) {
        found(page.map((table) => ({ Name: table.Name ?? '', kind: asCatalogTable(table).kind })));
      }
    },
  });
  return {
    databases: (accountId) => databases.of(accountId),
    tables: (accountId, databaseName) => tables.of(JSON.stringify([accountId, databaseName])),
  };
}

/** The name of a database that is the account's own. */
function ownName({ Name, TargetDatabase }: Database): string[] {
  return Name === undefined || TargetDatabase ? [] : [Name];
}
