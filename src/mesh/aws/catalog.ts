import {
  type Database,
  type Column as GlueColumn,
  paginateGetDatabases,
  paginateGetTables,
  type Table,
} from '@aws-sdk/client-glue';
import type { CatalogTable } from '../resolve.ts';
import { unless } from './failures.ts';
import type { MeshSession } from './sessions.ts';

/** Tables a page of GetTables, the most that Glue gives. */
const TABLES_A_PAGE = 100;
/** Databases a page of GetDatabases, the most that Glue gives. */
const DATABASES_A_PAGE = 100;

/** Every database of a catalog that the session may see, page by page. */
export async function* glueDatabasePages(session: MeshSession, catalogId: string): AsyncGenerator<Database[]> {
  const paged = { client: session.glue, pageSize: DATABASES_A_PAGE };
  for await (const page of paginateGetDatabases(paged, { CatalogId: catalogId })) yield page.DatabaseList ?? [];
}

/** Every table of a database as Glue has it, page by page; undefined when there is no such database. */
export async function glueTables(
  session: MeshSession,
  catalogId: string,
  databaseName: string,
): Promise<Table[] | undefined> {
  return unless('EntityNotFoundException', undefined, async () => {
    const tables: Table[] = [];
    for await (const page of glueTablePages(session, catalogId, databaseName)) tables.push(...page);
    return tables;
  });
}

/** The pages as they come. Throws AwsCallFailed, also when there is no such database. */
export async function* glueTablePages(
  session: MeshSession,
  catalogId: string,
  databaseName: string,
): AsyncGenerator<Table[]> {
  const paged = { client: session.glue, pageSize: TABLES_A_PAGE };
  const input = { CatalogId: catalogId, DatabaseName: databaseName };
  for await (const page of paginateGetTables(paged, input)) yield page.TableList ?? [];
}

/** Every table of a database, in the core's form; undefined when there is no such database. */
export async function catalogTables(
  session: MeshSession,
  catalogId: string,
  databaseName: string,
): Promise<CatalogTable[] | undefined> {
  const tables = await glueTables(session, catalogId, databaseName);
  return tables?.map(asCatalogTable);
}

/** A table of Glue in the core's form. */
export function asCatalogTable(table: Table): CatalogTable {
  return {
    name: table.Name ?? '',
    owner: table.Owner ?? null,
    kind: kindOf(table),
    location: table.StorageDescriptor?.Location ?? null,
    columns: [
      ...(table.StorageDescriptor?.Columns ?? []).map((column) => asColumn(column, false)),
      ...(table.PartitionKeys ?? []).map((column) => asColumn(column, true)),
    ],
  };
}

function kindOf(table: Table): CatalogTable['kind'] {
  if (table.TargetTable) return 'resource-link';
  return table.TableType === 'VIRTUAL_VIEW' || table.IsMultiDialectView ? 'view' : 'table';
}

function asColumn(column: GlueColumn, partition: boolean): CatalogTable['columns'][number] {
  return {
    name: column.Name ?? '',
    type: column.Type ?? '',
    partition,
    ...(column.Comment && { comment: column.Comment }),
  };
}
