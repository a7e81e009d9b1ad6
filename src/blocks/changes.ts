import type { RichTextBlock } from '@slack/types';
import type { Change, GrantedPart } from '../mesh/granted.ts';
import type { ColumnChoice, Holding, LeftOut } from '../mesh/plan.ts';
import type { SensitiveColumn } from '../mesh/sensitivity.ts';
import { shorten } from './limits.ts';
import { bold, bullets, code, italic, line, listed, type Piece } from './rich.ts';
import { count, permissions, whyLeftOut } from './words.ts';

type Elements = RichTextBlock['elements'];

const SHOWN_GROUPS = 8;
const SHOWN_TABLES = 5;
const SHOWN_COLUMNS = 8;
const SHOWN_LEFT_OUT = 5;

/** Before → after, tables alike together: what is held, what may be passed on, which columns and rows, what is sensitive. */
export function changeList(changes: readonly Change[], sensitive: ReadonlyMap<string, SensitiveColumn[]>): Elements {
  return groups(changes, ({ held, after, tables }) => [
    arrow('holds ', permissions(held.permissions), permissions(after.permissions)),
    ...passing(held, after),
    ...scope(after),
    ...exposed(tables, held, after, sensitive),
  ]);
}

/** What is lost and what is kept. */
export function lossList(changes: readonly Change[]): Elements {
  return groups(changes, ({ held, after }) => {
    const lost = held.permissions.filter((permission) => !after.permissions.includes(permission));
    const kept = after.permissions;
    return [
      lost.length === 0 ? ['loses nothing'] : ['loses ', bold(permissions(lost))],
      ...(kept.length === 0 ? [] : [[`keeps ${permissions(kept)}: granted by other subscriptions too`]]),
    ];
  });
}

/** What was granted, tables alike together. */
export function grantedList(parts: readonly GrantedPart[], mark: string, most: number): Elements {
  return groups(
    parts,
    ({ holding }) => [
      [bold(permissions(holding.permissions))],
      [`may pass on ${permissions(holding.grantable)}`],
      ...scope(holding),
    ],
    mark,
    most,
  );
}

/** What of a request takes no part, and why. */
export function leftOutList(leftOut: readonly LeftOut[], title = 'Left out:', more = 0): Elements {
  if (leftOut.length === 0) return [];
  const told = leftOut.filter(({ unnamed }) => !unnamed);
  const unchosen = told.filter(({ reason }) => reason === 'not-chosen');
  const many = unchosen.length > SHOWN_LEFT_OUT;
  const named = many ? told.filter(({ reason }) => reason !== 'not-chosen') : told;
  const shown = named.slice(0, SHOWN_LEFT_OUT);
  const rest = named.length - shown.length + more;
  return [
    line(bold(title)),
    bullets([
      ...shown.map(({ asked, reason }): Piece[] => ['⚠️ ', code(asked), ` ${whyLeftOut(reason)}`]),
      ...(rest > 0 ? [[`and ${rest.toLocaleString('en-US')} more`]] : []),
      ...untold(leftOut),
      ...(many ? [[`${count(unchosen.length, 'table')} that were not chosen`]] : []),
    ]),
  ];
}

/** Somebody else's tables that nobody named: how many they are. */
export function untold(leftOut: readonly LeftOut[]): Piece[][] {
  const hidden = leftOut.filter(({ unnamed }) => unnamed).length;
  return hidden === 0 ? [] : [[`🔒 ${count(hidden, 'table')} of other owners’`]];
}

function groups<T extends { tables: string[] }>(
  all: readonly T[],
  lines: (group: T) => Piece[][],
  mark = '',
  most = SHOWN_GROUPS,
): Elements {
  const hidden = all.slice(most).reduce((sum, { tables }) => sum + tables.length, 0);
  return [
    ...all
      .slice(0, most)
      .flatMap((group) => [bullets([[...(mark ? [mark] : []), ...names(group.tables)]]), bullets(lines(group), 1)]),
    ...(hidden > 0 ? [bullets([[`and ${count(hidden, 'more table')}`]])] : []),
  ];
}

function names(tables: readonly string[]): Piece[] {
  const shown = tables.slice(0, SHOWN_TABLES).map(code);
  const rest = tables.length - shown.length;
  return rest > 0 ? [...listed(shown, ', '), ` and ${count(rest, 'more table')}`] : listed(shown);
}

function arrow(verb: string, before: string, after: string): Piece[] {
  return before === after ? [`${verb}${before}, as before`] : [`${verb}${before} → `, bold(after)];
}

function passing(held: Holding, after: Holding): Piece[][] {
  if (held.grantable.length + after.grantable.length === 0) return [['may pass on nothing']];
  return [arrow('may pass on ', permissions(held.grantable), permissions(after.grantable))];
}

function scope({ columns, rowFilter }: Holding): Piece[][] {
  return [
    ...(columns === undefined ? [] : [columnWords(columns)]),
    ...(rowFilter === undefined ? [] : [['rows: ', italic(rowFilter)]]),
  ];
}

function columnWords(columns: ColumnChoice): Piece[] {
  const [verb, named] =
    'include' in columns ? ['columns: only ', columns.include] : ['columns: all but ', columns.exclude];
  const shown = named.slice(0, SHOWN_COLUMNS).map(code);
  const rest = named.length - shown.length;
  return [verb, ...(rest > 0 ? [...listed(shown, ', '), ` and ${rest.toLocaleString('en-US')} more`] : listed(shown))];
}

/** Sensitive columns that can be read afterwards, and could not before. */
function exposed(
  tables: readonly string[],
  held: Holding,
  after: Holding,
  sensitive: ReadonlyMap<string, SensitiveColumn[]>,
): Piece[][] {
  const open = tables.flatMap((table) =>
    (sensitive.get(table) ?? []).filter(({ name }) => reads(after, name) && !reads(held, name)),
  );
  if (open.length === 0) return [];
  const shown = open.slice(0, SHOWN_COLUMNS).map(({ name }) => code(name));
  const because = [...new Set(open.flatMap((column) => column.because))].slice(0, 4).join(', ');
  const rest = open.length - shown.length;
  const more = rest > 0 ? ` and ${rest.toLocaleString('en-US')} more` : '';
  return [['🔒 sensitive and readable: ', ...listed(shown, ', '), `${more} (${shorten(because, 150)})`]];
}

function reads({ permissions: held, columns }: Holding, column: string): boolean {
  if (!held.includes('SELECT') && !held.includes('ALL')) return false;
  if (columns === undefined) return true;
  return 'include' in columns ? columns.include.includes(column) : !columns.exclude.includes(column);
}
