import type { LimitFunction } from 'p-limit';
import { describeFailure } from '../aws/failures.ts';
import { applyGrants, type GrantItem } from '../aws/grants.ts';
import { locationItem, tableItem } from '../aws/held.ts';
import { tagsOf } from '../aws/tags.ts';
import { MeshError } from '../errors.ts';
import { ledgerOf } from '../ledger.ts';
import { type GrantEntry, missing, type TablePermission } from '../plan.ts';
import { ensureTableLink } from './databases.ts';
import { outermost, registerLocation } from './locations.ts';
import { copyPartitions } from './partitions.ts';
import type { Present } from './preparation.ts';
import type { Failures, Offer, Room } from './room.ts';
import { notesOn, tableInput, writeTable } from './tables.ts';
import { attachTags } from './tags.ts';

/** What the producer holds on its tables in the mesh, with grant option (aws-data-mesh-utils, `_create_mesh_table`). */
const PRODUCERS: TablePermission[] = ['ALTER', 'DELETE', 'DESCRIBE', 'INSERT', 'SELECT'];
/** What a crawler needs to write a table's columns and partitions. */
const CRAWLERS: TablePermission[] = ['ALTER', 'DESCRIBE', 'INSERT', 'SELECT'];

/** What was done to each table, beside what was there. */
export interface Changes {
  states: Map<string, 'created' | 'updated'>;
  /** What a person has to know about a table, in sentences. */
  notes: Map<string, string[]>;
}

/**
 * Shares some tables, step by step side by side: location, table with partitions, grants, tags and link. A table that fails
 * takes no further step; the others go on.
 */
export async function shareTables(
  room: Room,
  present: Present,
  offers: readonly Offer[],
  failures: Failures,
  pages: LimitFunction,
): Promise<Changes> {
  const { states, notes }: Changes = { states: new Map(), notes: new Map() };
  const touched = (offer: Offer) => states.set(offer.name, states.get(offer.name) ?? 'updated');
  const each = (step: (offer: Offer) => Promise<void>) =>
    Promise.all(
      failures.without(offers).map(async (offer) => {
        try {
          await step(offer);
        } catch (error) {
          failures.add(offer.name, describeFailure(error));
        }
      }),
    );

  await registerPlaces(room, present, failures.without(offers), failures);
  await grant(room, placeGrants(room, present, failures.without(offers)), failures, touched);
  await each(async (offer) => {
    const { state, elsewhere } = await copyTable(room, present, offer, pages);
    if (state !== 'unchanged') states.set(offer.name, state);
    notes.set(offer.name, notesOn(offer, elsewhere));
  });
  await grant(room, tableGrants(room, present, failures.without(offers)), failures, touched);
  await each(async (offer) => {
    const [tagged, linked] = await Promise.all([tag(room, present, offer), link(room, present, offer)]);
    if (tagged || linked) touched(offer);
  });
  return { states, notes };
}

async function registerPlaces({ mesh, order }: Room, present: Present, offers: readonly Offer[], failures: Failures) {
  const places = outermost(
    offers.flatMap((offer) => offer.place?.arn ?? []),
    present.registered,
  );
  await Promise.all(
    places.map(async (arn) => {
      try {
        await registerLocation(mesh, arn, order.locationRoleArn);
        present.registered.add(arn);
      } catch (error) {
        for (const { name, place } of offers) {
          if (place?.arn === arn || place?.arn.startsWith(`${arn}/`)) failures.add(name, describeFailure(error));
        }
      }
    }),
  );
}

type OfferItem = GrantItem & { offer: Offer };

/** What principals lack on the tables' locations. */
export function placeGrants({ meshAccountId }: Room, present: Present, offers: readonly Offer[]): OfferItem[] {
  return [...present.locations].flatMap(([principal, granted]) =>
    offers.flatMap((offer) =>
      offer.place && !granted.has(offer.place.arn)
        ? [{ ...locationItem(meshAccountId, principal, offer.place.arn), offer }]
        : [],
    ),
  );
}

/** What principals lack on the tables. */
export function tableGrants(room: Room, present: Present, offers: readonly Offer[]): OfferItem[] {
  const { order, meshAccountId } = room;
  return [...present.held].flatMap(([principal, held]) =>
    offers.flatMap((offer) =>
      missing(ledgerOf([grantTo(room, principal, offer.name)]), held).map((entry) => ({
        ...tableItem(meshAccountId, principal, order.meshDatabaseName, entry),
        offer,
      })),
    ),
  );
}

/** What a principal is to hold on a shared table. */
export function grantTo({ accountId, principals }: Room, principal: string, table: string): GrantEntry {
  if (principal === accountId) return { table, permissions: PRODUCERS, grantable: PRODUCERS };
  const permissions: TablePermission[] = principal === principals.crawler ? CRAWLERS : ['DESCRIBE'];
  return { table, permissions, grantable: [] };
}

async function grant(
  { mesh, meshAccountId }: Room,
  items: OfferItem[],
  failures: Failures,
  touched: (o: Offer) => void,
) {
  await applyGrants(mesh, 'grant', meshAccountId, items, ({ offer }, failure) => {
    if (failure) failures.add(offer.name, failure);
    else touched(offer);
  });
}

async function copyTable(room: Room, present: Present, { name, table }: Offer, pages: LimitFunction) {
  const { order, producer, mesh, accountId } = room;
  const existing = present.meshTables.get(name);
  if (existing && existing.Owner !== accountId) {
    throw new MeshError('NameTaken', {
      accountId: room.meshAccountId,
      databaseName: order.meshDatabaseName,
      tableName: name,
    });
  }
  const written = await writeTable(mesh, order.meshDatabaseName, tableInput(table, accountId), existing);
  if ((table.PartitionKeys ?? []).length === 0) return { state: written, elsewhere: 0 };
  const copied = await copyPartitions(
    { session: producer, databaseName: order.sourceDatabaseName, table: name },
    { session: mesh, databaseName: order.meshDatabaseName, table: name },
    { isNew: written === 'created', location: table.StorageDescriptor?.Location, pages },
  );
  const state = written === 'unchanged' && copied.created + copied.updated > 0 ? 'updated' : written;
  return { state, elsewhere: copied.elsewhere };
}

async function tag({ mesh, meshAccountId, order }: Room, present: Present, { name, tags }: Offer): Promise<boolean> {
  if (Object.keys(tags.table).length + tags.columns.size === 0) return false;
  const has = present.meshTables.has(name)
    ? await tagsOf(mesh, meshAccountId, order.meshDatabaseName, name)
    : { table: {}, columns: new Map<string, Record<string, string[]>>() };
  const table = { CatalogId: meshAccountId, DatabaseName: order.meshDatabaseName, Name: name };
  return (await attachTags(mesh, table, tags, has)) > 0;
}

async function link({ producer, meshAccountId, order }: Room, present: Present, offer: Offer): Promise<boolean> {
  if (!order.linked) return false;
  const wanted = { name: offer.link, table: offer.name };
  const existing = present.links.get(offer.link);
  return (await ensureTableLink(producer, meshAccountId, order.meshDatabaseName, wanted, existing)) === 'created';
}
