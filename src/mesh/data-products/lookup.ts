import type { Table } from '@aws-sdk/client-glue';
import * as z from 'zod';
import { glueTables } from '../aws/catalog.ts';
import type { MeshDesk } from '../desk.ts';
import { MeshError } from '../errors.ts';
import { checked, glueName } from '../input.ts';
import { tablePattern } from '../pattern.ts';
import { matching } from './choice.ts';

/** A table of the mesh. The specification calls its database `Database` in one place and `DatabaseName` in another. */
export interface ProductEntry {
  Database: string;
  DatabaseName: string;
  TableName: string;
  /** In S3; null where the table has none. */
  Location: string | null;
}

const schema = z.strictObject({ databaseName: glueName, tableNameRegex: tablePattern.optional() });

/**
 * Tables of a database of the mesh, by a name or an expression for whole names. The database may be called as in the mesh, or
 * as the producer's own that it was made from. Throws InvalidParameter, DatabaseNotFound, AccountUnreachable.
 */
export async function getDataProduct(
  desk: MeshDesk,
  who: { accountId: string; actor: string },
  parameters: { databaseName: string; tableNameRegex?: string },
): Promise<ProductEntry[]> {
  const { databaseName, tableNameRegex } = checked('', schema, parameters);
  const mesh = await desk.sessions.inMesh({ ...who, role: 'producer' });
  for (const name of [databaseName, `${databaseName}-${who.accountId}`]) {
    const tables = await glueTables(mesh, desk.meshAccountId, name);
    if (tables === undefined) continue;
    const chosen = tableNameRegex === undefined ? tables : matching(tables, tableNameRegex);
    return chosen.map((table) => entryOf(name, table));
  }
  throw new MeshError('DatabaseNotFound', { accountId: desk.meshAccountId, databaseName });
}

function entryOf(databaseName: string, { Name, StorageDescriptor }: Table): ProductEntry {
  return {
    Database: databaseName,
    DatabaseName: databaseName,
    TableName: Name ?? '',
    Location: StorageDescriptor?.Location ?? null,
  };
}
