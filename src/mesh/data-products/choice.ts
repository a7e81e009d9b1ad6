import type { Table } from '@aws-sdk/client-glue';
import { asCatalogTable, glueTables } from '../aws/catalog.ts';
import type { MeshSession } from '../aws/sessions.ts';
import { MeshError } from '../errors.ts';
import { compilePattern } from '../pattern.ts';

/** A table that cannot be shared, and why. */
export interface Refused {
  name: string;
  reason: 'view' | 'resource-link';
}

/**
 * The tables of a database of the session's account that a name or pattern means: a table of that very name, or else all
 * whose whole names match. Throws DatabaseNotFound, InvalidParameter when it means none.
 */
export async function chooseTables(
  session: MeshSession,
  databaseName: string,
  pattern: string | undefined,
): Promise<{ tables: Table[]; refused: Refused[] }> {
  const { accountId } = session;
  const all = await glueTables(session, accountId, databaseName);
  if (all === undefined) throw new MeshError('DatabaseNotFound', { accountId, databaseName });
  const chosen = pattern === undefined ? all : matching(all, pattern);
  if (chosen.length === 0) {
    const details =
      pattern === undefined
        ? { parameter: 'sourceDatabaseName', value: databaseName, expected: 'a database with tables in it' }
        : {
            parameter: 'tableNameRegex',
            value: pattern,
            expected: `the name of a table in ${databaseName}, or an expression that matches one`,
          };
    throw new MeshError('InvalidParameter', details);
  }
  const refused: Refused[] = [];
  const tables: Table[] = [];
  for (const table of chosen) {
    const { name, kind } = asCatalogTable(table);
    if (kind === 'table') tables.push(table);
    else refused.push({ name, reason: kind });
  }
  return { tables, refused };
}

/** A table of that very name, or else all tables whose whole names match. */
export function matching<T extends { Name: string | undefined }>(tables: readonly T[], pattern: string): T[] {
  const exact = tables.filter((table) => table.Name === pattern.toLowerCase());
  if (exact.length > 0) return exact;
  const matches = compilePattern(pattern) ?? (() => false);
  return tables.filter((table) => matches(table.Name ?? ''));
}
