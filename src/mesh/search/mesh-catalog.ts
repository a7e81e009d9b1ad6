import type { Tags } from '../aws/tags.ts';
import type { MeshDesk } from '../desk.ts';
import { type GrowingList, growingLists } from './growing.ts';

/** A table that is offered in the mesh. */
export interface MeshTable {
  databaseName: string;
  name: string;
  /** 12 digits. */
  owner: string;
  location: string | null;
  columns: readonly string[];
  /** With those of its columns. */
  tags: Tags;
  /** Whether everybody in the mesh may see its metadata. */
  isPublic: boolean;
}

/** What the mesh offers, kept for some minutes: reads as nobody in particular, and only reads. */
export interface MeshCatalog {
  all(): GrowingList<MeshTable>;
  /** Something new is offered: it is read anew when it is asked for next. */
  outdate(): void;
}

const FRESH_MS = 5 * 60_000;

/**
 * The mesh catalog as the connected producers see it: `producers` names their accounts, 12 digits each. Views, links and tables
 * without an owner are left out. A list may end in AccountUnreachable, when no producer can be reached, and AwsCallFailed.
 */
export function meshCatalog(desk: MeshDesk, producers: () => Promise<readonly string[]>): MeshCatalog {
  const lists = growingLists<MeshTable>({
    freshMs: FRESH_MS,
    now: desk.now,
    read: async (_key, found) => {
      const { readMesh } = await import('./read-mesh.ts');
      await readMesh(desk, await producers(), found);
    },
  });
  return { all: () => lists.of('mesh'), outdate: () => lists.outdate('mesh') };
}
