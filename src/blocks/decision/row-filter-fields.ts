import type { InputBlock } from '@slack/types';
import type { Choices } from '../../mesh/choices.ts';
import type { Offer } from '../../mesh/offer.ts';
import { LIMITS, visible } from '../limits.ts';
import type { Entered } from './entered.ts';

const FOR_ALL = 'row_filter';
const FOR_SINGLE = 'row_filters';
/** Characters of a filter expression (lake-formation, RowFilter). */
const LONGEST = 2048;

/** A predicate for all tables, and where there are several, for single ones. */
export function rowFilterFields({ tables }: Offer): InputBlock[] {
  const several = tables.length > 1;
  const forAll: InputBlock = {
    type: 'input',
    block_id: 'rowFilter',
    optional: true,
    dispatch_action: true,
    label: { type: 'plain_text', text: several ? 'Row filter for every table' : 'Row filter' },
    hint: {
      type: 'plain_text',
      text: `A predicate in PartiQL, like ${visible(example(tables[0]?.columns[0]?.name))}.`,
      emoji: false,
    },
    element: {
      type: 'plain_text_input',
      action_id: FOR_ALL,
      max_length: LONGEST,
      dispatch_action_config: { trigger_actions_on: ['on_enter_pressed'] },
    },
  };
  if (!several) return [forAll];
  return [
    forAll,
    {
      type: 'input',
      block_id: 'rowFilters',
      optional: true,
      label: { type: 'plain_text', text: 'Row filters for single tables' },
      hint: { type: 'plain_text', text: 'A line for each table: its name, a colon, a predicate.' },
      element: { type: 'plain_text_input', action_id: FOR_SINGLE, multiline: true, max_length: LIMITS.plainInput },
    },
  ];
}

/** What the fields hold. */
export function readRowFilterFields(entered: Entered): Pick<Choices, 'rowFilter' | 'rowFilters'> {
  return { rowFilter: entered.text(FOR_ALL), rowFilters: entered.text(FOR_SINGLE) };
}

function example(column: string | undefined): string {
  return `${column !== undefined && column.length <= 60 ? column : 'year'} > 2025`;
}
