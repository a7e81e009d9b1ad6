import type { KnownBlock } from '@slack/types';
import type { SourceTable } from '../mesh/search/source-catalog.ts';
import { bold, bullets, code, line, listed, type Piece, rich } from './rich.ts';
import { count } from './words.ts';

/** What of a source database would be offered. */
export interface SourcePreview {
  /** Null: the pattern is neither a name nor a regular expression. */
  matches: readonly SourceTable[] | null;
  /** How many tables the database has. */
  all: number;
  /** More of the database may still be unread. */
  whole: boolean;
}

const SHOWN_TABLES = 20;
const SHOWN_REFUSED = 5;

/** "12 of 24 tables: …", and what among them cannot be offered. */
export function sourcePreview({ matches, all, whole }: SourcePreview): KnownBlock[] {
  if (matches === null) {
    return [
      rich(line('⚠️ This is neither a table name nor a regular expression (RE2: no look-around, no back-references).')),
    ];
  }
  const offered = matches.filter(({ kind }) => kind === 'table').map(({ Name }) => Name);
  const refused = matches.filter(({ kind }) => kind !== 'table');
  const unread = whole ? '' : ' so far; the catalog is still being read';
  return [
    rich(
      line(
        bold(`Offers ${offered.length.toLocaleString('en-US')} of ${count(all, 'table')}`),
        `${unread}${offered.length > 0 ? ': ' : '.'}`,
        ...names(offered),
      ),
      ...(refused.length === 0 ? [] : [bullets(refusals(refused))]),
    ),
  ];
}

function names(offered: readonly string[]): Piece[] {
  const rest = offered.length - SHOWN_TABLES;
  const shown = listed(offered.slice(0, SHOWN_TABLES).map(code), ', ');
  return rest > 0 ? [...shown, ` and ${rest.toLocaleString('en-US')} more`] : shown;
}

function refusals(refused: readonly SourceTable[]): Piece[][] {
  const rest = refused.length - SHOWN_REFUSED;
  const shown = refused
    .slice(0, SHOWN_REFUSED)
    .map(({ Name, kind }): Piece[] => [
      '⚠️ ',
      code(Name),
      ` is a ${kind === 'view' ? 'view' : 'resource link'} and stays out`,
    ]);
  return rest > 0 ? [...shown, [`and ${rest.toLocaleString('en-US')} more`]] : shown;
}
