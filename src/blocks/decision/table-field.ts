import type { InputBlock } from '@slack/types';
import type { TableChoice } from '../../mesh/choices.ts';
import type { Offer, OfferedTable } from '../../mesh/offer.ts';
import { ACTIONS } from '../ids.ts';
import { LIMITS } from '../limits.ts';
import { type Found, found, namedBy, option, optionValue } from '../option.ts';
import { count } from '../words.ts';
import type { Entered } from './entered.ts';

const TICKED = 'tables';
const WHICH = 'which_tables';
const WHICH_LABELS = { all: 'All', only: 'Only those named below', except: 'All but those named below' } as const;

/** Up to ten tables are ticked; of more, some are searched for and named, or all but some. A single table is no choice. */
export function tableField(offer: Offer, choice: TableChoice): InputBlock[] {
  const names = offer.tables.map(({ name }) => name);
  if (names.length <= 1) return [];
  return names.length <= LIMITS.boxes ? [ticked(names, choice)] : named(names, choice);
}

/** What the field holds. */
export function readTableField(entered: Entered, { tables }: Offer): TableChoice {
  const names = tables.map(({ name }) => name);
  const chosen = (values: readonly string[]) => values.flatMap((value) => namedBy(value, names) ?? []);
  const boxes = entered.many(TICKED);
  if (boxes !== undefined) {
    const only = chosen(boxes);
    return only.length === names.length ? { which: 'all' } : { which: 'only', names: only };
  }
  const which = entered.one(WHICH);
  if (which !== 'only' && which !== 'except') return { which: 'all' };
  return { which, names: chosen(entered.many(ACTIONS.someTables) ?? []) };
}

/** The tables that a search finds. */
export function foundTables({ tables }: Offer, typed: string): Found {
  const optionOf = ({ name, columns }: OfferedTable) =>
    option(name, optionValue(name), count(columns.length, 'column'));
  return found(tables, typed, ({ name }) => name, optionOf);
}

function ticked(names: readonly string[], choice: TableChoice): InputBlock {
  const options = names.map((name) => option(name, optionValue(name)));
  const initial = options.filter((_, at) => isChosen(choice, names[at] ?? ''));
  return {
    type: 'input',
    block_id: 'tables',
    dispatch_action: true,
    label: { type: 'plain_text', text: 'Tables' },
    element: {
      type: 'checkboxes',
      action_id: TICKED,
      options,
      ...(initial.length > 0 && { initial_options: initial }),
    },
  };
}

function named(names: readonly string[], choice: TableChoice): InputBlock[] {
  const options = Object.entries(WHICH_LABELS).map(([which, label]) =>
    option(which === 'all' ? `All ${count(names.length, 'table')}` : label, which),
  );
  const initial = options.find(({ value }) => value === choice.which);
  const initialNames = choice.which === 'all' ? [] : choice.names.slice(0, LIMITS.options);
  return [
    {
      type: 'input',
      block_id: 'which_tables',
      dispatch_action: true,
      label: { type: 'plain_text', text: 'Tables' },
      element: { type: 'radio_buttons', action_id: WHICH, options, ...(initial && { initial_option: initial }) },
    },
    {
      type: 'input',
      block_id: 'tables',
      optional: true,
      dispatch_action: true,
      label: { type: 'plain_text', text: 'Named tables' },
      element: {
        type: 'multi_external_select',
        action_id: ACTIONS.someTables,
        min_query_length: 0,
        max_selected_items: LIMITS.options,
        placeholder: { type: 'plain_text', text: 'Type a part of the name' },
        ...(initialNames.length > 0 && {
          initial_options: initialNames.map((name) => option(name, optionValue(name))),
        }),
      },
    },
  ];
}

function isChosen(choice: TableChoice, name: string): boolean {
  return choice.which === 'all' || choice.names.includes(name) === (choice.which === 'only');
}
