import type { Database } from '@aws-sdk/client-glue';
import { asCatalogTable, glueDatabasePages, glueTablePages } from '../aws/catalog.ts';
import type { MeshDesk } from '../desk.ts';
import type { SourceTable } from './source-catalog.ts';

/** Reads which databases a producer has in its own catalog, links left out. Throws AccountUnreachable, AwsCallFailed. */
export async function readDatabases(
  desk: MeshDesk,
  accountId: string,
  found: (names: readonly string[]) => void,
): Promise<void> {
  for await (const page of glueDatabasePages(await sessionIn(desk, accountId), accountId)) found(page.flatMap(ownName));
}

/** Reads which tables such a database has. Throws AccountUnreachable, AwsCallFailed. */
export async function readTables(
  desk: MeshDesk,
  [accountId, databaseName]: [accountId: string, databaseName: string],
  found: (tables: readonly SourceTable[]) => void,
): Promise<void> {
  for await (const page of glueTablePages(await sessionIn(desk, accountId), accountId, databaseName)) {
    found(page.map((table) => ({ Name: table.Name ?? '', kind: asCatalogTable(table).kind })));
  }
}

const sessionIn = (desk: MeshDesk, accountId: string) =>
  desk.sessions.inAccount({ role: 'producer', accountId, actor: 'meshdesk' });

/** The name of a database that is the account's own. */
function ownName({ Name, TargetDatabase }: Database): string[] {
  return Name === undefined || TargetDatabase ? [] : [Name];
}
