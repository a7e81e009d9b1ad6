import type { KnownBlock } from '@slack/types';
import type { Product } from '../mesh/search/find.ts';
import type { MeshTable } from '../mesh/search/mesh-catalog.ts';
import { shorten } from './limits.ts';
import { bold, bullets, code, italic, type Piece, rich } from './rich.ts';
import { count } from './words.ts';

/** So many lines are on a page. */
export const LINES_A_PAGE = 20;

/** Databases of the mesh: whose, how many tables. */
export function databaseLines(databases: readonly Product[], nameOf: (accountId: string) => string): KnownBlock[] {
  return [
    rich(
      bullets(
        databases.map(({ name, owners, tables }): Piece[] => [
          code(name),
          ` ${count(tables, 'table')} · `,
          shorten(owners.map(nameOf).join(', '), 150),
        ]),
      ),
    ),
  ];
}

/** Tables of the mesh: database, name, location. */
export function tableLines(tables: readonly MeshTable[]): KnownBlock[] {
  return [
    rich(
      bullets(
        tables.map(({ databaseName, name, location, isPublic }): Piece[] => [
          code(databaseName),
          ' ',
          bold(shorten(name, 80)),
          ' ',
          location === null ? 'no location' : italic(shorten(location, 200)),
          ...(isPublic ? [] : [' · seen by your accounts only']),
        ]),
      ),
    ),
  ];
}
