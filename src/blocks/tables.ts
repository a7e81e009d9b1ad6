import type { RichTextBlock, RichTextElement } from '@slack/types';
import type { TableResult } from '../mesh/order.ts';
import type { Holding, Outlook, TableOutlook } from '../mesh/plan.ts';
import type { SensitiveColumn } from '../mesh/sensitivity.ts';
import { leftOutList } from './changes.ts';
import { bold, bullets, code, italic, listed, type Piece } from './rich.ts';
import { count, permissions } from './words.ts';

type Elements = RichTextBlock['elements'];

/** So many tables are on a card, or fewer where they say more than Slack takes; the others are one click away. */
export const SHOWN_TABLES = [8, 7, 6, 5, 4, 3, 2, 1, 0] as const;
const SHOWN_RESULTS = 8;
const SHOWN_COLUMNS = 6;
/** Beyond so many tables, of each only what is sensitive is listed. */
const TABLES_WITH_COLUMNS = 3;

/** The first `most` tables of a request: schema, what is sensitive, before → after; then what is left out and why. */
export function tableList(outlook: Outlook, sensitive: ReadonlyMap<string, SensitiveColumn[]>, most: number): Elements {
  const shown = outlook.tables.slice(0, most);
  const rest = outlook.tables.length - shown.length;
  const columns = outlook.tables.length > TABLES_WITH_COLUMNS ? () => [] : columnNames;
  return [
    ...shown.flatMap((table) => [
      bullets([[code(table.name), ` · ${count(table.columns.length, 'column')} · `, ...difference(table)]]),
      bullets([columns(table), ...sensitiveLine(sensitive.get(table.name) ?? [])].filter(notEmpty), 1),
    ]),
    ...(rest > 0 ? [bullets([[`and ${count(rest, 'more table')}: see Details`]])] : []),
    ...leftOutList(outlook.leftOut),
  ].filter(({ elements }) => elements.length > 0);
}

/** "holds nothing → SELECT, DESCRIBE" */
export function difference({ held, after }: Pick<TableOutlook, 'held' | 'after'>): Piece[] {
  if (holdingWords(held) === holdingWords(after)) return [...holds({ held }), ' already'];
  return [`holds ${holdingWords(held)} → `, bold(holdingWords(after))];
}

/** "holds SELECT (some rows)" */
export function holds({ held }: Pick<TableOutlook, 'held'>): Piece[] {
  return ['holds ', bold(holdingWords(held))];
}

/** What became of each table, the failures first. */
export function resultList(results: readonly TableResult[], total: number): Elements {
  const failed = results.filter(({ state }) => state === 'failed');
  const rest = results.filter(({ state }) => state !== 'failed');
  const items: Piece[][] = [
    ...failed
      .slice(0, SHOWN_RESULTS)
      .map((result): Piece[] => [
        '❌ ',
        code(result.table),
        ` ${result.reason ?? 'failed'}${result.code ? ` (${result.code})` : ''}`,
      ]),
    ...rest.slice(0, SHOWN_RESULTS).map(({ table, state }): Piece[] => ['✅ ', code(table), ` ${state}`]),
  ];
  const hidden = results.length - items.length;
  if (hidden > 0) items.push([`and ${count(hidden, 'more table')}`]);
  const waiting = total - results.length;
  if (waiting > 0) items.push([`⏳ ${count(waiting, 'table')} to go`]);
  return items.length === 0 ? [] : [bullets(items)];
}

function columnNames({ columns }: TableOutlook): Piece[] {
  if (columns.length === 0) return [];
  const shown = columns.slice(0, SHOWN_COLUMNS).map(({ name, type }) => `${name} ${type}`);
  const rest = columns.length - shown.length;
  return [italic(`${shown.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`)];
}

function sensitiveLine(columns: readonly SensitiveColumn[]): Piece[][] {
  if (columns.length === 0) return [];
  const shown = columns.slice(0, SHOWN_COLUMNS);
  const names: RichTextElement[] = shown.map(({ name }) => code(name));
  const because = [...new Set(shown.flatMap((column) => column.because))].slice(0, 4).join(', ');
  const rest = columns.length - shown.length;
  return [
    ['🔒 sensitive: ', ...listed(names, ', '), rest > 0 ? ` and ${rest} more` : '', ` (${because})`].filter(
      (piece) => piece !== '',
    ),
  ];
}

function holdingWords({ permissions: held, columns, rowFilter }: Holding): string {
  const part = [columns && ('include' in columns ? 'some columns' : 'not all columns'), rowFilter && 'some rows'];
  const parts = part.filter(Boolean).join(', ');
  return `${permissions(held)}${parts ? ` (${parts})` : ''}`;
}

function notEmpty(pieces: Piece[]): boolean {
  return pieces.length > 0;
}
