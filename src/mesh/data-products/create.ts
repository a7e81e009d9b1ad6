import type { Table } from '@aws-sdk/client-glue';
import pLimit from 'p-limit';
import type { GrantFailure } from '../aws/grants.ts';
import type { MeshDesk } from '../desk.ts';
import { allDone } from './all-done.ts';
import { chooseTables, type Refused } from './choice.ts';
import { ensureCrawler } from './crawler.ts';
import { type Found, foundOf } from './found.ts';
import { GrantBatches } from './grant-batches.ts';
import { Registration, registerLocation, s3Place } from './locations.ts';
import { checkedOrder, type ProductOrder, type ProductParameters } from './parameters.ts';
import { openPages } from './partitions.ts';
import { type Present, prepare } from './preparation.ts';
import { Failures, type Offer, openRoom, type Room } from './room.ts';
import { type Change, type Sharing, shareTable } from './sharing.ts';
import { verifyShares } from './verification.ts';

/** What became of one table. */
export interface ProductTable {
  SourceTable: string;
  /** The resource link in the producer's account; absent where the table was not shared. */
  LinkTable?: string;
  State: 'created' | 'updated' | 'unchanged' | 'refused' | 'failed';
  /** For `refused`: `view` or `resource-link`. For `failed`: AWS's code or the core's. */
  Code?: string;
  Reason?: string;
  /** What a person has to know about it, in sentences. */
  Notes?: string[];
}

export interface CreatedProducts {
  /** The database in the mesh account. */
  DatabaseName: string;
  /** What is shared. */
  Tables: (ProductTable & { LinkTable: string })[];
  /** Views and resource links, and tables that something failed for; running again does the rest. */
  NotShared: ProductTable[];
  /** ARN of the role that reads the tables' locations: the one given, or Lake Formation's service-linked role. */
  LocationRole: string;
  /** Name of the crawler in the mesh account, where there is one. */
  Crawler?: string;
}

export interface ProductHooks {
  /** Called once, before anything is done to a table. */
  onFound?: (found: Found) => Promise<void> | void;
  /** Called before the first partition is written to a table that was in the mesh before. */
  onPartitions?: (table: string) => Promise<void>;
  /** Called as each table is refused, shared or failed, and again when reading back tells otherwise. */
  onTable?: (result: ProductTable) => Promise<void> | void;
}

/** Tables under way at once: more than keep all calls busy while some of them wait for a full batch of grants. */
const TABLES_AT_ONCE = 80;
/** Pages of partitions in memory at once, over all tables: of tables of one page, and of larger ones. */
const PAGES_AT_ONCE = [16, 3] as const;

/**
 * Offers tables of the producer's account as data products: copies their metadata into the mesh, registers and opens their
 * locations, grants them back to the producer and links them there. What is there already stays or is brought up to date, so
 * that running again does what is missing. Throws InvalidParameter, DatabaseNotFound, AccountUnreachable (all before the
 * first write), AwsCallFailed where no table could be shared for it; what concerns one table is in its result.
 */
export async function createDataProducts(
  desk: MeshDesk,
  who: { accountId: string; actor: string },
  parameters: ProductParameters,
  hooks: ProductHooks = {},
): Promise<CreatedProducts> {
  return createFrom(desk, who, checkedOrder(parameters, who.accountId), hooks);
}

/** The same from checked parameters. */
export async function createFrom(
  desk: MeshDesk,
  who: { accountId: string; actor: string },
  order: ProductOrder,
  hooks: ProductHooks,
): Promise<CreatedProducts> {
  const [room, { tables, refused, gone }] = await allDone([openRoom(desk, who, order), choose(desk, who, order)]);
  const results = new Map<string, ProductTable>();
  const tell = async (result: ProductTable) => {
    results.set(result.SourceTable, result);
    await hooks.onTable?.(result);
  };
  for (const result of [...refused.map(refusal), ...gone.map((name) => absence(name, order))]) await tell(result);
  const meant = [...results.keys(), ...tables.map(({ Name = '' }) => Name)];
  if (tables.length > 0) await share(room, tables, meant, { ...hooks, onTable: tell });
  const crawler = await crawl(room, results);
  const all = [...results.values()].sort((a, b) => (a.SourceTable < b.SourceTable ? -1 : 1));
  const isShared = (result: ProductTable): result is ProductTable & { LinkTable: string } =>
    result.LinkTable !== undefined;
  return {
    DatabaseName: order.meshDatabaseName,
    Tables: all.filter(isShared),
    NotShared: all.filter((result) => !isShared(result)),
    LocationRole: room.principals.location,
    ...(crawler !== null && { Crawler: crawler }),
  };
}

/** The tables that are meant, looked up while the mesh account's session is opened. */
async function choose(desk: MeshDesk, who: { accountId: string; actor: string }, order: ProductOrder) {
  const producer = await desk.sessions.inAccount({ ...who, role: 'producer' });
  return chooseTables(producer, order.sourceDatabaseName, order);
}

async function share(
  room: Room,
  tables: readonly Table[],
  meant: string[],
  hooks: ProductHooks & { onTable: (result: ProductTable) => Promise<void> },
): Promise<void> {
  const offers = tables.map((table) => offerOf(room, table));
  const failures = new Failures();
  const { present, ready } = prepare(room, offers, failures);
  const told = new Map<string, ProductTable>();
  const tell = async (result: ProductTable) => {
    told.set(result.SourceTable, result);
    await hooks.onTable(result);
  };
  const shareAll = async () => {
    const found = await present;
    await hooks.onFound?.({ meant, ...foundOf(room, found, offers) });
    const sharing = openSharing(room, found, offers, { ...hooks, ready, failures });
    const few = pLimit(TABLES_AT_ONCE);
    await allDone([
      ...offers.map((offer) => few(async () => tell(resultOf(offer, await shareTable(sharing, offer), failures)))),
      verifyGranted(sharing, offers),
    ]);
  };
  await allDone([ready, shareAll()]);
  for (const { name } of offers) {
    const failure = failures.of(name);
    if (failure && told.get(name)?.State !== 'failed') await tell(failed(name, failure));
  }
}

function openSharing(
  room: Room,
  present: Present,
  offers: readonly Offer[],
  { ready, failures, onPartitions = async () => {} }: Pick<Sharing, 'ready' | 'failures'> & ProductHooks,
): Sharing {
  const names = offers.map(({ name }) => name);
  const arns = offers.flatMap(({ place }) => place?.arn ?? []);
  const register = (arn: string) => registerLocation(room.mesh, arn, room.order.locationRoleArn);
  return {
    ...{ room, present, ready, failures, onPartitions },
    registration: new Registration(arns, present.registered, register),
    onPlaces: new GrantBatches(room, names),
    onTables: new GrantBatches(room, names),
    pages: openPages(...PAGES_AT_ONCE),
  };
}

/** Reads back what was granted, while the tables get their links. */
async function verifyGranted({ room, onTables, failures }: Sharing, offers: readonly Offer[]): Promise<void> {
  const granted = new Set(await onTables.granted());
  await verifyShares(
    room,
    offers.filter(({ name }) => granted.has(name)),
    failures,
  );
}

function offerOf({ order }: Room, table: Table): Offer {
  const name = table.Name ?? '';
  return { name, table, link: `${name}${order.suffix}`, place: s3Place(table.StorageDescriptor?.Location) };
}

function refusal({ name, reason }: Refused): ProductTable {
  const what = reason === 'view' ? 'A view' : 'A resource link';
  return {
    SourceTable: name,
    State: 'refused',
    Code: reason,
    Reason: `${what} cannot be shared as a data product.`,
  };
}

/** A table that was meant and is in the source no longer. */
function absence(name: string, { sourceDatabaseName }: ProductOrder): ProductTable {
  return failed(name, { code: 'TableNotFound', reason: `It is no longer in the database ${sourceDatabaseName}.` });
}

function resultOf({ name, link }: Offer, { state, notes }: Change, failures: Failures): ProductTable {
  const failure = failures.of(name);
  if (failure) return failed(name, failure);
  return { SourceTable: name, LinkTable: link, State: state, ...(notes.length > 0 && { Notes: notes }) };
}

/** The result of a table that something failed for. */
export function failed(SourceTable: string, { code, reason }: GrantFailure): ProductTable {
  return { SourceTable, State: 'failed', Code: code, Reason: reason };
}

async function crawl({ mesh, order }: Room, results: ReadonlyMap<string, ProductTable>): Promise<string | null> {
  const tables = [...results.values()].filter((result) => result.LinkTable).map((result) => result.SourceTable);
  if (order.crawler === null || tables.length === 0) return null;
  return ensureCrawler(mesh, { ...order.crawler, databaseName: order.meshDatabaseName, tables });
}
