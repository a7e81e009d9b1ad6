import { catalogTables } from './aws/catalog.ts';
import { isFilterEntry, withFilter } from './aws/filters.ts';
import { type Holdings, heldBy } from './aws/held.ts';
import type { MeshSession } from './aws/sessions.ts';
import type { MeshDesk } from './desk.ts';
import type { Order } from './order.ts';
import { type GrantEntry, type LeftOut, type Planned, planGrants, TABLE_PERMISSIONS } from './plan.ts';
import { type CatalogTable, type Resolved, resolveTables } from './resolve.ts';
import { subscriptionStore } from './stores/subscriptions.ts';
import type { Subscription } from './subscription.ts';
import { type OrderedPermissions, permissionsOf, termsOf } from './terms.ts';

/** What an order on a subscription meets in the mesh as it is now. */
export interface Scene {
  /** The tables that the request comes to and the order takes. */
  tables: CatalogTable[];
  leftOut: LeftOut[];
  foreign: CatalogTable[];
  held: Holdings;
  /** What other live subscriptions of the subscriber were granted in this database. */
  spared: GrantEntry[];
  /** Whether another live subscription of the subscriber is on this database. */
  sharesDatabase: boolean;
  ordered: OrderedPermissions;
  planned: Planned;
}

/**
 * Looks at the mesh for an order: the database's tables, what the subscriber holds, its other subscriptions. Three calls side
 * by side, and one more for each further page. `frozen` takes the place of what the request's names and patterns come to;
 * with `readFilters` the rows and columns of filters that are held are known, at a call each. Throws InvalidParameter.
 */
export async function survey(
  desk: MeshDesk,
  session: MeshSession,
  subscription: Subscription,
  order: Order,
  options: { frozen?: readonly string[] | undefined; readFilters?: boolean } = {},
): Promise<Scene> {
  const { frozen } = options;
  const { OwnerPrincipal: owner, SubscriberPrincipal: principal, DatabaseName: databaseName } = subscription;
  const ordered = permissionsOf(subscription, order);
  const [catalog, held, others] = await Promise.all([
    catalogTables(session, desk.meshAccountId, databaseName),
    heldBy(session, desk.meshAccountId, principal, databaseName),
    otherSubscriptions(desk, session, subscription),
  ]);
  const asked = frozen ?? askedFor(subscription, order);
  const resolved = resolveTables(asked, owner, databaseName, catalog ?? []);
  const { terms, leftOut } = frozenTerms(order, ordered, resolved, frozen);
  const entries = options.readFilters
    ? await readFilters(desk, session, databaseName, held.entries, terms)
    : held.entries;
  const spared = others.flatMap((other) => grantedTo(other, catalog ?? [], owner));
  if (principal === owner) spared.push(...ownersOwn(resolved.tables));
  const planned = planGrants({
    kind: order.kind,
    subscriptionId: subscription.SubscriptionId,
    principal,
    databaseName,
    terms,
    held: entries,
    spared,
  });
  return {
    tables: resolved.tables.filter((table) => terms.has(table.name)),
    leftOut: [...resolved.leftOut, ...leftOut].sort((a, b) => (a.asked < b.asked ? -1 : 1)),
    foreign: resolved.foreign.filter((table) => isChosen(order, table.name)),
    held,
    spared,
    sharesDatabase: others.length > 0 || principal === owner,
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

/** A request is what its names and patterns come to; a grant is the tables that were granted. */
function askedFor(subscription: Subscription, order: Order): readonly string[] | undefined {
  if (order.kind !== 'change' && order.kind !== 'revoke') return subscription.TableName;
  const granted = (subscription.GrantedTableARNs ?? []).map(tableOfArn).filter((name) => name !== null);
  return granted.length > 0 ? granted : subscription.TableName;
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

async function otherSubscriptions(
  desk: MeshDesk,
  session: MeshSession,
  subscription: Subscription,
): Promise<Subscription[]> {
  const store = subscriptionStore(session.documents, desk.subscriptionsTable);
  const others: Subscription[] = [];
  for await (const read of store.bySubscriber(subscription.SubscriberPrincipal, { status: 'Active' })) {
    if (!read.readable) continue;
    const other = read.subscription;
    const elsewhere = other.DatabaseName !== subscription.DatabaseName;
    if (!elsewhere && other.SubscriptionId !== subscription.SubscriptionId) others.push(other);
  }
  return others;
}

/** What a live subscription was granted, as its record says: by table, in no particular columns. */
function grantedTo(other: Subscription, catalog: readonly CatalogTable[], owner: string): GrantEntry[] {
  const known = (names: readonly string[] | undefined) => TABLE_PERMISSIONS.filter((name) => names?.includes(name));
  const permissions = known(other.PermittedGrants ?? other.RequestedGrants);
  const grantable = known(other.GrantableGrants);
  const asked = askedFor(other, { kind: 'revoke', notes: '' });
  const { tables } = resolveTables(asked, owner, other.DatabaseName, catalog);
  return tables.map(({ name }) => ({ table: name, permissions, grantable }));
}

/** Of its own tables a producer keeps everything, whatever it subscribed to. */
function ownersOwn(tables: readonly CatalogTable[]): GrantEntry[] {
  return tables.map(({ name }) => ({ table: name, permissions: ['ALL'], grantable: ['ALL'] }));
}
