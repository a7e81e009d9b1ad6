import type { TableOutlook } from './plan.ts';

/** LF-tag keys by which data owners mark what is sensitive; there is no standard, these are the usual ones. */
const KEYS = /^(sensitivity|classification|confidentiality|data_?class(ification)?|pii|phi|gdpr|personal_?data)$/i;
const HARMLESS = /^(public|open|internal|none|no|false|low|non-?sensitive|non-?pii)$/i;

export interface SensitiveColumn {
  name: string;
  /** The tags that say so, as `key=value`. */
  because: string[];
}

/** Columns that their LF-tags mark as sensitive; a column has its table's tags, save those keys that it has itself. */
export function sensitiveColumns(table: Pick<TableOutlook, 'columns' | 'tags'>): SensitiveColumn[] {
  return table.columns
    .map(({ name, tags }) => ({ name, because: marks({ ...table.tags, ...tags }) }))
    .filter(({ because }) => because.length > 0);
}

function marks(tags: Record<string, string[]>): string[] {
  return Object.entries(tags)
    .filter(([key]) => KEYS.test(key))
    .flatMap(([key, values]) => values.filter((value) => !HARMLESS.test(value)).map((value) => `${key}=${value}`));
}
