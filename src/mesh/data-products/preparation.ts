import type { Table } from '@aws-sdk/client-glue';
import { glueTables } from '../aws/catalog.ts';
import { describeFailure } from '../aws/failures.ts';
import { applyGrants, type GrantFailure } from '../aws/grants.ts';
import { databaseItem, heldBy, locationsOf } from '../aws/held.ts';
import { allowSharing } from '../aws/resource-policy.ts';
import { MeshError } from '../errors.ts';
import { type Ledger, ledgerOf } from '../ledger.ts';
import { allowReading } from './buckets.ts';
import { ensureDatabase, ensureMeshDatabase } from './databases.ts';
import { registeredLocations } from './locations.ts';
import type { Failures, Offer, Room } from './room.ts';
import { defineTags } from './tags.ts';

/** What is there already, so that only what is missing is done. */
export interface Present {
  meshTables: ReadonlyMap<string, Table>;
  links: ReadonlyMap<string, Table>;
  /** ARNs of registered locations; grows as tables are shared. */
  registered: Set<string>;
  /** By principal: what it holds on tables of the mesh database. */
  held: ReadonlyMap<string, Ledger>;
  /** By principal: the locations it may use. */
  locations: ReadonlyMap<string, ReadonlySet<string>>;
}

/**
 * Makes what all tables need: the database on both sides, the bucket policies, the LF-tags' definitions, the producer's
 * rights on the database; and looks at what is there. A bucket whose policy cannot be written fails its tables.
 */
export async function prepare(room: Room, offers: readonly Offer[], failures: Failures): Promise<Present> {
  const { order, producer, mesh, accountId, meshAccountId } = room;
  const name = order.meshDatabaseName;
  const [newInMesh, newForLinks] = await Promise.all([
    ensureMeshDatabase(mesh, name, `Tables of ${accountId}'s database ${order.sourceDatabaseName}.`),
    ensureDatabase(producer, name, 'Links to the tables shared with the data mesh.'),
    allowSharing(mesh),
    defineTags(
      mesh,
      meshAccountId,
      offers.map((offer) => offer.tags),
    ),
    openBuckets(room, offers, failures),
  ]);
  const { onDatabase, ...present } = await lookAround(room, { newInMesh, newForLinks });
  await grantDatabase(room, onDatabase);
  return present;
}

type OnDatabase = ReadonlyMap<string, ReadonlySet<string>>;

/** In a database that is new there is nothing to look for: to share tables of one more database is the most frequent case. */
async function lookAround(
  room: Room,
  { newInMesh, newForLinks }: { newInMesh: boolean; newForLinks: boolean },
): Promise<Present & { onDatabase: OnDatabase }> {
  const { order, producer, mesh, accountId, meshAccountId, principals } = room;
  const name = order.meshDatabaseName;
  const onTables = [
    accountId,
    ...(order.createPublicMetadata ? [principals.readOnly] : []),
    ...optional(principals.crawler),
  ];
  const onPlaces = [principals.admin, ...optional(principals.crawler)];
  const [meshTables, links, registered, held, locations] = await Promise.all([
    newInMesh ? [] : glueTables(mesh, meshAccountId, name),
    newForLinks ? [] : glueTables(producer, accountId, name),
    registeredLocations(mesh),
    newInMesh ? [] : Promise.all(onTables.map((principal) => heldBy(mesh, meshAccountId, principal, name))),
    Promise.all(onPlaces.map((principal) => locationsOf(mesh, meshAccountId, principal))),
  ]);
  const byPrincipal = new Map(onTables.map((principal, index) => [principal, held[index]]));
  return {
    onDatabase: new Map([...byPrincipal].map(([principal, one]) => [principal, one?.onDatabase ?? new Set()])),
    meshTables: byName(meshTables ?? []),
    links: byName(links ?? []),
    registered,
    held: new Map([...byPrincipal].map(([principal, one]) => [principal, ledgerOf(one?.entries ?? [])])),
    locations: new Map(onPlaces.map((principal, index) => [principal, locations[index] ?? new Set()])),
  };
}

/** One policy a bucket, whatever the number of tables in it. */
async function openBuckets(
  { producer, principals }: Room,
  offers: readonly Offer[],
  failures: Failures,
): Promise<void> {
  const byBucket = new Map<string, Offer[]>();
  for (const offer of offers) {
    if (offer.place) byBucket.set(offer.place.bucket, [...(byBucket.get(offer.place.bucket) ?? []), offer]);
  }
  await Promise.all(
    [...byBucket].map(async ([bucket, inside]) => {
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
async function grantDatabase(room: Room, onDatabase: OnDatabase): Promise<void> {
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
  const refused: GrantFailure[] = [];
  await applyGrants(mesh, 'grant', meshAccountId, items, (_item, failure) => {
    if (failure) refused.push(failure);
  });
  const [failure] = refused;
  if (!failure) return;
  throw new MeshError('AwsCallFailed', {
    service: 'LakeFormation',
    operation: 'BatchGrantPermissions',
    awsCode: failure.code,
    awsMessage: `Database ${name}: ${failure.reason}`,
  });
}

const optional = (principal: string | null) => (principal === null ? [] : [principal]);
const byName = (tables: readonly Table[]) => new Map(tables.map((table) => [table.Name ?? '', table]));
