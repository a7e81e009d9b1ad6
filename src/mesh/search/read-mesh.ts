import pLimit from 'p-limit';
import { asCatalogTable, glueDatabasePages, glueTablePages } from '../aws/catalog.ts';
import { describedBy } from '../aws/held.ts';
import type { MeshSession } from '../aws/sessions.ts';
import { type TableTags, type Tags, taggedTables } from '../aws/tags.ts';
import { readOnlyArn } from '../data-products/room.ts';
import type { MeshDesk } from '../desk.ts';
import type { MeshTable } from './mesh-catalog.ts';

const DATABASES_AT_ONCE = 8;

/** Reads the mesh as each of these producers sees it. Throws AccountUnreachable when none can be reached, AwsCallFailed. */
export async function readMesh(
  desk: MeshDesk,
  producers: readonly string[],
  found: (tables: readonly MeshTable[]) => void,
): Promise<void> {
  const read = new Set<string>();
  const sessions = await Promise.allSettled(
    producers.map((accountId) => desk.sessions.inMesh({ role: 'producer', accountId, actor: 'meshdesk' })),
  );
  const open = sessions.flatMap((session) => (session.status === 'fulfilled' ? [session.value] : []));
  const [lost] = sessions.flatMap((session) => (session.status === 'rejected' ? [session.reason] : []));
  if (open.length === 0 && lost !== undefined) throw lost;
  for (const session of open) await readAs(desk, session, read, found);
}

/** What this session sees and no other has read. */
async function readAs(
  desk: MeshDesk,
  session: MeshSession,
  read: Set<string>,
  found: (tables: readonly MeshTable[]) => void,
): Promise<void> {
  const { meshAccountId } = desk;
  const [tags, visible] = await Promise.all([
    taggedTables(session, meshAccountId),
    describedBy(session, meshAccountId, readOnlyArn(meshAccountId)),
  ]);
  const limit = pLimit(DATABASES_AT_ONCE);
  const reading: Promise<void>[] = [];
  for await (const page of glueDatabasePages(session, meshAccountId)) {
    for (const { Name: databaseName, TargetDatabase } of page) {
      if (databaseName === undefined || TargetDatabase || read.has(databaseName)) continue;
      read.add(databaseName);
      reading.push(limit(() => readDatabase(session, meshAccountId, databaseName, { tags, visible }, found)));
    }
  }
  await Promise.all(reading);
}

async function readDatabase(
  session: MeshSession,
  meshAccountId: string,
  databaseName: string,
  { tags, visible }: { tags: ReadonlyMap<string, TableTags>; visible: ReadonlySet<string> },
  found: (tables: readonly MeshTable[]) => void,
): Promise<void> {
  for await (const page of glueTablePages(session, meshAccountId, databaseName)) {
    found(
      page.map(asCatalogTable).flatMap(({ name, owner, kind, location, columns }): MeshTable[] => {
        if (kind !== 'table' || owner === null) return [];
        const key = `${databaseName}/${name}`;
        return [
          {
            ...{ databaseName, name, owner, location },
            columns: columns.map((column) => column.name),
            tags: merged(tags.get(key)),
            isPublic: visible.has(key) || visible.has(`${databaseName}/*`),
          },
        ];
      }),
    );
  }
}

function merged(tags: TableTags | undefined): Tags {
  const all = new Map<string, Set<string>>();
  for (const [key, values] of [tags?.table ?? {}, ...(tags?.columns.values() ?? [])].flatMap(
    Object.entries<string[]>,
  )) {
    const known = all.get(key) ?? new Set();
    for (const value of values) known.add(value);
    all.set(key, known);
  }
  return Object.fromEntries([...all].map(([key, values]) => [key, [...values].sort()]));
}
