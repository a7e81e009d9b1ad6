import type { MeshSession } from './aws/sessions.ts';
import type { DecidedGrants } from './decided.ts';
import type { MeshDesk } from './desk.ts';
import { difference, entriesOf, type Ledger, ledgerOf } from './ledger.ts';
import type { Order } from './order.ts';
import { type GrantEntry, type Holder, TABLE_PERMISSIONS } from './plan.ts';
import { type CatalogTable, resolveTables } from './resolve.ts';
import { subscriptionStore } from './stores/subscriptions.ts';
import { type Subscription, sessionNameOf } from './subscription.ts';
import { heldOf } from './taking.ts';

/** Another subscription of the same account on the same database that is not over. */
export interface OtherHolding {
  record: Subscription;
  /** By Meshdesk's own table. */
  decided?: DecidedGrants;
  /** What it was granted by that table, though that is being revoked. */
  granted?: GrantEntry[];
  /** Whether it is in force, or is being made so. */
  live: boolean;
  /** Whether what the record says is believed, for want of a decision. */
  believed: boolean;
}

/** All of them, as they are now. Without a table of decisions every record is believed. */
export async function otherHoldings(
  desk: MeshDesk,
  session: MeshSession,
  subscription: Subscription,
  order: Order,
): Promise<OtherHolding[]> {
  const ids = await othersOf(desk, session, subscription);
  const chosen = 'believe' in order ? order.believe : undefined;
  return holdingsOf(desk, session, subscription, ids, chosen);
}

/** So many others are looked at first: of hundreds that were granted the same, few tell all that there is to know. */
const FIRST = 25;

/** What of `within` others were granted already: by decision, or without a table of decisions as their records say. */
export async function grantedToOthers(
  desk: MeshDesk,
  session: MeshSession,
  subscription: Subscription,
  { within, catalog }: { within: Ledger; catalog: readonly CatalogTable[] },
): Promise<GrantEntry[]> {
  if (within.size === 0) return [];
  const ids = await othersOf(desk, session, subscription);
  const needs = needsIn(catalog, subscription.OwnerPrincipal);
  const granted: GrantEntry[] = [];
  let found: Ledger = new Map();
  for (const some of [ids.slice(0, FIRST), ids.slice(FIRST)]) {
    const others = await holdingsOf(desk, session, subscription, some);
    granted.push(...others.flatMap((other) => other.granted ?? (desk.decided === undefined ? needs(other) : [])));
    found = heldOf(ledgerOf(granted), within);
    if (difference(within, found).size === 0) break;
  }
  return entriesOf(found);
}

async function holdingsOf(
  desk: MeshDesk,
  session: MeshSession,
  subscription: Subscription,
  ids: readonly string[],
  chosen: readonly string[] = [],
): Promise<OtherHolding[]> {
  if (ids.length === 0) return [];
  // Decisions before records: what is settled in between is found in the record.
  const known = await desk.decided?.(ids);
  const records = await subscriptionStore(session.documents, desk.subscriptionsTable).many(ids);
  return ids.flatMap((id): OtherHolding[] => {
    const read = records.get(id);
    if (!read?.readable || !isBeside(read.subscription, subscription)) return [];
    const { subscription: record } = read;
    const active = record.Status === 'Active';
    const decided = known?.get(record.SubscriptionId);
    const granted = decided && isAbout(decided, record) ? { granted: decided.entries } : {};
    if (decided && granted.granted && decided.needs.length > 0) {
      return [{ record, decided, ...granted, live: active || isUnsettled(decided, record), believed: false }];
    }
    const believed = known === undefined || chosen.includes(record.SubscriptionId);
    return [{ record, ...granted, live: active, believed }];
  });
}

/**
 * Ids of the account's other subscriptions to the database, and of all of them that were decided on of late: the index lags behind,
 * and of how they stand it tells only what ended long ago. With `ended` also of those that are over.
 */
export async function othersOf(
  { subscriptionsTable, claimed }: MeshDesk,
  { documents }: MeshSession,
  { SubscriptionId, SubscriberPrincipal, DatabaseName }: Subscription,
  { ended = false } = {},
): Promise<string[]> {
  const [listed, lately = []] = await Promise.all([
    subscriptionStore(documents, subscriptionsTable).idsOf(SubscriberPrincipal, DatabaseName, { ended }),
    claimed?.(SubscriberPrincipal),
  ]);
  return [...new Set([...listed, ...lately])].filter((id) => id !== SubscriptionId);
}

function isBeside(other: Subscription, { SubscriptionId, SubscriberPrincipal, DatabaseName }: Subscription): boolean {
  const sameDatabase = other.SubscriberPrincipal === SubscriberPrincipal && other.DatabaseName === DatabaseName;
  return sameDatabase && other.SubscriptionId !== SubscriptionId;
}

/** Whether what was decided is the request that the record holds, and what it is about. */
function isAbout({ requested, principal, databaseName }: DecidedGrants, record: Subscription): boolean {
  const { CreationDate, SubscriberPrincipal, DatabaseName } = record;
  return requested === CreationDate && principal === SubscriberPrincipal && databaseName === DatabaseName;
}

/** Whether the record stands as it was seen by what is being carried out: nobody has decided otherwise. */
function isUnsettled({ unsettled }: DecidedGrants, { Status, UpdatedDate }: Subscription): boolean {
  return unsettled?.status === Status && unsettled.updatedDate === (UpdatedDate ?? null);
}

/** What another subscription needs: what was decided; else what its record says, by table and in no particular columns. */
export function needsIn(catalog: readonly CatalogTable[], owner: string) {
  return ({ record, decided, live }: OtherHolding): GrantEntry[] => {
    if (!live) return [];
    if (decided) return decided.needs.filter(({ filter }) => filter === undefined);
    const { permissions, grantable } = recordedPermissions(record);
    const { tables } = resolveTables(recordedTables(record), owner, record.DatabaseName, catalog);
    return tables.map(({ name }) => ({ table: name, permissions, grantable }));
  };
}

function recordedPermissions({ PermittedGrants, RequestedGrants, GrantableGrants }: Subscription) {
  const known = (names: readonly string[] | undefined) => TABLE_PERMISSIONS.filter((name) => names?.includes(name));
  return {
    permissions: known([...(PermittedGrants ?? RequestedGrants), 'DESCRIBE']),
    grantable: known(GrantableGrants),
  };
}

/** What a record lists as granted on these tables; on all of them if it names none. */
export function recordedGrants(record: Subscription, tables: readonly string[]): GrantEntry[] {
  const named = record.GrantedTableARNs?.map(tableOfArn) ?? [];
  return tables
    .filter((table) => named.length === 0 || named.includes(table))
    .map((table) => ({ table, ...recordedPermissions(record) }));
}

/** The other subscription as somebody who takes something from `touched` tables has to see it; nothing if it is on others. */
export function holderOf(
  { record, decided, believed }: OtherHolding,
  entries: readonly GrantEntry[],
  touched: ReadonlySet<string>,
): Holder[] {
  const tables = [...new Set(entries.map(({ table }) => table).filter((table) => touched.has(table)))].sort();
  if (tables.length === 0) return [];
  const { SubscriptionId: subscriptionId, UpdatedBy = record.CreatedBy, UpdatedDate = record.CreationDate } = record;
  const says = { by: sessionNameOf(UpdatedBy), at: UpdatedDate };
  const kept = decided !== undefined || believed;
  return [{ subscriptionId, ...(decided && { decided: { by: decided.by, at: decided.at } }), says, kept, tables }];
}

/** The tables that a record says were granted, else what it asks for. */
export function recordedTables({ GrantedTableARNs = [], TableName }: Subscription): readonly string[] | undefined {
  const granted = GrantedTableARNs.map(tableOfArn).filter((name) => name !== null);
  return granted.length > 0 ? granted : TableName;
}

/** The table's name at the end of `arn:aws:glue:<region>:<account>:table/<database>/<table>`. */
function tableOfArn(arn: string): string | null {
  return /^arn:aws[\w-]*:glue:[^:]*:\d{12}:table\/[^/]+\/([^/]+)$/.exec(arn)?.[1] ?? null;
}
