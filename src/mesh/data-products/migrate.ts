import { BatchDeleteTableCommand, type Table } from '@aws-sdk/client-glue';
import { glueTables } from '../aws/catalog.ts';
import { describeFailure } from '../aws/failures.ts';
import type { GrantFailure } from '../aws/grants.ts';
import { chunked } from '../canonical.ts';
import type { MeshDesk } from '../desk.ts';
import { matching } from './choice.ts';
import { type CreatedProducts, createFrom, failed, type ProductHooks, type ProductTable } from './create.ts';
import { ensureTableLink } from './databases.ts';
import { checkedOrder, type ProductParameters } from './parameters.ts';
import { openRoom, type Room } from './room.ts';

/** As for data products; the names in the mesh are those of the source. */
export type MigrationParameters = Omit<ProductParameters, 'exposeDataMeshDbName' | 'exposeTableReferencesWithSuffix'>;

/** Tables a call of BatchDeleteTable. */
const TABLES_A_CALL = 100;

/**
 * Moves tables into the mesh: they are shared as data products under their own names, and once that is read back a link takes
 * the place of each in the producer's database. The data stay where they are. Running again goes on where it was interrupted:
 * a table of the producer's in the mesh that has neither table nor link in its database gets its link. Throws as
 * `createDataProducts`.
 */
export async function migrateTablesToMesh(
  desk: MeshDesk,
  who: { accountId: string; actor: string },
  parameters: MigrationParameters,
  hooks: ProductHooks = {},
): Promise<CreatedProducts> {
  const named = { ...parameters, exposeDataMeshDbName: parameters.sourceDatabaseName };
  const order = { ...checkedOrder(named, who.accountId), suffix: '', linked: false };
  const room = await openRoom(desk, who, order);
  await relink(room);
  const created = await createFrom(desk, who, order, hooks);
  const moved = created.NotShared.filter((result) => result.Code === 'resource-link').map(
    (result) => result.SourceTable,
  );
  const ours = new Set(await linkedTo(room, moved));
  const failures = await replace(
    room,
    created.Tables.map((table) => table.SourceTable),
  );
  const results = [...created.Tables, ...created.NotShared].map((result) => afterwards(result, ours, failures));
  for (const result of results) if (failures.has(result.SourceTable)) await hooks.onTable?.(result);
  const isShared = (result: ProductTable): result is CreatedProducts['Tables'][number] =>
    result.LinkTable !== undefined;
  return { ...created, Tables: results.filter(isShared), NotShared: results.filter((result) => !isShared(result)) };
}

function afterwards(
  result: ProductTable,
  ours: ReadonlySet<string>,
  failures: ReadonlyMap<string, GrantFailure>,
): ProductTable {
  const { SourceTable } = result;
  const failure = failures.get(SourceTable);
  if (failure) return failed(SourceTable, failure);
  return ours.has(SourceTable) ? { SourceTable, LinkTable: SourceTable, State: 'unchanged' } : result;
}

/** What an interrupted run left: owned in the mesh, and nothing of the name in the producer's database. */
async function relink(room: Room): Promise<void> {
  const { order, mesh, producer, accountId, meshAccountId } = room;
  const [inMesh, own] = await Promise.all([
    glueTables(mesh, meshAccountId, order.meshDatabaseName),
    glueTables(producer, accountId, order.sourceDatabaseName),
  ]);
  if (inMesh === undefined || own === undefined) return;
  const known = new Set(own.map((table) => table.Name));
  const meant = order.tableNameRegex === undefined ? inMesh : matching(inMesh, order.tableNameRegex);
  const bare = meant.filter((table) => table.Owner === accountId && !known.has(table.Name));
  await Promise.all(bare.map((table) => linkInPlace(room, table.Name ?? '')));
}

/** Of `names`, those that are links to the tables of the mesh of the same name. */
async function linkedTo(
  { order, producer, accountId, meshAccountId }: Room,
  names: readonly string[],
): Promise<string[]> {
  if (names.length === 0) return [];
  const tables = await glueTables(producer, accountId, order.sourceDatabaseName);
  const isOurs = ({ Name, TargetTable }: Table) =>
    TargetTable?.CatalogId === meshAccountId &&
    TargetTable.DatabaseName === order.meshDatabaseName &&
    TargetTable.Name === Name;
  const links = new Set((tables ?? []).filter(isOurs).map((table) => table.Name));
  return names.filter((name) => links.has(name));
}

/** Removes the tables from the producer's database and puts links in their place. */
async function replace(room: Room, names: readonly string[]): Promise<Map<string, GrantFailure>> {
  const failures = new Map<string, GrantFailure>();
  const { producer, order } = room;
  await Promise.all(
    chunked(names, TABLES_A_CALL).map(async (TablesToDelete) => {
      const { Errors } = await producer.glue.send(
        new BatchDeleteTableCommand({ DatabaseName: order.sourceDatabaseName, TablesToDelete }),
      );
      for (const { TableName = '', ErrorDetail } of Errors ?? []) {
        if (ErrorDetail?.ErrorCode === 'EntityNotFoundException') continue;
        failures.set(TableName, { code: ErrorDetail?.ErrorCode ?? 'Unknown', reason: ErrorDetail?.ErrorMessage ?? '' });
      }
    }),
  );
  await Promise.all(
    names.map(async (name) => {
      if (failures.has(name)) return;
      try {
        await linkInPlace(room, name);
      } catch (error) {
        failures.set(name, describeFailure(error));
      }
    }),
  );
  return failures;
}

async function linkInPlace({ producer, meshAccountId, order }: Room, name: string): Promise<void> {
  await ensureTableLink(producer, meshAccountId, order.meshDatabaseName, { name, table: name }, undefined);
}
