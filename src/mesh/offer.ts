import type { Outlook, TableOutlook } from './plan.ts';
import { type SensitiveColumn, sensitiveColumns } from './sensitivity.ts';

/** What an approver may choose from: the tables that a request comes to, with their columns. */
export interface Offer {
  tables: OfferedTable[];
  /** How many columns are sensitive. */
  sensitive: number;
  /** Whether these are more than can be listed one by one: then they are left out as a whole, or not. */
  sensitiveAsWhole: boolean;
}

export interface OfferedTable {
  name: string;
  columns: Pick<TableOutlook['columns'][number], 'name' | 'type'>[];
  sensitive: SensitiveColumn[];
}

/** So many columns can be listed (Slack preselects no more), and so many bytes of their names. */
const MOST_LISTED = 100;
const MOST_BYTES = 60_000;

/** What an outlook with its LF-tags has to offer. */
export function offerOf({ tables: outlooks }: Pick<Outlook, 'tables'>): Offer {
  const tables = outlooks.map((table) => ({
    name: table.name,
    columns: table.columns.map(({ name, type }) => ({ name, type })),
    sensitive: sensitiveColumns(table),
  }));
  const sensitive = tables.reduce((sum, table) => sum + table.sensitive.length, 0);
  return { tables, sensitive, sensitiveAsWhole: sensitive > MOST_LISTED || bytes(tables) > MOST_BYTES };
}

function bytes(tables: readonly OfferedTable[]): number {
  const names = tables.flatMap((table) => table.sensitive.map(({ name }) => [table.name, name]));
  return Buffer.byteLength(JSON.stringify(names));
}
