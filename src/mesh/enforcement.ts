import { setTimeout as delay } from 'node:timers/promises';
import { describeFailure } from './aws/failures.ts';
import { createFilter, deleteFilter, isFilterEntry } from './aws/filters.ts';
import { applyGrants, backoff, type GrantFailure, type GrantItem } from './aws/grants.ts';
import { databaseItem, type Holdings, heldBy, openToIam, tableItem } from './aws/held.ts';
import { allowSharing, type CatalogPolicy } from './aws/resource-policy.ts';
import type { MeshSession } from './aws/sessions.ts';
import { entriesOf, intersection, ledgerOf } from './ledger.ts';
import type { TableResult } from './order.ts';
import { type GrantEntry, type GrantPlan, missing } from './plan.ts';

/** A plan to be carried out, and what has to be found afterwards. */
export interface Enforcement {
  session: MeshSession;
  meshAccountId: string;
  /** The catalog's resource policy, where it has been looked at. */
  policy?: CatalogPolicy | undefined;
  plan: Omit<GrantPlan, 'hash'>;
  /** Every table that there is to be a result for. */
  tables: readonly string[];
  /** What is to be held afterwards, whether the plan grants it or it was held before. */
  target: readonly GrantEntry[];
  /** DESCRIBE on the database: to be there, not to be there, or no concern of this. */
  database: 'grant' | 'revoke' | 'leave';
  onTable: (result: TableResult) => void;
}

export interface Enforced {
  tables: TableResult[];
  /** What was read back. */
  held: Holdings;
}

/** Whether any table has failed. */
export const hasFailed = ({ tables }: Enforced) => tables.some(({ state }) => state === 'failed');

/** How long grants may take to be listed, in milliseconds. */
const READ_BACK_WITHIN_MS = 15_000;
/** At this reading whatever is missing still is granted or revoked once more. */
const AGAIN_AT_READING = 3;

/**
 * Grants, then revokes, then grants again what goes with too much, then reads back until Lake Formation lists exactly that or time is up. A table with anything refused
 * or missing has failed; the others go on.
 */
export async function carryOut(work: Enforcement): Promise<Enforced> {
  const ledger = resultKeeper(work);
  await apply(work, work.plan, work.database, ledger);
  const held = await readBack(work, ledger);
  if (ledger.anyFailed() && work.plan.grant.length > 0) await explain(work, ledger);
  return { tables: ledger.results(), held };
}

/** Grants, revokes and grants again `entries`, telling `ledger` of each. */
async function apply(
  work: Enforcement,
  entries: Pick<GrantPlan, 'grant' | 'revoke' | 'regrant'>,
  database: Enforcement['database'],
  ledger: ResultKeeper,
): Promise<void> {
  const { session, meshAccountId, plan } = work;
  const { principal, databaseName } = plan;
  const ofDatabase = { ...databaseItem(meshAccountId, principal, databaseName), table: null };
  const items = (list: readonly GrantEntry[]): TableItem[] =>
    list.map((entry) => ({ ...tableItem(meshAccountId, principal, databaseName, entry), table: entry.table }));
  const onResult = (item: TableItem, failure?: GrantFailure) => ledger.note(item.table, failure);

  if (entries.grant.length > 0 || database === 'grant') {
    await allowSharing(session, work.policy);
    const ready = await withFilters(work, entries.grant, ledger);
    const grants = [...(database === 'grant' ? [ofDatabase] : []), ...items(ready)];
    await applyGrants(session, 'grant', meshAccountId, grants, onResult);
  }
  const revocable = entries.revoke.filter((entry) => !ledger.hasFailed(entry.table));
  const revocations = [...items(revocable), ...(database === 'revoke' ? [ofDatabase] : [])];
  await applyGrants(session, 'revoke', meshAccountId, revocations, onResult);
  const again = (entries.regrant ?? []).filter((entry) => !ledger.hasFailed(entry.table));
  await applyGrants(session, 'grant', meshAccountId, items(again), onResult);
  const gone = revocable.filter(isFilterEntry).filter((entry) => !ledger.hasFailed(entry.table));
  await Promise.all(gone.map((entry) => deleteFilter(session, meshAccountId, databaseName, entry)));
}

type TableItem = GrantItem & { table: string | null };

/** The entries whose filters are there now; a filter that is refused fails its table. */
async function withFilters(
  { session, meshAccountId, plan }: Enforcement,
  entries: readonly GrantEntry[],
  ledger: ResultKeeper,
): Promise<GrantEntry[]> {
  await Promise.all(
    entries.filter(isFilterEntry).map(async (entry) => {
      try {
        await createFilter(session, meshAccountId, plan.databaseName, entry);
      } catch (error) {
        ledger.note(entry.table, describeFailure(error));
      }
    }),
  );
  return entries.filter((entry) => !ledger.hasFailed(entry.table));
}

/** Reads until everything is listed as it should be; what is not, in time, has failed. */
async function readBack(work: Enforcement, ledger: ResultKeeper): Promise<Holdings> {
  const { session, meshAccountId, plan } = work;
  const deadline = performance.now() + READ_BACK_WITHIN_MS;
  for (let reading = 1; ; reading += 1) {
    const held = await heldBy(session, meshAccountId, plan.principal, plan.databaseName);
    const open = outstanding(work, held, ledger);
    if (open.tables.size === 0 && open.database === 'leave') return held;
    if (performance.now() > deadline) {
      const failure = {
        code: 'GrantsNotVerified',
        reason: 'Lake Formation does not list what was granted and revoked.',
      };
      if (open.database !== 'leave') ledger.note(null, failure);
      for (const table of open.tables) ledger.note(table, failure);
      return held;
    }
    if (reading === AGAIN_AT_READING) await apply(work, open, open.database, ledger);
    await delay(backoff(reading));
  }
}

/** What is still to be granted and revoked, failed tables left out. */
function outstanding(work: Enforcement, held: Holdings, ledger: ResultKeeper) {
  const alive = (entry: GrantEntry) => !ledger.hasFailed(entry.table);
  const listed = ledgerOf(held.entries);
  const grant = missing(ledgerOf(work.target.filter(alive)), listed);
  const revoke = entriesOf(intersection(ledgerOf(work.plan.revoke.filter(alive)), listed));
  const wrong = work.database !== 'leave' && held.describesDatabase !== (work.database === 'grant');
  const database = wrong && !ledger.hasFailed(null) ? work.database : ('leave' as const);
  return { grant, revoke, database, tables: new Set([...grant, ...revoke].map((entry) => entry.table)) };
}

/** Tells of the reason that Lake Formation's own words do not name: tables that IAMAllowedPrincipals keep open. */
async function explain({ session, meshAccountId, plan }: Enforcement, ledger: ResultKeeper): Promise<void> {
  const open = await openToIam(session, meshAccountId, plan.databaseName);
  for (const table of open) {
    if (!ledger.hasFailed(table)) continue;
    const reason =
      'The group IAMAllowedPrincipals holds permissions on this table; they have to be revoked before it can be shared.';
    ledger.note(table, { code: 'OpenToIamAllowedPrincipals', reason });
  }
}

type ResultKeeper = ReturnType<typeof resultKeeper>;

/** Keeps what became of each table, and tells of it when its last entry is done or one is refused. Null is the database. */
function resultKeeper({ tables, plan, database, onTable }: Enforcement) {
  const failures = new Map<string | null, GrantFailure>();
  const granted = new Set(plan.grant.map((entry) => entry.table));
  const open = new Map<string, number>();
  for (const { table } of [...plan.grant, ...plan.revoke, ...(plan.regrant ?? [])])
    open.set(table, (open.get(table) ?? 0) + 1);

  const resultOf = (table: string): TableResult => {
    const failure = failures.get(table) ?? failures.get(null);
    if (failure) return { table, state: 'failed', code: failure.code, reason: failure.reason };
    if (!open.has(table)) return { table, state: 'unchanged' };
    return { table, state: granted.has(table) ? 'granted' : 'revoked' };
  };
  for (const table of tables) if (!open.has(table) && database === 'leave') onTable(resultOf(table));

  return {
    note(table: string | null, failure?: GrantFailure) {
      if (failure) failures.set(table, failure);
      if (table === null) {
        if (failure) for (const name of tables) onTable(resultOf(name));
        return;
      }
      const left = (open.get(table) ?? 1) - 1;
      open.set(table, left);
      if (failure || left === 0) onTable(resultOf(table));
    },
    hasFailed: (table: string | null) => failures.has(table),
    anyFailed: () => failures.size > 0,
    results: () => tables.map(resultOf),
  };
}
