import {
  GetResourceLFTagsCommand,
  type LFTagPair,
  paginateListLFTags,
  paginateSearchTablesByLFTags,
  type TaggedTable,
} from '@aws-sdk/client-lakeformation';
import { unless } from './failures.ts';
import type { MeshSession } from './sessions.ts';

/** LF-tags by key. */
export type Tags = Record<string, string[]>;

/** The LF-tags of a table, with those that it has from its database, and those that its columns have of their own. */
export interface TableTags {
  table: Tags;
  columns: ReadonlyMap<string, Tags>;
}

/** One call. A table that is gone, or has no tags, has none. */
export async function tagsOf(
  session: MeshSession,
  catalogId: string,
  databaseName: string,
  table: string,
): Promise<TableTags> {
  const found = await unless('EntityNotFoundException', undefined, () =>
    session.lakeFormation.send(
      new GetResourceLFTagsCommand({
        CatalogId: catalogId,
        Resource: { Table: { CatalogId: catalogId, DatabaseName: databaseName, Name: table } },
      }),
    ),
  );
  return found === undefined ? { table: {}, columns: new Map() } : asTableTags(found);
}

/** Values of a key that one search may name; a key has no more (LFTagValues). */
const VALUES_A_SEARCH = 1000;
/** Tables a page of a search, the most that Lake Formation gives. */
const TABLES_A_PAGE = 100;

/**
 * The LF-tags of every tagged table of a catalog that the session sees, by `database/table`: a call a hundred keys, and one or
 * more for each key and hundred tables.
 */
export async function taggedTables(session: MeshSession, catalogId: string): Promise<Map<string, TableTags>> {
  const tagged = new Map<string, TableTags>();
  const keys = await lfTags(session, catalogId);
  await Promise.all(
    keys.map(async ({ TagKey, TagValues = [] }) => {
      if (TagKey === undefined || TagValues.length === 0) return;
      const expression = [{ TagKey, TagValues: TagValues.slice(0, VALUES_A_SEARCH) }];
      const paged = { client: session.lakeFormation, pageSize: TABLES_A_PAGE };
      const input = { CatalogId: catalogId, Expression: expression };
      for await (const page of paginateSearchTablesByLFTags(paged, input)) {
        for (const table of page.TableList ?? []) {
          tagged.set(`${table.Table?.DatabaseName}/${table.Table?.Name}`, asTableTags(table));
        }
      }
    }),
  );
  return tagged;
}

/** Every key of LF-tags that the session may use, with its values. */
export async function lfTags(session: MeshSession, catalogId: string): Promise<LFTagPair[]> {
  const tags: LFTagPair[] = [];
  const paged = { client: session.lakeFormation };
  for await (const page of paginateListLFTags(paged, { CatalogId: catalogId })) tags.push(...(page.LFTags ?? []));
  return tags;
}

/** A column has of its own what differs from its table. */
function asTableTags(found: Pick<TaggedTable, 'LFTagOnDatabase' | 'LFTagsOnTable' | 'LFTagsOnColumns'>): TableTags {
  const ofTable = { ...asTags(found.LFTagOnDatabase), ...asTags(found.LFTagsOnTable) };
  const columns = (found.LFTagsOnColumns ?? []).map(({ Name, LFTags }) => {
    const own = Object.entries(asTags(LFTags)).filter(([key, values]) => !sameValues(ofTable[key], values));
    return [Name ?? '', Object.fromEntries(own)] as const;
  });
  return { table: ofTable, columns: new Map(columns) };
}

function asTags(pairs: readonly LFTagPair[] | undefined): Tags {
  return Object.fromEntries(
    (pairs ?? []).map(({ TagKey, TagValues }) => [TagKey ?? '', [...(TagValues ?? [])].sort()]),
  );
}

function sameValues(left: readonly string[] | undefined, right: readonly string[]): boolean {
  return left !== undefined && left.length === right.length && right.every((value) => left.includes(value));
}
