import type { InputBlock, PlainTextOption } from '@slack/types';
import * as z from 'zod';
import type { Choices } from '../../mesh/choices.ts';
import type { Offer, OfferedTable } from '../../mesh/offer.ts';
import { ACTIONS } from '../ids.ts';
import { LIMITS } from '../limits.ts';
import { type Found, found, namedBy, option, optionValue } from '../option.ts';
import { count } from '../words.ts';
import type { Entered } from './entered.ts';

const WITHOUT_SENSITIVE = 'without_sensitive';

const columnName = z.tuple([z.string(), z.string()]);
const nameOf = (table: string, column: string) => JSON.stringify([table, column]);

type ColumnChoices = Pick<Choices, 'columns' | 'withoutSensitive'>;

/** Columns to leave out, searched for by name; more sensitive ones than can be listed are left out by one tick. */
export function columnFields(offer: Offer, { columns, withoutSensitive }: ColumnChoices): InputBlock[] {
  const all = offer.tables.reduce((sum, table) => sum + table.columns.length, 0);
  if (all === 0) return [];
  const tables = new Map(offer.tables.map((table) => [table.name, table]));
  const initial = columns.slice(0, LIMITS.options).flatMap(({ table, column }) => {
    const of = tables.get(table);
    const known = of?.columns.find(({ name }) => name === column);
    return of === undefined || known === undefined ? [] : [columnOption(offer, of, known)];
  });
  return [
    ...(offer.sensitiveAsWhole ? [everySensitive(offer.sensitive, withoutSensitive)] : []),
    {
      type: 'input',
      block_id: 'columns',
      optional: true,
      dispatch_action: true,
      label: { type: 'plain_text', text: 'Columns to leave out' },
      hint: { type: 'plain_text', text: `${hintOf(offer)}Leaving out columns restricts SELECT.` },
      element: {
        type: 'multi_external_select',
        action_id: ACTIONS.someColumns,
        min_query_length: 0,
        max_selected_items: LIMITS.options,
        placeholder: { type: 'plain_text', text: 'Type a part of the name' },
        ...(initial.length > 0 && { initial_options: initial }),
      },
    },
  ];
}

/** What the fields hold. */
export function readColumnFields(entered: Entered, offer: Offer): ColumnChoices {
  const values = entered.many(ACTIONS.someColumns) ?? [];
  const columns = values.flatMap((value) => {
    const name = namedBy(value, columnNames(offer));
    if (name === undefined) return [];
    const [table, column] = columnName.parse(JSON.parse(name));
    return [{ table, column }];
  });
  return { columns, withoutSensitive: (entered.many(WITHOUT_SENSITIVE) ?? []).length > 0 };
}

/** The columns that a search finds: by their own name, or by `table.column`. */
export function foundColumns(offer: Offer, typed: string): Found {
  const single = offer.tables.length === 1 || !typed.includes('.');
  return found(
    eachColumn(offer),
    typed,
    ({ table, column }) => (single ? column.name : `${table.name}.${column.name}`),
    ({ table, column }) => columnOption(offer, table, column),
  );
}

function* eachColumn({ tables }: Offer) {
  for (const table of tables) for (const column of table.columns) yield { table, column };
}

function columnOption(
  { tables }: Offer,
  { name: table, sensitive }: OfferedTable,
  { name, type }: OfferedTable['columns'][number],
): PlainTextOption {
  const because = sensitive.find((column) => column.name === name)?.because.join(', ');
  const text = tables.length === 1 ? name : `${table}.${name}`;
  return option(text, optionValue(nameOf(table, name)), because ? `🔒 ${because}` : type);
}

function* columnNames(offer: Offer): Generator<string> {
  for (const { table, column } of eachColumn(offer)) yield nameOf(table.name, column.name);
}

function hintOf({ sensitive, sensitiveAsWhole }: Offer): string {
  if (sensitive === 0 || sensitiveAsWhole) return '';
  return 'Columns tagged as sensitive are on the list; take off what may be read. ';
}

function everySensitive(sensitive: number, ticked: boolean): InputBlock {
  const options = [option(`The ${count(sensitive, 'column')} tagged as sensitive`, 'yes')];
  return {
    type: 'input',
    block_id: 'without_sensitive',
    optional: true,
    dispatch_action: true,
    label: { type: 'plain_text', text: 'Leave out' },
    element: {
      type: 'checkboxes',
      action_id: WITHOUT_SENSITIVE,
      options,
      ...(ticked && { initial_options: options }),
    },
  };
}
