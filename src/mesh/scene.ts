import { catalogTables } from './aws/catalog.ts';
import { isFilterEntry, withFilter } from './aws/filters.ts';
import { type Holdings, heldBy } from './aws/held.ts';
import type { MeshSession } from './aws/sessions.ts';
import type { DecidedGrants } from './decided.ts';
import type { MeshDesk } from './desk.ts';
import { alone, type Join, joined } from './joining.ts';
import { ledgerOf } from './ledger.ts';
import { checkWithinLimits, limitedTables } from './limits.ts';
import type { Order } from './order.ts';
import { grantedToOthers, holderOf, needsIn, type OtherHolding, otherHoldings, recordedTables } from './others.ts';
import { type GrantEntry, type Holder, type LeftOut, type Planned, planGrants, type TableTerms } from './plan.ts';
import { type CatalogTable, type Resolved, resolveTables } from './resolve.ts';
import type { Subscription } from './subscription.ts';
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
  /** Tables of which SELECT was approved elsewhere for a part that is not known. */
  inPart: readonly string[];
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
  const inPart = own?.inPart ?? (order.kind === 'change' && desk.decided ? partlyHeld(held.entries, terms) : []);
  if (order.kind === 'change') keepLimits(own, inPart, ordered, terms);
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
  const touched = new Set(held.entries.map(({ table }) => table).filter((table) => terms.has(table)));
  return {
    tables: resolved.tables.filter((table) => terms.has(table.name)),
    leftOut: [...resolved.leftOut, ...leftOut].sort((a, b) => (a.asked < b.asked ? -1 : 1)),
    foreign: resolved.foreign.filter((table) => isChosen(order, table.name)),
    held,
    needed,
    holders: others.flatMap((other) => holderOf(other, needsIn(catalog ?? [], owner)(other), touched)),
    accompanied: others.length > 0,
    shared:
      options.findShared && held.entries.length > 0
        ? await grantedToOthers(desk, session, subscription, {
            within: heldOf(ledgerOf(planned.target), ledgerOf(held.entries)),
            catalog: catalog ?? [],
          })
        : [],
    inPart,
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
 * record says. A revocation takes both, and all that was asked for where somebody decided elsewhere: the Python library grants
 * and changes that, whatever was chosen of it.
 */
function askedFor(
  subscription: Subscription,
  order: Order,
  own: DecidedGrants | undefined,
): readonly string[] | undefined {
  if (order.kind !== 'change' && order.kind !== 'revoke') return subscription.TableName;
  const more = order.kind === 'revoke' && own?.elsewhere(subscription) ? (subscription.TableName ?? []) : [];
  const { entries = [], left = [] } = own ?? {};
  const namesOf = (list: readonly GrantEntry[]) => [...new Set(list.map(({ table }) => table))];
  if (order.kind === 'change' && entries.length > 0) return namesOf(entries);
  const decided = namesOf([...entries, ...left]);
  const recorded = recordedTables(subscription);
  return decided.length > 0 ? [...decided, ...(recorded ?? []), ...more] : recorded;
}

/** What this very subscription was granted by decisions. */
async function ownGrants(desk: MeshDesk, subscription: Subscription, order: Order): Promise<DecidedGrants | undefined> {
  const { SubscriptionId } = subscription;
  if (desk.decided === undefined || (order.kind !== 'change' && order.kind !== 'revoke')) return undefined;
  return (await desk.decided([SubscriptionId])).get(SubscriptionId);
}

/** With frozen tables, those that the approval did not choose are out already. */
function frozenTerms(order: Order, ordered: OrderedPermissions, resolved: Resolved, frozen?: readonly string[]) {
  if (!frozen || order.kind !== 'approve') return termsOf(order, ordered, resolved.tables);
  const { tables: _chosen, ...rest } = order;
  return termsOf(rest, ordered, resolved.tables, true);
}

/** Of what is held, the tables of which SELECT is on a part. */
function partlyHeld(entries: readonly GrantEntry[], terms: ReadonlyMap<string, unknown>): string[] {
  const inPart = entries.filter(({ table, columns, filter }) => (columns ?? filter) && terms.has(table));
  return [...new Set(inPart.map(({ table }) => table))].sort();
}

/** A change is within what SELECT was approved for. Throws InvalidParameter. */
function keepLimits(
  own: DecidedGrants | undefined,
  unknown: readonly string[],
  ordered: OrderedPermissions,
  terms: Map<string, TableTerms>,
): void {
  const { limits = {}, entries = [] } = own ?? {};
  const approved = limitedTables(limits);
  const limited = new Set([...approved.keys(), ...unknown, ...partlyHeld(entries, terms)]);
  const reads = new Set(entries.flatMap(({ table, permissions }) => (permissions.includes('SELECT') ? [table] : [])));
  checkWithinLimits(ordered.permissions, {
    limited: [...terms.keys()].filter((table) => limited.has(table)),
    unknown: own === undefined ? [] : unknown.filter((table) => !approved.has(table) && !reads.has(table)),
  });
  for (const [table, limit] of approved) {
    const its = terms.get(table);
    if (its !== undefined) terms.set(table, { ...its, approved: limit });
  }
}

function isChosen(order: Order, table: string): boolean {
  return (
    order.kind !== 'approve' || order.tables === undefined || order.tables.some((name) => name.toLowerCase() === table)
  );
}

/** Of its own tables a producer keeps everything, whatever it subscribed to. */
function ownersOwn(tables: readonly CatalogTable[]): GrantEntry[] {
  return tables.map(({ name }) => ({ table: name, permissions: ['ALL'], grantable: ['ALL'] }));
}
