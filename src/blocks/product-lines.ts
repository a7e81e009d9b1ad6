import type { KnownBlock } from '@slack/types';
import type { Labels, Product } from '../mesh/search/find.ts';
import type { MeshTable } from '../mesh/search/mesh-catalog.ts';
import { shorten } from './limits.ts';
import { bold, bullets, code, italic, type Piece, rich } from './rich.ts';
import { count } from './words.ts';

/** So many lines are on a page. */
export const LINES_A_PAGE = 20;

/** Databases of the mesh: whose, how many tables, of which domains and products. */
export function databaseLines(
  databases: readonly (Product & Labels)[],
  nameOf: (accountId: string) => string,
): KnownBlock[] {
  return [
    rich(
      bullets(
        databases.map(({ name, owners, tables, ...labels }): Piece[] => [
          code(name),
          ` ${count(tables, 'table')} · `,
          shorten(owners.map(nameOf).join(', '), 150),
          labelWords(labels),
        ]),
      ),
    ),
  ];
}

/** Tables of the mesh: database, name, domain and product, location. */
export function tableLines(tables: readonly (MeshTable & Labels)[]): KnownBlock[] {
  return [
    rich(
      bullets(
        tables.map(({ databaseName, name, location, isPublic, ...labels }): Piece[] => [
          code(databaseName),
          ' ',
          bold(shorten(name, 80)),
          `${labelWords(labels)} · `,
          location === null ? 'no location' : italic(shorten(location, 160)),
          ...(isPublic ? [] : [' · seen by your accounts only']),
        ]),
      ),
    ),
  ];
}

/** " · domain sales · products web shop, stores" */
function labelWords({ domains, products }: Labels): string {
  const words = (one: string, names: readonly string[]) =>
    names.length === 0 ? '' : ` · ${one}${names.length === 1 ? '' : 's'} ${shorten(names.join(', '), 40)}`;
  return `${words('domain', domains)}${words('product', products)}`;
}
