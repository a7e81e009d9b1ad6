import { describe, expect, test } from 'vitest';
import { checkView } from '../../../local/slack/block-kit/view.ts';
import { button, input, long, option, plain, section, times } from './block-parts.ts';

describe('a modal', () => {
  const modal = (more: object = {}) => ({
    type: 'modal',
    title: plain(),
    submit: plain(),
    blocks: [section()],
    ...more,
  });
  const cases: [string, object, string][] = [
    ['no title', modal({ title: undefined }), 'missing required field: title [json-pointer:/view]'],
    [
      'a submit text of 25',
      modal({ submit: plain(long(25)) }),
      'must be less than 25 characters [json-pointer:/view/submit/text]',
    ],
    [
      '101 blocks',
      modal({ blocks: times(101, () => section()) }),
      'no more than 100 items allowed [json-pointer:/view/blocks]',
    ],
    ['no blocks', modal({ blocks: [] }), 'no fewer than 1 items allowed [json-pointer:/view/blocks]'],
    [
      'a table',
      modal({ blocks: [{ type: 'table', rows: [] }] }),
      'unsupported type: table [json-pointer:/view/blocks/0/type]',
    ],
    [
      'an input but no submit',
      modal({ submit: undefined, blocks: [input({ type: 'plain_text_input' })] }),
      'must define `submit` to use an `input` block in modals [json-pointer:/view/blocks/0/input]',
    ],
    [
      'an input with a button',
      modal({ blocks: [input(button())] }),
      'unsupported type: button [json-pointer:/view/blocks/0/element/type]',
    ],
    [
      'an input without label',
      modal({ blocks: [input({ type: 'plain_text_input' }, { label: undefined })] }),
      'missing required field: label [json-pointer:/view/blocks/0]',
    ],
    [
      'a number input without is_decimal_allowed',
      modal({ blocks: [input({ type: 'number_input' })] }),
      'missing required field: is_decimal_allowed [json-pointer:/view/blocks/0/element]',
    ],
    [
      'a hint of 2001',
      modal({ blocks: [input({ type: 'plain_text_input' }, { hint: plain(long(2001)) })] }),
      'must be less than 2001 characters [json-pointer:/view/blocks/0/hint/text]',
    ],
    [
      'the wrong type',
      { type: 'home', blocks: [section()], title: plain() },
      'must be modal [json-pointer:/view/type]',
    ],
  ];

  test.each(cases)('with %s is refused', (_name, view, complaint) => {
    expect(checkView(view as Record<string, unknown>, 'modal')).toEqual([complaint]);
  });

  test('with every kind of input is taken', () => {
    const elements = [
      { type: 'plain_text_input', multiline: true, min_length: 1, max_length: 3000, initial_value: 'x' },
      { type: 'number_input', is_decimal_allowed: false, min_value: '1', max_value: '9' },
      { type: 'multi_static_select', options: [option()], initial_options: [option()], max_selected_items: 1 },
      { type: 'multi_external_select', min_query_length: 0, initial_options: [option()] },
      { type: 'multi_users_select', initial_users: ['U0RITA'] },
      { type: 'multi_conversations_select', filter: { include: ['public'], exclude_bot_users: true } },
      { type: 'multi_channels_select', initial_channels: ['C0RETAIL'] },
      { type: 'static_select', option_groups: [{ label: plain(), options: [option()] }] },
      { type: 'radio_buttons', options: [option()], initial_option: option() },
      { type: 'timepicker', initial_time: '23:59' },
      { type: 'datepicker', initial_date: '2026-02-01' },
    ];
    expect(checkView(modal({ blocks: elements.map((element) => input(element)) }), 'modal')).toEqual([]);
  });
});
