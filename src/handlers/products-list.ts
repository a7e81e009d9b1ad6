import { type ListPage, pageOf } from '../blocks/list.ts';
import type { ListRef } from '../blocks/list-ref.ts';
import { NOTHING } from '../blocks/list-words.ts';
import { databaseLines, LINES_A_PAGE, tableLines } from '../blocks/product-lines.ts';
import { code, type Piece } from '../blocks/rich.ts';
import { MeshError } from '../mesh/errors.ts';
import { databasesOf, labelsOf } from '../mesh/search/find.ts';
import type { MeshTable } from '../mesh/search/mesh-catalog.ts';
import { knownTables } from './asking.ts';
import type { FrontDesk } from './front-desk.ts';
import type { Part } from './part.ts';

/**
 * What the mesh offers, for a full member of the workspace: its databases; with a database its tables, with a name or expression
 * those that it means. Throws InvalidParameter.
 */
export async function products(desk: FrontDesk, part: Part, ref: ListRef): Promise<ListPage> {
  const title = 'Data products';
  if (part.person.standing !== 'member') return { title, lead: NOTHING.products, entries: [] };
  const { tables, whole } = await knownTables(desk, part);
  const nameOf = (accountId: string) => part.directory.get(accountId)?.name ?? accountId;
  const page = await pageFrom(tables, ref, nameOf);
  return whole ? { title, ...page } : { title, ...page, lead: [...(page.lead ?? []), ...UNREAD] };
}

const UNREAD: Piece[] = [' ⏳ The catalog is still being read: this may not be all. Ask again in a moment.'];

async function pageFrom(
  tables: readonly MeshTable[],
  ref: ListRef,
  nameOf: (accountId: string) => string,
): Promise<Omit<ListPage, 'title'>> {
  const [database, ...words] = ref.words;
  if (database === undefined) {
    const databases = databasesOf(tables);
    if (databases.length === 0) return { lead: NOTHING.products, entries: [] };
    const { items, ...turns } = pageOf(databases, ref, LINES_A_PAGE);
    return { entries: [databaseLines(items, nameOf)], ...turns };
  }
  const found = await chosen(tables, database, words.join(' '));
  if (found.length === 0) {
    return { lead: ['Nothing that you may see fits ', code(ref.words.join(' ')), '.'], entries: [] };
  }
  const { items, ...turns } = pageOf(found, ref, LINES_A_PAGE);
  return { entries: [tableLines(items.map((table) => ({ ...table, ...labelsOf([table]) })))], ...turns };
}

/** The database may be called as in the mesh, or as the producer's own that it was made from. */
async function chosen(tables: readonly MeshTable[], database: string, pattern: string): Promise<MeshTable[]> {
  const wanted = database.toLowerCase();
  const inside = tables
    .filter(({ databaseName, owner }) => databaseName === wanted || databaseName === `${wanted}-${owner}`)
    .map((table) => ({ ...table, Name: table.name }))
    .sort((a, b) => (`${a.databaseName}/${a.name}` < `${b.databaseName}/${b.name}` ? -1 : 1));
  if (pattern === '') return inside;
  const [{ matching }, { compilePattern }] = await Promise.all([
    import('../mesh/data-products/choice.ts'),
    import('../mesh/pattern.ts'),
  ]);
  const found = matching(inside, pattern);
  if (found.length === 0 && compilePattern(pattern) === null) {
    const expected = 'a table name or a regular expression (RE2 syntax: no look-around, no back-references)';
    throw new MeshError('InvalidParameter', { parameter: 'The pattern', value: pattern, expected });
  }
  return found;
}
