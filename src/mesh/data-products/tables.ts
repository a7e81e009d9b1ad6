import { CreateTableCommand, type Table, type TableInput, UpdateTableCommand } from '@aws-sdk/client-glue';
import { unless } from '../aws/failures.ts';
import type { MeshSession } from '../aws/sessions.ts';
import { canonical } from '../canonical.ts';
import type { Offer } from './room.ts';

/** What a table is copied with; whatever else Glue learns to tell is left behind, since its input may not take it. */
const COPIED = [
  'Name',
  'Description',
  'LastAccessTime',
  'LastAnalyzedTime',
  'Retention',
  'StorageDescriptor',
  'PartitionKeys',
  'ViewOriginalText',
  'ViewExpandedText',
  'TableType',
  'Parameters',
] as const satisfies (keyof Table & keyof TableInput)[];

/** A source table as the mesh is to have it: owned by the producer. */
export function tableInput(table: Table, owner: string): TableInput {
  const copied = COPIED.flatMap((key) => (table[key] === undefined ? [] : [[key, table[key]]]));
  return { ...(Object.fromEntries(copied) as Partial<TableInput>), Name: table.Name, Owner: owner };
}

/** Creates the table, or updates it where the source has changed. */
export async function writeTable(
  mesh: MeshSession,
  databaseName: string,
  input: TableInput,
  existing: Table | undefined,
): Promise<'created' | 'updated' | 'unchanged'> {
  if (existing && !differs(input, existing)) return 'unchanged';
  if (!existing) {
    const created = await unless('AlreadyExistsException', undefined, () =>
      mesh.glue.send(new CreateTableCommand({ DatabaseName: databaseName, TableInput: input })),
    );
    if (created) return 'created';
  }
  await mesh.glue.send(new UpdateTableCommand({ DatabaseName: databaseName, TableInput: input }));
  return 'updated';
}

/** Whether more than the times of the last access and analysis differ. */
export function differs(input: TableInput, existing: Table): boolean {
  const content = (table: TableInput) => canonical({ ...table, LastAccessTime: null, LastAnalyzedTime: null });
  return content(input) !== content(tableInput(existing, existing.Owner ?? ''));
}

/** What a person has to know about a copied table, of whose partitions so many are `elsewhere` than the table. */
export function notesOn({ table, place }: Offer, elsewhere: number): string[] {
  const isIceberg = table.Parameters?.table_type?.toUpperCase() === 'ICEBERG';
  return [
    ...(isIceberg
      ? [
          'This is an Iceberg table: its copied metadata_location stays as it is now, until the product is created again.',
        ]
      : []),
    ...(place === null ? ['Its data are not in S3: only its metadata are shared.'] : []),
    ...(elsewhere > 0
      ? [`The data of ${elsewhere} partitions lie outside of the table's location; the mesh cannot read them.`]
      : []),
  ];
}
