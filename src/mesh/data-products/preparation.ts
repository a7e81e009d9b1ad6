import { setImmediate as turn } from 'node:timers/promises';
import type { Table } from '@aws-sdk/client-glue';
import { glueTables } from '../aws/catalog.ts';
import { describeFailure } from '../aws/failures.ts';
import { applyGrants, type GrantFailure } from '../aws/grants.ts';
import { databaseItem, heldBy, locationsOf } from '../aws/held.ts';
import { allowSharing } from '../aws/resource-policy.ts';
import { type TableTags, tagsOf } from '../aws/tags.ts';
import { grouped } from '../canonical.ts';
import { type Ledger, ledgerOf } from '../ledger.ts';
import { allDone } from './all-done.ts';
import { allowReading } from './buckets.ts';
import { ensureDatabase, ensureMeshDatabase } from './databases.ts';
import { refused } from './grant-batches.ts';
import { registeredLocations } from './locations.ts';
import type { Failures, Offer, Room } from './room.ts';
import { defineTags, isTagged, productTags } from './tags.ts';

/** What is there already, so that only what is missing is done. */
export interface Present {
  meshTables: ReadonlyMap<string, Table>;
  links: ReadonlyMap<string, Table>;
  /** ARNs of registered locations. */
  registered: ReadonlySet<string>;
  /** By principal: what it holds on tables of the mesh database. */
  held: ReadonlyMap<string, Ledger>;
  /** By principal: what it holds on the mesh database itself. */
  onDatabase: ReadonlyMap<string, ReadonlySet<string>>;
  /** By principal: the locations it may use. */
  locations: ReadonlyMap<string, ReadonlySet<string>>;
  /** By table: the LF-tags that it is to have in the mesh, and those that it has there. */
  tags: ReadonlyMap<string, { wanted: TableTags; has: TableTags }>;
}

const NO_TAGS: TableTags = { table: {}, columns: new Map() };

/** What all tables need, under way; nothing is done to a table before `present`, and none is made before `ready`. */
export interface Preparation {
  /** Known, and the buckets opened as far as they can be. Throws AwsCallFailed. */
  present: Promise<Present>;
  /** The LF-tags are defined, and the producer may create tables in the database. Throws AwsCallFailed. */
  ready: Promise<unknown>;
}

/**
 * Makes what all tables need: the database on both sides, the bucket policies, the LF-tags' definitions, the producer's
 * rights on the database; and looks at what is there. A bucket whose policy cannot be written, or LF-tags that cannot be read,
 * fail their tables.
 */
export function prepare(room: Room, offers: readonly Offer[], failures: Failures): Preparation {
  const { mesh, meshAccountId } = room;
  const sharing = allowSharing(mesh);
  const opened = openBuckets(room, offers, failures);
  const looked = allDone([lookAround(room, offers, failures), opened]);
  const present = looked.then(([found]) => found);
  const wanted = present.then(({ tags }) => [...tags.values()].map((one) => one.wanted));
  return {
    present,
    ready: allDone([
      allDone([present, sharing]).then(([{ onDatabase }]) => grantDatabase(room, onDatabase)),
      wanted.then((tags) => defineTags(mesh, meshAccountId, tags)),
    ]),
  };
}

/** In a database that is new there is nothing to look for: to share tables of one more database is the most frequent case. */
async function lookAround(room: Room, offers: readonly Offer[], failures: Failures): Promise<Present> {
  const { mesh, meshAccountId, principals } = room;
  const onPlaces = [principals.admin, ...optional(principals.crawler)];
  const [inMesh, links, registered, locations, tags] = await allDone([
    lookInMesh(room),
    lookForLinks(room),
    registeredLocations(mesh),
    allDone(onPlaces.map((principal) => locationsOf(mesh, meshAccountId, principal))),
    // They are many: what others wait for is asked for first.
    turn().then(() => wantedTags(room, offers, failures)),
  ]);
  return {
    ...inMesh,
    links,
    registered,
    locations: new Map(onPlaces.map((principal, index) => [principal, locations[index] ?? new Set()])),
    tags: await presentTags(room, inMesh.meshTables, tags),
  };
}

async function lookInMesh(room: Room): Promise<Pick<Present, 'meshTables' | 'held' | 'onDatabase'>> {
  const { order, mesh, accountId, meshAccountId, principals } = room;
  const name = order.meshDatabaseName;
  const onTables = [
    accountId,
    ...(order.createPublicMetadata ? [principals.readOnly] : []),
    ...optional(principals.crawler),
  ];
  const isNew = await ensureMeshDatabase(mesh, name, `Tables of ${accountId}'s database ${order.sourceDatabaseName}.`);
  const [meshTables, held] = await allDone([
    isNew ? [] : glueTables(mesh, meshAccountId, name),
    isNew ? [] : allDone(onTables.map((principal) => heldBy(mesh, meshAccountId, principal, name))),
  ]);
  return {
    meshTables: byName(meshTables),
    held: new Map(onTables.map((principal, index) => [principal, ledgerOf(held[index]?.entries ?? [])])),
    onDatabase: new Map(onTables.map((principal, index) => [principal, held[index]?.onDatabase ?? new Set()])),
  };
}

async function lookForLinks({ order, producer, accountId }: Room): Promise<Present['links']> {
  const name = order.meshDatabaseName;
  const isNew = await ensureDatabase(producer, name, 'Links to the tables shared with the data mesh.');
  return byName(isNew ? [] : await glueTables(producer, accountId, name));
}

/** What each table is to have; a table whose own cannot be read fails. */
async function wantedTags(
  { order, producer, accountId }: Room,
  offers: readonly Offer[],
  failures: Failures,
): Promise<Map<string, TableTags>> {
  const wanted = new Map<string, TableTags>();
  await Promise.all(
    offers.map(async ({ name }) => {
      try {
        wanted.set(name, productTags(await tagsOf(producer, accountId, order.sourceDatabaseName, name), order));
      } catch (error) {
        failures.add(name, describeFailure(error));
      }
    }),
  );
  return wanted;
}

/** Of a table that is not to have any, nobody asks which it has. */
async function presentTags(
  { order, mesh, meshAccountId }: Room,
  meshTables: Present['meshTables'],
  tags: ReadonlyMap<string, TableTags>,
): Promise<Present['tags']> {
  const both = await allDone(
    [...tags].map(async ([name, wanted]) => {
      const asked = isTagged(wanted) && meshTables.has(name);
      const has = asked ? await tagsOf(mesh, meshAccountId, order.meshDatabaseName, name) : NO_TAGS;
      return [name, { wanted, has }] as const;
    }),
  );
  return new Map(both);
}

/** One policy a bucket, whatever the number of tables in it. */
async function openBuckets(
  { producer, principals }: Room,
  offers: readonly Offer[],
  failures: Failures,
): Promise<void> {
  const inBuckets = offers.filter(({ place }) => place !== null);
  await Promise.all(
    [...grouped(inBuckets, ({ place }) => place?.bucket ?? '')].map(async ([bucket, inside]) => {
      const prefixes = inside.flatMap((offer) => offer.place?.prefix ?? []);
      try {
        await allowReading(producer, { bucket, roleArn: principals.location, prefixes });
      } catch (error) {
        const { code, reason } = describeFailure(error);
        for (const offer of inside) failures.add(offer.name, { code, reason: `Policy of bucket ${bucket}: ${reason}` });
      }
    }),
  );
}

/** The producer may create tables in its part of the mesh; a crawler may see the database. Throws AwsCallFailed. */
async function grantDatabase(room: Room, onDatabase: Present['onDatabase']): Promise<void> {
  const { order, mesh, accountId, meshAccountId, principals } = room;
  const name = order.meshDatabaseName;
  const wanted = [
    { principal: accountId, permissions: ['CREATE_TABLE', 'DESCRIBE'] as const },
    ...optional(principals.crawler).map((principal) => ({ principal, permissions: ['DESCRIBE'] as const })),
  ];
  const items = wanted.flatMap(({ principal, permissions }) => {
    const missing = permissions.filter((permission) => !onDatabase.get(principal)?.has(permission));
    return missing.length > 0 ? [databaseItem(meshAccountId, principal, name, missing)] : [];
  });
  const failures: GrantFailure[] = [];
  await applyGrants(mesh, 'grant', meshAccountId, items, (_item, failure) => {
    if (failure) failures.push(failure);
  });
  const [failure] = failures;
  if (failure) throw refused(failure, `Database ${name}: `);
}

const optional = (principal: string | null) => (principal === null ? [] : [principal]);
const byName = (tables: readonly Table[] = []) => new Map(tables.map((table) => [table.Name ?? '', table]));
