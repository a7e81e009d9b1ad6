import { describeFailure } from '../aws/failures.ts';
import type { GrantItem } from '../aws/grants.ts';
import { MeshError } from '../errors.ts';
import { allDone } from './all-done.ts';
import { ensureTableLink } from './databases.ts';
import type { GrantBatches } from './grant-batches.ts';
import type { Registration } from './locations.ts';
import { copyPartitions, type Pages } from './partitions.ts';
import type { Present } from './preparation.ts';
import type { Failures, Offer, Room } from './room.ts';
import { notesOn, tableInput, writeTable } from './tables.ts';
import { attachTags } from './tags.ts';
import { lackingTags, placeGrants, tableGrants } from './wanted.ts';

/** What tables have in common on their way into the mesh. */
export interface Sharing {
  room: Room;
  present: Present;
  /** Without it no table can be made. */
  ready: Promise<unknown>;
  registration: Registration;
  /** Grants on locations, and on tables. */
  onPlaces: GrantBatches;
  onTables: GrantBatches;
  pages: Pages;
  failures: Failures;
  /** Called before the first partition is written to a table that was in the mesh before. */
  onPartitions(table: string): Promise<void>;
}

/** What was done to a table, beside what was there. */
export interface Change {
  state: 'created' | 'updated' | 'unchanged';
  /** What a person has to know about it, in sentences. */
  notes: string[];
}

/**
 * Shares a table: its location, its copy with partitions, its grants and LF-tags, its link, each as soon as what it needs is
 * done. What fails for it alone is among the failures, and nothing further is done to it. Throws what `ready` throws.
 */
export async function shareTable(sharing: Sharing, offer: Offer): Promise<Change> {
  const { failures, onPlaces, onTables, ready } = sharing;
  const change: Change = { state: 'unchanged', notes: [] };
  const unlessFailed = async (step: () => Promise<void>) => {
    if (failures.of(offer.name)) return;
    await step().catch((error: unknown) => failures.add(offer.name, describeFailure(error)));
  };
  try {
    await unlessFailed(() => openPlace(sharing, offer, change));
    onPlaces.leave(offer.name);
    await ready;
    await unlessFailed(() => bringOver(sharing, offer, change));
    return change;
  } finally {
    onTables.leave(offer.name);
  }
}

/** The location is registered, and may be used by whoever needs it. */
async function openPlace(sharing: Sharing, offer: Offer, change: Change): Promise<void> {
  const { room, present, registration, onPlaces } = sharing;
  if (offer.place) await registration.of(offer.place.arn);
  await grant(onPlaces, offer, placeGrants(room, present, offer), change);
}

async function bringOver(sharing: Sharing, offer: Offer, change: Change): Promise<void> {
  const { room, present, onTables } = sharing;
  await copy(sharing, offer, change);
  await allDone([grant(onTables, offer, tableGrants(room, present, offer), change), tag(room, present, offer, change)]);
  if (await link(room, present, offer)) touch(change);
}

async function grant(batches: GrantBatches, { name }: Offer, items: readonly GrantItem[], change: Change) {
  await batches.grant(name, items);
  if (items.length > 0) touch(change);
}

async function copy(sharing: Sharing, offer: Offer, change: Change): Promise<void> {
  const { room, present, pages } = sharing;
  const { order, producer, mesh, accountId, meshAccountId } = room;
  const { name, table } = offer;
  const databaseName = order.meshDatabaseName;
  const existing = present.meshTables.get(name);
  if (existing && existing.Owner !== accountId) {
    throw new MeshError('NameTaken', { accountId: meshAccountId, databaseName, tableName: name });
  }
  const writing = writeTable(mesh, databaseName, tableInput(table, accountId), existing);
  const partitions = (table.PartitionKeys ?? []).length > 0 && {
    ...{ isNew: existing === undefined, written: writing, location: table.StorageDescriptor?.Location, pages },
    beforeWriting: async () => existing && sharing.onPartitions(name),
  };
  const [written, copied] = await allDone([
    writing,
    partitions &&
      copyPartitions(
        { session: producer, databaseName: order.sourceDatabaseName, table: name },
        { session: mesh, databaseName, table: name },
        partitions,
      ),
  ]);
  if (written !== 'unchanged') change.state = written;
  if (copied && copied.created + copied.updated > 0) touch(change);
  change.notes = notesOn(offer, copied ? copied.elsewhere : 0);
}

async function tag(room: Room, present: Present, offer: Offer, change: Change): Promise<void> {
  const lacking = lackingTags(room, present, offer);
  await attachTags(room.mesh, lacking);
  if (lacking.length > 0) touch(change);
}

async function link({ producer, meshAccountId, order }: Room, present: Present, offer: Offer): Promise<boolean> {
  if (!order.linked) return false;
  const wanted = { name: offer.link, table: offer.name };
  const existing = present.links.get(offer.link);
  return (await ensureTableLink(producer, meshAccountId, order.meshDatabaseName, wanted, existing)) === 'created';
}

/** What was made counts as created, whatever else is done to it. */
function touch(change: Change): void {
  if (change.state === 'unchanged') change.state = 'updated';
}
