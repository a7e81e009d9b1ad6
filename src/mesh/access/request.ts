import { createHash } from 'node:crypto';
import * as z from 'zod';
import { catalogTables } from '../aws/catalog.ts';
import { awsCodeOf } from '../aws/failures.ts';
import type { MeshSession } from '../aws/sessions.ts';
import { canonical } from '../canonical.ts';
import type { MeshDesk } from '../desk.ts';
import { MeshError } from '../errors.ts';
import { accountIdInput, checked, glueName, noteInput, permissionList } from '../input.ts';
import { tablePattern } from '../pattern.ts';
import { type CatalogTable, resolveTables } from '../resolve.ts';
import { type SubscriptionStore, subscriptionStore } from '../stores/subscriptions.ts';
import { isOpen, type Subscription } from '../subscription.ts';
import { meshTime } from '../time.ts';

/** What a consumer asks for, with the names of the original (`request_access_to_product`). */
export interface AccessParameters {
  ownerAccountId: string;
  /** The database in the mesh. */
  databaseName: string;
  /** Names or RE2 expressions; absent: the whole database. */
  tables?: string | readonly string[];
  requestPermissions: string | readonly string[];
  /** Why; joins the record's notes. */
  notes?: string;
}

/** What came of it. */
export interface RequestedAccess {
  subscription: Subscription;
  /** An open request for the same stood already, and this is it. */
  existing: boolean;
}

/** Told of how it goes. */
export interface RequestHooks {
  /** Before a record is written; another may be there already. */
  beforeCreation?: (request: Subscription) => Promise<void>;
}

const ONE_TABLE = 'at least one table name or expression; left out, the whole database is meant';
const listed = <T>(value: T | readonly T[]): readonly T[] => (Array.isArray(value) ? value : [value as T]);

const schema = z.strictObject({
  ownerAccountId: accountIdInput,
  databaseName: glueName,
  tables: z.preprocess(
    (value) => (value === undefined ? undefined : listed(value)),
    z.array(tablePattern, ONE_TABLE).min(1, ONE_TABLE).optional(),
  ),
  requestPermissions: z.preprocess(listed, permissionList),
  notes: noteInput.optional(),
});

type Asked = z.output<typeof schema>;

/**
 * Asks for access on behalf of a consumer's account. An identical request that is open is answered with the one there is, also
 * when two are made at the same time. What can be seen of the catalog is checked; what cannot is the owner's to decide.
 * Throws InvalidParameter, DatabaseNotFound, AccountUnreachable.
 */
export async function requestAccess(
  desk: MeshDesk,
  who: { accountId: string; actor: string },
  parameters: AccessParameters,
  hooks: RequestHooks = {},
): Promise<RequestedAccess> {
  const asked = checked('', schema, parameters);
  if (asked.ownerAccountId === who.accountId) {
    const expected = 'an account other than the one that asks';
    throw new MeshError('InvalidParameter', { parameter: 'ownerAccountId', value: who.accountId, expected });
  }
  const session = await desk.sessions.inMesh({ ...who, role: 'consumer' });
  await checkCatalog(desk, session, asked);
  const store = subscriptionStore(session.documents, desk.subscriptionsTable);
  const content = contentOf({ ...asked, subscriber: who.accountId });
  const { open, closed } = await identical(store, who.accountId, content);
  if (open) return { subscription: open, existing: true };
  const item = {
    Status: 'Pending',
    OwnerPrincipal: asked.ownerAccountId,
    SubscriberPrincipal: who.accountId,
    DatabaseName: asked.databaseName,
    ...(asked.tables && { TableName: asked.tables }),
    RequestedGrants: asked.requestPermissions,
    CreationDate: meshTime(desk.now()),
    CreatedBy: session.arn,
    ...(asked.notes !== undefined && { Notes: [asked.notes] }),
  } as const;
  return create(store, { content, closed, item }, hooks);
}

/**
 * The nth identical request always gets the same id: of two that are made at once, one creates it and the other finds it, and
 * an index that lags behind does no harm.
 */
async function create(
  store: SubscriptionStore,
  { content, closed, item }: { content: string; closed: number; item: Omit<Subscription, 'SubscriptionId'> },
  { beforeCreation }: RequestHooks,
): Promise<RequestedAccess> {
  for (let generation = closed; ; generation += 1) {
    const subscription = { SubscriptionId: idOf(content, generation), ...item };
    await beforeCreation?.(subscription);
    if (await store.create(subscription)) return { subscription, existing: false };
    const read = await store.get(subscription.SubscriptionId, { consistent: true });
    if (read?.readable && isOpen(read.subscription)) return { subscription: read.subscription, existing: true };
  }
}

/** Digits of the original's ids (Python's shortuuid): those that cannot be taken for each other. */
const DIGITS = '23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
const ID_LENGTH = 22;

/** In the form of the original's ids: 128 bits in 22 digits. */
function idOf(content: string, generation: number): string {
  const hash = createHash('sha256').update(`${content}\n${generation}`).digest('hex');
  let rest = BigInt(`0x${hash.slice(0, 32)}`);
  let id = '';
  for (const base = BigInt(DIGITS.length); id.length < ID_LENGTH; rest /= base) id = DIGITS[Number(rest % base)] + id;
  return id;
}

/** The same text for the same request, in whatever order its tables and permissions are. */
function contentOf(
  asked: Pick<Asked, 'ownerAccountId' | 'databaseName' | 'tables' | 'requestPermissions'> & { subscriber: string },
) {
  const { ownerAccountId, subscriber, databaseName, tables, requestPermissions } = asked;
  const sorted = (list: readonly string[] | undefined) => list && [...new Set(list)].sort();
  return canonical([ownerAccountId, subscriber, databaseName, sorted(tables) ?? null, sorted(requestPermissions)]);
}

async function identical(store: SubscriptionStore, subscriber: string, content: string) {
  let open: Subscription | undefined;
  let closed = 0;
  for await (const read of store.bySubscriber(subscriber)) {
    if (!read.readable) continue;
    const {
      OwnerPrincipal: ownerAccountId,
      DatabaseName: databaseName,
      TableName,
      RequestedGrants,
    } = read.subscription;
    const known = RequestedGrants.map((permission) => permission.toUpperCase()) as Asked['requestPermissions'];
    const same = contentOf({ ownerAccountId, subscriber, databaseName, tables: TableName, requestPermissions: known });
    if (same !== content) continue;
    if (isOpen(read.subscription)) open ??= read.subscription;
    else closed += 1;
  }
  return { open, closed };
}

/** A database that is not there, or a table that is not the owner's: as far as the consumer may see. */
async function checkCatalog(desk: MeshDesk, session: MeshSession, asked: Asked): Promise<void> {
  const catalog = await visibleTables(desk, session, asked.databaseName);
  if (catalog === null) return;
  const { foreign } = resolveTables(asked.tables, asked.ownerAccountId, asked.databaseName, catalog);
  const [table] = foreign;
  if (!table?.owner) return;
  const expected = `${table.owner}, who owns ${table.name}`;
  throw new MeshError('InvalidParameter', { parameter: 'ownerAccountId', value: asked.ownerAccountId, expected });
}

/** Null: the consumer may see none. */
async function visibleTables(
  desk: MeshDesk,
  session: MeshSession,
  databaseName: string,
): Promise<CatalogTable[] | null> {
  try {
    const tables = await catalogTables(session, desk.meshAccountId, databaseName);
    if (tables) return tables;
  } catch (error) {
    if (awsCodeOf(error) === 'AccessDeniedException') return null;
    throw error;
  }
  throw new MeshError('DatabaseNotFound', { accountId: desk.meshAccountId, databaseName });
}
