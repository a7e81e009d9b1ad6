import { grouped } from './canonical.ts';
import type { Offer, OfferedTable } from './offer.ts';
import type { Order } from './order.ts';
import { TABLE_PERMISSIONS, type TablePermission } from './permissions.ts';
import { type RowFilterProblem, rowFilterCheck } from './row-filter.ts';
import type { Subscription } from './subscription.ts';

/** What an approver has chosen and typed. */
export interface Choices {
  tables: TableChoice;
  permissions: TablePermission[];
  /** What the subscriber may pass on. */
  grantable: TablePermission[];
  /** Columns to leave out. */
  columns: { table: string; column: string }[];
  /** Whether all that is sensitive is left out, besides `columns`. */
  withoutSensitive: boolean;
  /** A predicate for every table that has none of its own; empty: none. */
  rowFilter: string;
  /** A line for each table: its name, a colon, a predicate. */
  rowFilters: string;
  /** Ids of subscriptions whose records are believed, though nobody approved them in Meshdesk. */
  believe: string[];
  notes: string;
}

export type TableChoice = { which: 'all' } | { which: 'only' | 'except'; names: string[] };

/** What cannot be ordered, and where the approver can put it right. */
export interface Problem {
  at: keyof Choices;
  sentence: string;
}

export type Chosen<K extends Order['kind']> =
  | { order: Extract<Order, { kind: K }>; problems?: never }
  | { order?: never; problems: Problem[] };

/** What is chosen before anybody chooses: as requested, without what is sensitive. */
export function firstApproval({ RequestedGrants }: Subscription, { tables, sensitiveAsWhole }: Offer): Choices {
  const permissions = withDescribe(RequestedGrants);
  const columns = sensitiveAsWhole
    ? []
    : tables.flatMap((table) => table.sensitive.map(({ name }) => ({ table: table.name, column: name })));
  return { ...NOTHING, permissions, grantable: permissions, columns, withoutSensitive: sensitiveAsWhole };
}

/** What is chosen before anybody changes it: as granted. */
export function firstChange({ PermittedGrants, GrantableGrants, RequestedGrants }: Subscription): Choices {
  const permissions = withDescribe(PermittedGrants ?? RequestedGrants);
  return { ...NOTHING, permissions, grantable: known(GrantableGrants ?? []) };
}

const NOTHING: Choices = {
  ...{ tables: { which: 'all' }, permissions: [], grantable: [] },
  ...{ columns: [], withoutSensitive: false, rowFilter: '', rowFilters: '', believe: [], notes: '' },
};

/** DESCRIBE comes with every grant. */
function withDescribe(names: readonly string[]): TablePermission[] {
  return known([...names, 'DESCRIBE']);
}

function known(names: readonly string[]): TablePermission[] {
  return TABLE_PERMISSIONS.filter((permission) => names.includes(permission));
}

/** The approval that the choices come to. Pure; the same choices from the same offer give the same order. */
export function approvalOf(choices: Choices, offer: Offer): Chosen<'approve'> {
  const problems: Problem[] = [];
  const chosen = chosenTables(choices.tables, offer, problems);
  const grants = permissionsOf(choices, problems);
  const columns = columnsOf(choices, chosen, problems);
  const rowFilters = rowFiltersOf(choices, chosen, problems);
  if (problems.length > 0) return { problems };
  const order: Extract<Order, { kind: 'approve' }> = { kind: 'approve', ...grants };
  if (chosen.length < offer.tables.length) order.tables = chosen.map(({ name }) => name);
  if (columns.size > 0) order.columns = Object.fromEntries(columns);
  if (rowFilters.size > 0) order.rowFilters = Object.fromEntries(rowFilters);
  if (choices.notes !== '') order.notes = choices.notes;
  return { order };
}

/** The change of grants that the choices come to; tables, columns and rows stay as they are. */
export function changeOf(choices: Pick<Choices, 'permissions' | 'grantable' | 'believe' | 'notes'>): Chosen<'change'> {
  const problems: Problem[] = [];
  const grants = permissionsOf(choices, problems);
  if (problems.length > 0) return { problems };
  return { order: { kind: 'change', ...grants, ...believing(choices), notes: choices.notes } };
}

/** The end of what is granted. */
export function revocationOf(choices: Pick<Choices, 'believe' | 'notes'>): Extract<Order, { kind: 'revoke' }> {
  return { kind: 'revoke', ...believing(choices), notes: choices.notes };
}

function believing({ believe }: Pick<Choices, 'believe'>): { believe?: string[] } {
  return believe.length > 0 ? { believe } : {};
}

function permissionsOf({ permissions, grantable }: Pick<Choices, 'permissions' | 'grantable'>, problems: Problem[]) {
  if (permissions.length === 0) problems.push({ at: 'permissions', sentence: 'Tick at least one permission.' });
  const granted = new Set<TablePermission>([...permissions, 'DESCRIBE']);
  const beyond = permissions.includes('ALL') ? [] : grantable.filter((permission) => !granted.has(permission));
  if (beyond.length > 0) {
    problems.push({ at: 'grantable', sentence: `${beyond.join(', ')} cannot be passed on without being granted.` });
  }
  return { grantPermissions: [...permissions].sort(), grantablePermissions: [...grantable].sort() };
}

function chosenTables(choice: TableChoice, { tables }: Offer, problems: Problem[]): OfferedTable[] {
  if (choice.which === 'all') return tables;
  const names = new Set(choice.names);
  const gone = choice.names.filter((name) => !tables.some((table) => table.name === name));
  if (gone.length > 0 && choice.which === 'only') {
    problems.push({ at: 'tables', sentence: `${some(gone)} cannot be granted any more: choose without.` });
  }
  const chosen = tables.filter((table) => names.has(table.name) === (choice.which === 'only'));
  if (chosen.length === 0) problems.push({ at: 'tables', sentence: 'Choose at least one table.' });
  return chosen;
}

/** Without SELECT no column is read, and there is nothing to leave out. */
function columnsOf(choices: Choices, chosen: readonly OfferedTable[], problems: Problem[]) {
  const columns = new Map<string, { exclude: string[] }>();
  if (!choices.permissions.includes('SELECT') && !choices.permissions.includes('ALL')) return columns;
  const picked = grouped(choices.columns, ({ table }) => table);
  for (const { name, columns: known, sensitive } of chosen) {
    const names = new Set((picked.get(name) ?? []).map(({ column }) => column));
    if (choices.withoutSensitive) for (const column of sensitive) names.add(column.name);
    const exclude = known.filter((column) => names.has(column.name)).map((column) => column.name);
    if (exclude.length > 0 && exclude.length === known.length) {
      problems.push({ at: 'columns', sentence: `No column of ${name} would be left: leave out the table instead.` });
    }
    if (exclude.length > 0) columns.set(name, { exclude: exclude.sort() });
  }
  if (columns.size > 0 && choices.permissions.includes('ALL')) problems.push({ at: 'columns', ...ALL });
  return columns;
}

const ALL = { sentence: 'ALL reads every column and row. Tick the permissions one by one instead.' };

function rowFiltersOf(choices: Choices, chosen: readonly OfferedTable[], problems: Problem[]): Map<string, string> {
  const filters = singleFilters(choices.rowFilters, chosen, problems);
  const at = choices.rowFilter === '' ? 'rowFilters' : 'rowFilter';
  if (choices.rowFilter !== '') {
    const problemFor = rowFilterCheck(choices.rowFilter);
    let problem: RowFilterProblem | undefined;
    for (const table of chosen.filter(({ name }) => !filters.has(name))) {
      filters.set(table.name, choices.rowFilter);
      problem ??= problemFor(table);
    }
    if (problem !== undefined) problems.push({ at, sentence: `Character ${problem.at}: ${problem.what}.` });
  }
  if (filters.size === 0) return filters;
  if (choices.permissions.includes('ALL')) problems.push({ at, ...ALL });
  else if (!choices.permissions.includes('SELECT')) {
    problems.push({ at, sentence: 'Without SELECT no row is read. Tick SELECT, or clear this.' });
  }
  return filters;
}

/** The predicates of lines like `table: predicate`. */
function singleFilters(lines: string, chosen: readonly OfferedTable[], problems: Problem[]): Map<string, string> {
  const filters = new Map<string, string>();
  const wrong = (sentence: string) => problems.push({ at: 'rowFilters', sentence });
  for (const [at, text] of lines.split('\n').entries()) {
    const line = text.trim();
    if (line === '') continue;
    const table = chosen.find(({ name }) => line.toLowerCase().startsWith(`${name}:`));
    const predicate = table === undefined ? '' : line.slice(table.name.length + 1).trim();
    if (table === undefined || predicate === '') {
      wrong(`Line ${at + 1} has to be the name of a chosen table, a colon and a predicate.`);
      continue;
    }
    if (filters.has(table.name)) wrong(`Line ${at + 1} is a second filter for ${table.name}: join them by AND.`);
    else filters.set(table.name, predicate);
    const problem = rowFilterCheck(predicate)(table);
    const before = [...text.trimEnd().slice(0, -predicate.length)].length;
    if (problem !== undefined) wrong(`Line ${at + 1}, character ${before + problem.at}: ${problem.what}.`);
  }
  return filters;
}

function some(names: readonly string[]): string {
  return names.length > 3 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(' and ');
}
