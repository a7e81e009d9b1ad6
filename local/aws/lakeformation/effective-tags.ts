import type { LakeFormation } from '../state/lake.ts';

/** LF-tags as they apply: a table inherits its database's, a column its table's; what is nearer wins. */
export interface EffectiveTags {
  readonly tags: Map<string, string>;
  readonly columns: Map<string, Map<string, string>>;
}

/** The LF-tags that apply to a database, or to a table of it and to those of its columns that have tags of their own. */
export function effectiveTags(lake: LakeFormation, database: string, table?: string): EffectiveTags {
  const onDatabase = lake.assignments.get(`database/${database}`)?.own ?? new Map<string, string>();
  if (table === undefined) return { tags: new Map(onDatabase), columns: new Map() };
  const onTable = lake.assignments.get(`table/${database}/${table}`);
  const tags = new Map([...onDatabase, ...(onTable?.own ?? [])]);
  const columns = new Map<string, Map<string, string>>();
  for (const [name, own] of onTable?.columns ?? []) columns.set(name, new Map([...tags, ...own]));
  return { tags, columns };
}
