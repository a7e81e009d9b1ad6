import { catalogTables } from './aws/catalog.ts';
import { isFilterEntry, withFilter } from './aws/filters.ts';
import { type Holdings, heldBy } from './aws/held.ts';
import type { MeshSession } from './aws/sessions.ts';
import type { DecidedGrants } from './decided.ts';
import type { MeshDesk } from './desk.ts';
import { alone, type Join, joined } from './joining.ts';
import { entriesOf, ledgerOf } from './ledger.ts';
import type { Order } from './order.ts';
import { type GrantEntry, type Holder, type LeftOut, type Planned, planGrants, TABLE_PERMISSIONS } from './plan.ts';
import { type CatalogTable, type Resolved, resolveTables } from './resolve.ts';
import { type SubscriptionStore, subscriptionStore } from './stores/subscriptions.ts';
import { isOpen, type Subscription, sessionNameOf } from './subscription.ts';
import { heldOf } from './taking.ts';
import { type OrderedPermissions, permissionsOf, termsOf } from './terms.ts';

/** What an order on a subscription meets in the mesh as it is now. */
export interface Scene {
  /** The tables that the request comes to and the order takes. */
  tables: CatalogTable[];
  leftOut: LeftOut[];
  foreign: CatalogTable[];
  held: Holdings;
  /** What other live subscriptions of the subscriber need in this database: by decision, and with those that are believed. */
  needed: { byDecision: GrantEntry[]; all: GrantEntry[] };
  holders: Holder[];
  /** Whether the subscriber has other subscriptions to this database, on which somebody may decide at the same time. */
  accompanied: boolean;
  /** What an approval is to grant, and others were granted already. */
  shared: GrantEntry[];
  ordered: OrderedPermissions;
  planned: Planned;
}

interface SurveyOptions {
  frozen?: readonly string[] | undefined;
  readFilters?: boolean;
  /** Whether an approval is to know what of it others were granted already. */
  findShared?: boolean;
  join?: Join<unknown>;
}

/**
 * Looks at the mesh for an order: the database's tables, what the subscriber holds, its other subscriptions. Three calls side
 * by side, and one more for each further page. `frozen` takes the place of what the request's names and patterns come to;
 * with `readFilters` the rows and columns of filters that are held are known, at a call each. Throws InvalidParameter.
 */
export async function survey(
  desk: MeshDesk,
  session: MeshSession,
  given: Subscription,
  order: Order,
  options: SurveyOptions = {},
): Promise<Scene> {
  const { frozen, join = alone } = options;
  const ordered = permissionsOf(given, order);
  const own = await ownGrants(desk, given, order);
  // Whom and what a grant is of has been decided: the record can be written over since.
  const { principal, databaseName } = own ?? { principal: given.SubscriberPrincipal, databaseName: given.DatabaseName };
  const subscription = { ...given, SubscriberPrincipal: principal, DatabaseName: databaseName };
  const owner = subscription.OwnerPrincipal;
  const [catalog, held, others] = await Promise.all([
    joined(join, `tables ${databaseName}`, () => catalogTables(session, desk.meshAccountId, databaseName)),
    joined(join, `held ${principal} ${databaseName}`, () =>
      heldBy(session, desk.meshAccountId, principal, databaseName),
    ),
    order.kind === 'approve' ? [] : otherHoldings(desk, session, subscription, order),
  ]);
  const asked = frozen ?? askedFor(subscription, order, own);
  const resolved = resolveTables(asked, owner, databaseName, catalog ?? []);
  const { terms, leftOut } = frozenTerms(order, ordered, resolved, frozen);
  const entries = options.readFilters
    ? await readFilters(desk, session, databaseName, held.entries, terms)
    : held.entries;
  const owners = principal === owner ? ownersOwn(resolved.tables) : [];
  const needsOf = (holding: OtherHolding[]) => [...holding.flatMap(needsIn(catalog ?? [], owner)), ...owners];
  const needed = {
    byDecision: needsOf(others.filter(({ decided }) => decided || desk.decided === undefined)),
    all: needsOf(others.filter(({ decided, believed }) => decided || believed)),
  };
  const planned = planGrants({
    kind: order.kind,
    subscriptionId: subscription.SubscriptionId,
    principal,
    databaseName,
    terms,
    held: entries,
    needed: needed.all,
    ...(own && { own: own.entries }),
  });
  const sharedWith = async ({ target }: Planned): Promise<GrantEntry[]> => {
    const found = await otherHoldings(desk, session, subscription, order);
    const granted = found.flatMap(
      (other) => other.granted ?? (desk.decided === undefined ? needsIn(catalog ?? [], owner)(other) : []),
    );
    return entriesOf(heldOf(ledgerOf(granted), heldOf(ledgerOf(target), ledgerOf(held.entries))));
  };
  const touched = new Set(held.entries.map(({ table }) => table).filter((table) => terms.has(table)));
  return {
    tables: resolved.tables.filter((table) => terms.has(table.name)),
    leftOut: [...resolved.leftOut, ...leftOut].sort((a, b) => (a.asked < b.asked ? -1 : 1)),
    foreign: resolved.foreign.filter((table) => isChosen(order, table.name)),
    held,
    needed,
    holders: others.flatMap((other) => holderOf(other, needsIn(catalog ?? [], owner)(other), touched)),
    accompanied: others.length > 0,
    shared: options.findShared && held.entries.length > 0 ? await sharedWith(planned) : [],
    ordered,
    planned,
  };
}

function readFilters(
  desk: MeshDesk,
  session: MeshSession,
  databaseName: string,
  entries: readonly GrantEntry[],
  terms: ReadonlyMap<string, unknown>,
): Promise<GrantEntry[]> {
  return Promise.all(
    entries.map((entry) =>
      isFilterEntry(entry) && terms.has(entry.table)
        ? withFilter(session, desk.meshAccountId, databaseName, entry)
        : entry,
    ),
  );
}

/**
 * A request is what its names and patterns come to; a grant is the tables that were granted, as it was decided, else as the
 * record says. A revocation takes both.
 */
function askedFor(
  subscription: Subscription,
  order: Order,
  own: DecidedGrants | undefined,
): readonly string[] | undefined {
  if (order.kind !== 'change' && order.kind !== 'revoke') return subscription.TableName;
  const decided = own === undefined ? [] : [...new Set(own.entries.map(({ table }) => table))];
  if (order.kind === 'change' && decided.length > 0) return decided;
  const recorded = recordedTables(subscription);
  return decided.length > 0 ? [...decided, ...(recorded ?? [])] : recorded;
}

function recordedTables({ GrantedTableARNs = [], TableName }: Subscription): readonly string[] | undefined {
  const granted = GrantedTableARNs.map(tableOfArn).filter((name) => name !== null);
  return granted.length > 0 ? granted : TableName;
}

/** What this very subscription was granted by a decision. A change is of the request that was decided on. */
async function ownGrants(desk: MeshDesk, subscription: Subscription, order: Order): Promise<DecidedGrants | undefined> {
  const { SubscriptionId, CreationDate } = subscription;
  if (desk.decided === undefined || (order.kind !== 'change' && order.kind !== 'revoke')) return undefined;
  const own = (await desk.decided([SubscriptionId])).get(SubscriptionId);
  return order.kind === 'change' && own?.requested !== CreationDate ? undefined : own;
}

/** The table's name at the end of `arn:aws:glue:<region>:<account>:table/<database>/<table>`. */
function tableOfArn(arn: string): string | null {
  return /^arn:aws[\w-]*:glue:[^:]*:\d{12}:table\/[^/]+\/([^/]+)$/.exec(arn)?.[1] ?? null;
}

/** With frozen tables, those that the approval did not choose are out already. */
function frozenTerms(order: Order, ordered: OrderedPermissions, resolved: Resolved, frozen?: readonly string[]) {
  if (!frozen || order.kind !== 'approve' || order.tables === undefined)
    return termsOf(order, ordered, resolved.tables);
  const { tables: _chosen, ...rest } = order;
  return termsOf(rest, ordered, resolved.tables);
}

function isChosen(order: Order, table: string): boolean {
  return (
    order.kind !== 'approve' || order.tables === undefined || order.tables.some((name) => name.toLowerCase() === table)
  );
}

/** Another subscription of the same account on the same database that is not over. */
interface OtherHolding {
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

/** Without a table of decisions every record is believed. */
async function otherHoldings(
  desk: MeshDesk,
  session: MeshSession,
  subscription: Subscription,
  order: Order,
): Promise<OtherHolding[]> {
  const store = subscriptionStore(session.documents, desk.subscriptionsTable);
  const ids = await othersOf(store, subscription);
  if (ids.length === 0) return [];
  // Decisions before records: what is settled in between is found in the record.
  const known = await desk.decided?.(ids);
  const records = await store.many(ids);
  const chosen = 'believe' in order ? order.believe : undefined;
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
    const believed = known === undefined || (chosen?.includes(record.SubscriptionId) ?? false);
    return [{ record, ...granted, live: active, believed }];
  });
}

/** Ids of the account's other subscriptions to the database. The index lags behind: of how they stand it tells only what ended long ago. */
async function othersOf(store: SubscriptionStore, subscription: Subscription): Promise<string[]> {
  const ids: string[] = [];
  for await (const read of store.bySubscriber(subscription.SubscriberPrincipal)) {
    if (!read.readable || !isBeside(read.subscription, subscription)) continue;
    const { subscription: other } = read;
    if (other.Status !== 'Deleted' || isOpen(other)) ids.push(other.SubscriptionId);
  }
  return ids;
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
function needsIn(catalog: readonly CatalogTable[], owner: string) {
  return ({ record, decided, live }: OtherHolding): GrantEntry[] => {
    if (!live) return [];
    if (decided) return decided.needs.filter(({ filter }) => filter === undefined);
    const known = (names: readonly string[] | undefined) => TABLE_PERMISSIONS.filter((name) => names?.includes(name));
    const permissions = known([...(record.PermittedGrants ?? record.RequestedGrants), 'DESCRIBE']);
    const grantable = known(record.GrantableGrants);
    const { tables } = resolveTables(recordedTables(record), owner, record.DatabaseName, catalog);
    return tables.map(({ name }) => ({ table: name, permissions, grantable }));
  };
}

/** The other subscription as somebody who takes something from `touched` tables has to see it; nothing if it is on others. */
function holderOf(
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

/** Of its own tables a producer keeps everything, whatever it subscribed to. */
function ownersOwn(tables: readonly CatalogTable[]): GrantEntry[] {
  return tables.map(({ name }) => ({ table: name, permissions: ['ALL'], grantable: ['ALL'] }));
}
