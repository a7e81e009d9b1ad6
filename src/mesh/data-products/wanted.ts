import type { GrantItem } from '../aws/grants.ts';
import { locationItem, tableItem } from '../aws/held.ts';
import { ledgerOf } from '../ledger.ts';
import { type GrantEntry, missing, type TablePermission } from '../plan.ts';
import type { Present } from './preparation.ts';
import type { Offer, Room } from './room.ts';
import { missingTags, type Tagging } from './tags.ts';

/** What the producer holds on its tables in the mesh, with grant option (aws-data-mesh-utils, `_create_mesh_table`). */
const PRODUCERS: TablePermission[] = ['ALTER', 'DELETE', 'DESCRIBE', 'INSERT', 'SELECT'];
/** What a crawler needs to write a table's columns and partitions. */
const CRAWLERS: TablePermission[] = ['ALTER', 'DESCRIBE', 'INSERT', 'SELECT'];

/** What principals lack on the table's location. */
export function placeGrants({ meshAccountId }: Room, present: Present, { place }: Offer): GrantItem[] {
  if (place === null) return [];
  return [...present.locations].flatMap(([principal, granted]) =>
    granted.has(place.arn) ? [] : [locationItem(meshAccountId, principal, place.arn)],
  );
}

/** What principals lack on the table. */
export function tableGrants(room: Room, present: Present, { name }: Offer): GrantItem[] {
  const { order, meshAccountId } = room;
  return [...present.held].flatMap(([principal, held]) =>
    missing(ledgerOf([grantTo(room, principal, name)]), held).map((entry) =>
      tableItem(meshAccountId, principal, order.meshDatabaseName, entry),
    ),
  );
}

/** What the table and its columns lack of LF-tags. */
export function lackingTags({ order, meshAccountId }: Room, present: Present, { name }: Offer): Tagging[] {
  const tags = present.tags.get(name);
  const table = { CatalogId: meshAccountId, DatabaseName: order.meshDatabaseName, Name: name };
  return tags ? missingTags(table, tags.wanted, tags.has) : [];
}

/** What a principal is to hold on a shared table. */
export function grantTo({ accountId, principals }: Room, principal: string, table: string): GrantEntry {
  if (principal === accountId) return { table, permissions: PRODUCERS, grantable: PRODUCERS };
  const permissions: TablePermission[] = principal === principals.crawler ? CRAWLERS : ['DESCRIBE'];
  return { table, permissions, grantable: [] };
}
