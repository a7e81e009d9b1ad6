import {
  CreateDataCellsFilterCommand,
  DeleteDataCellsFilterCommand,
  GetDataCellsFilterCommand,
} from '@aws-sdk/client-lakeformation';
import type { ColumnChoice, GrantEntry } from '../plan.ts';
import { unless } from './failures.ts';
import type { MeshSession } from './sessions.ts';

/** An entry that stands for a data cells filter. */
export interface FilterEntry extends GrantEntry {
  filter: string;
}

export function isFilterEntry(entry: GrantEntry): entry is FilterEntry {
  return entry.filter !== undefined;
}

/** Makes the filter that an entry names, unless it is there: its name says what is in it. Nothing to do without `rowFilter`. */
export async function createFilter(session: MeshSession, catalogId: string, databaseName: string, entry: FilterEntry) {
  const { rowFilter, columns } = entry;
  if (rowFilter === undefined) return;
  const chosen =
    columns && 'include' in columns
      ? { ColumnNames: columns.include }
      : { ColumnWildcard: columns ? { ExcludedColumnNames: columns.exclude } : {} };
  const TableData = {
    ...nameOf(catalogId, databaseName, entry),
    RowFilter: { FilterExpression: rowFilter },
    ...chosen,
  };
  await unless('AlreadyExistsException', undefined, () =>
    session.lakeFormation.send(new CreateDataCellsFilterCommand({ TableData })),
  );
}

/** Removes the filter that an entry names, if it is there. */
export async function deleteFilter(session: MeshSession, catalogId: string, databaseName: string, entry: FilterEntry) {
  await unless('EntityNotFoundException', undefined, () =>
    session.lakeFormation.send(new DeleteDataCellsFilterCommand(nameOf(catalogId, databaseName, entry))),
  );
}

/** The entry with the rows and columns that its filter leaves; as it is when the filter is gone. */
export async function withFilter(
  session: MeshSession,
  catalogId: string,
  databaseName: string,
  entry: FilterEntry,
): Promise<GrantEntry> {
  const found = await unless('EntityNotFoundException', undefined, () =>
    session.lakeFormation.send(new GetDataCellsFilterCommand(nameOf(catalogId, databaseName, entry))),
  );
  const { RowFilter, ColumnNames, ColumnWildcard } = found?.DataCellsFilter ?? {};
  const exclude = ColumnWildcard?.ExcludedColumnNames ?? [];
  const columns: ColumnChoice | undefined =
    ColumnNames && ColumnNames.length > 0 ? { include: ColumnNames } : exclude.length > 0 ? { exclude } : undefined;
  return {
    ...entry,
    ...(RowFilter?.FilterExpression && { rowFilter: RowFilter.FilterExpression }),
    ...(columns && { columns }),
  };
}

function nameOf(catalogId: string, databaseName: string, { table, filter }: FilterEntry) {
  return { TableCatalogId: catalogId, DatabaseName: databaseName, TableName: table, Name: filter };
}
