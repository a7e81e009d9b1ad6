import type { Table } from '@aws-sdk/client-glue';
import { asCatalogTable, glueTables } from '../aws/catalog.ts';
import type { MeshSession } from '../aws/sessions.ts';
import { MeshError } from '../errors.ts';
import { compilePattern } from '../pattern.ts';
import type { ProductOrder } from './parameters.ts';

/** A table that cannot be shared, and why. */
export interface Refused {
  name: string;
  reason: 'view' | 'resource-link';
}

/** What an order means of a database. */
export interface Chosen {
  tables: Table[];
  refused: Refused[];
  /** Names that were meant, and that no table bears any more. */
  gone: string[];
}

/**
 * The tables of a database of the session's account that an order means: those that it has `meant` before, or else a table of
 * the very name that it gives, or all whose whole names match. Throws DatabaseNotFound, InvalidParameter when it means none.
 */
export async function chooseTables(
  session: MeshSession,
  databaseName: string,
  { tableNameRegex: pattern, meant }: Pick<ProductOrder, 'tableNameRegex' | 'meant'>,
): Promise<Chosen> {
  const { accountId } = session;
  const all = await glueTables(session, accountId, databaseName);
  if (all === undefined) throw new MeshError('DatabaseNotFound', { accountId, databaseName });
  if (meant !== undefined) {
    const names = new Set(all.map(({ Name }) => Name));
    const still = all.filter(({ Name = '' }) => meant.includes(Name));
    return { ...sorted(still), gone: meant.filter((name) => !names.has(name)) };
  }
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
  return { ...sorted(chosen), gone: [] };
}

function sorted(chosen: readonly Table[]): Pick<Chosen, 'tables' | 'refused'> {
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
