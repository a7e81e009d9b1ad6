import type { Table } from '@aws-sdk/client-glue';
import pLimit from 'p-limit';
import type { GrantFailure } from '../aws/grants.ts';
import { tagsOf } from '../aws/tags.ts';
import { chunked } from '../canonical.ts';
import type { MeshDesk } from '../desk.ts';
import { chooseTables, type Refused } from './choice.ts';
import { ensureCrawler } from './crawler.ts';
import { type Found, foundOf } from './found.ts';
import { s3Place } from './locations.ts';
import { checkedOrder, type ProductOrder, type ProductParameters } from './parameters.ts';
import { prepare } from './preparation.ts';
import { Failures, type Offer, openRoom, type Room } from './room.ts';
import { productTags } from './tags.ts';
import { verifyShares } from './verification.ts';
import { type Changes, shareTables } from './wave.ts';

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
  /** Called as each table is refused, shared or failed, and again when reading back tells otherwise. */
  onTable?: (result: ProductTable) => Promise<void> | void;
}

/** Tables that are worked on together: so many fill a batch of grants. */
const TABLES_A_WAVE = 20;
/** So many waves keep all calls busy that may be under way at once, while one of them waits for its grants. */
const WAVES_AT_ONCE = 4;
/** Pages of partitions in memory at once, over all tables. */
const PAGES_AT_ONCE = 16;

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
  const room = await openRoom(desk, who, order);
  const { tables, refused } = await chooseTables(room.producer, order.sourceDatabaseName, order.tableNameRegex);
  const results = new Map<string, ProductTable>();
  const tell = async (result: ProductTable) => {
    results.set(result.SourceTable, result);
    await hooks.onTable?.(result);
  };
  for (const table of refused) await tell(refusal(table));
  if (tables.length > 0) await share(room, tables, tell, hooks);
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

async function share(
  room: Room,
  tables: readonly Table[],
  tell: (result: ProductTable) => Promise<void>,
  { onFound }: ProductHooks,
): Promise<void> {
  const offers = await Promise.all(tables.map((table) => offerOf(room, table)));
  const failures = new Failures();
  const present = await prepare(room, offers, failures);
  await onFound?.(foundOf(room, present, offers));
  const [waves, pages] = [pLimit(WAVES_AT_ONCE), pLimit(PAGES_AT_ONCE)];
  await Promise.all(
    chunked(offers, TABLES_A_WAVE).map((wave) =>
      waves(async () => {
        const changes = await shareTables(room, present, wave, failures, pages);
        for (const offer of wave) await tell(resultOf(offer, changes, failures));
      }),
    ),
  );
  const shared = failures.without(offers);
  await verifyShares(room, shared, failures);
  for (const offer of shared) {
    const failure = failures.of(offer.name);
    if (failure) await tell(failed(offer.name, failure));
  }
}

async function offerOf({ order, producer, accountId }: Room, table: Table): Promise<Offer> {
  const name = table.Name ?? '';
  const source = await tagsOf(producer, accountId, order.sourceDatabaseName, name);
  return {
    name,
    table,
    link: `${name}${order.suffix}`,
    place: s3Place(table.StorageDescriptor?.Location),
    tags: productTags(source, order),
  };
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

function resultOf(offer: Offer, { states, notes }: Changes, failures: Failures): ProductTable {
  const failure = failures.of(offer.name);
  if (failure) return failed(offer.name, failure);
  const Notes = notes.get(offer.name) ?? [];
  return {
    SourceTable: offer.name,
    LinkTable: offer.link,
    State: states.get(offer.name) ?? 'unchanged',
    ...(Notes.length > 0 && { Notes }),
  };
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
