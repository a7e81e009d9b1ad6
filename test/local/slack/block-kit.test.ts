import { describe, expect, test } from 'vitest';
import { checkMessage, TOO_LONG } from '../../../local/slack/block-kit/message.ts';
import { checkView } from '../../../local/slack/block-kit/view.ts';
import { openWorkspace, refusal, webClient } from './support.ts';

const plain = (text = 'x') => ({ type: 'plain_text', text });
const mrkdwn = (text = 'x') => ({ type: 'mrkdwn', text });
const option = (value = 'v', text = 'x') => ({ text: plain(text), value });
const section = (more: object = {}) => ({ type: 'section', text: mrkdwn(), ...more });
const actions = (...elements: object[]) => ({ type: 'actions', elements });
const button = (more: object = {}) => ({ type: 'button', text: plain(), ...more });
const input = (element: object, more: object = {}) => ({ type: 'input', label: plain(), element, ...more });
const times = <T>(count: number, make: (index: number) => T) =>
  Array.from({ length: count }, (_, index) => make(index));
const long = (count: number) => 'x'.repeat(count);

describe('a message’s blocks', () => {
  const cases: [string, object, string][] = [
    ['a block of no known type', { type: 'card' }, 'unsupported type: card [json-pointer:/blocks/0/type]'],
    ['a block without a type', {}, 'missing required field: type [json-pointer:/blocks/0]'],
    [
      'a section without text and fields',
      { type: 'section' },
      'must define either `text` or `fields` [json-pointer:/blocks/0]',
    ],
    [
      'a section text of 3001',
      section({ text: mrkdwn(long(3001)) }),
      'must be less than 3001 characters [json-pointer:/blocks/0/text/text]',
    ],
    [
      'an empty section text',
      section({ text: mrkdwn('') }),
      'must be more than 0 characters [json-pointer:/blocks/0/text/text]',
    ],
    ['a bare string as text', section({ text: 'x' }), 'must provide an object [json-pointer:/blocks/0/text]'],
    [
      '11 fields',
      section({ fields: times(11, () => mrkdwn()) }),
      'no more than 10 items allowed [json-pointer:/blocks/0/fields]',
    ],
    [
      'a field of 2001',
      section({ fields: [mrkdwn(long(2001))] }),
      'must be less than 2001 characters [json-pointer:/blocks/0/fields/0/text]',
    ],
    ['an unknown property', section({ colour: 'red' }), 'invalid additional property: colour [json-pointer:/blocks/0]'],
    [
      'a header in mrkdwn',
      { type: 'header', text: mrkdwn() },
      'unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]',
    ],
    [
      'a header of 151',
      { type: 'header', text: plain(long(151)) },
      'must be less than 151 characters [json-pointer:/blocks/0/text/text]',
    ],
    [
      '26 buttons',
      actions(...times(26, (i) => button({ action_id: `a${i}` }))),
      'no more than 25 items allowed [json-pointer:/blocks/0/elements]',
    ],
    ['no buttons', actions(), 'no fewer than 1 items allowed [json-pointer:/blocks/0/elements]'],
    [
      '11 context elements',
      { type: 'context', elements: times(11, () => mrkdwn()) },
      'no more than 10 items allowed [json-pointer:/blocks/0/elements]',
    ],
    [
      'a button text of 76',
      actions(button({ text: plain(long(76)) })),
      'must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]',
    ],
    [
      'a button value of 2001',
      actions(button({ value: long(2001) })),
      'must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]',
    ],
    [
      'a button url of 3001',
      actions(button({ url: `https://a.example/${long(2983)}` })),
      'must be less than 3001 characters [json-pointer:/blocks/0/elements/0/url]',
    ],
    [
      'an unknown button style',
      actions(button({ style: 'loud' })),
      'must be one of: primary, danger [json-pointer:/blocks/0/elements/0/style]',
    ],
    [
      'an action_id of 256',
      actions(button({ action_id: long(256) })),
      'must be less than 256 characters [json-pointer:/blocks/0/elements/0/action_id]',
    ],
    [
      'a block_id of 256',
      section({ block_id: long(256) }),
      'must be less than 256 characters [json-pointer:/blocks/0/block_id]',
    ],
    [
      'a text input among actions',
      actions({ type: 'plain_text_input' }),
      'unsupported type: plain_text_input [json-pointer:/blocks/0/elements/0/type]',
    ],
    [
      'a confirm text of 301',
      actions(button({ confirm: { text: mrkdwn(long(301)) } })),
      'must be less than 301 characters [json-pointer:/blocks/0/elements/0/confirm/text/text]',
    ],
    [
      'a select without options',
      actions({ type: 'static_select' }),
      'must define either `options` or `option_groups` [json-pointer:/blocks/0/elements/0]',
    ],
    [
      '101 options',
      actions({ type: 'static_select', options: times(101, (i) => option(`${i}`)) }),
      'no more than 100 items allowed [json-pointer:/blocks/0/elements/0/options]',
    ],
    [
      'an option text of 76',
      actions({ type: 'static_select', options: [option('v', long(76))] }),
      'must be less than 76 characters [json-pointer:/blocks/0/elements/0/options/0/text/text]',
    ],
    [
      'an option value of 151',
      actions({ type: 'static_select', options: [option(long(151))] }),
      'must be less than 151 characters [json-pointer:/blocks/0/elements/0/options/0/value]',
    ],
    [
      'an initial option that is none',
      actions({ type: 'static_select', options: [option()], initial_option: option('w') }),
      'must match one of the options [json-pointer:/blocks/0/elements/0/initial_option]',
    ],
    [
      'a placeholder of 151',
      actions({ type: 'users_select', placeholder: plain(long(151)) }),
      'must be less than 151 characters [json-pointer:/blocks/0/elements/0/placeholder/text]',
    ],
    [
      '11 checkboxes',
      actions({ type: 'checkboxes', options: times(11, (i) => option(`${i}`)) }),
      'no more than 10 items allowed [json-pointer:/blocks/0/elements/0/options]',
    ],
    [
      '6 overflow options',
      actions({ type: 'overflow', options: times(6, (i) => option(`${i}`)) }),
      'no more than 5 items allowed [json-pointer:/blocks/0/elements/0/options]',
    ],
    [
      'a datepicker with another form',
      actions({ type: 'datepicker', initial_date: '1.2.2026' }),
      'must match the form YYYY-MM-DD [json-pointer:/blocks/0/elements/0/initial_date]',
    ],
    [
      'an image without address',
      { type: 'image', alt_text: 'x' },
      'must define either `image_url` or `slack_file` [json-pointer:/blocks/0]',
    ],
    [
      'a rich text part of no known type',
      { type: 'rich_text', elements: [{ type: 'rich_text_poem', elements: [] }] },
      'unsupported type: rich_text_poem [json-pointer:/blocks/0/elements/0/type]',
    ],
    [
      'a table of 21 columns',
      { type: 'table', rows: [times(21, () => ({ type: 'raw_text', text: 'x' }))] },
      'no more than 20 items allowed [json-pointer:/blocks/0/rows/0]',
    ],
  ];

  test.each(cases)('%s is refused', (_name, block, complaint) => {
    expect(checkMessage([block as Record<string, unknown>])).toEqual([complaint]);
  });

  test('everything at its limit is taken', () => {
    const menu = { placeholder: plain(long(150)), action_id: long(255) };
    expect(
      checkMessage([
        { type: 'header', text: plain(long(150)), block_id: long(255) },
        section({ text: mrkdwn(long(3000)), accessory: button({ value: long(2000), text: plain(long(75)) }) }),
        section({ fields: times(10, () => mrkdwn(long(100))) }),
        actions({ type: 'static_select', ...menu, options: times(100, (i) => option(`${i}`)) }),
        actions({ type: 'overflow', options: times(5, (i) => ({ ...option(`${i}`), url: 'https://a.example/' })) }),
        actions({ type: 'checkboxes', options: [{ text: mrkdwn(), value: 'v', description: mrkdwn(long(75)) }] }),
        {
          type: 'context',
          elements: [{ type: 'image', image_url: 'https://a.example/a.png', alt_text: 'a' }, plain()],
        },
        { type: 'table', rows: [[{ type: 'raw_text', text: 'x' }]], column_settings: [null, { align: 'right' }] },
        { type: 'divider' },
      ]),
    ).toEqual([]);
  });

  test('51 blocks are refused', () => {
    expect(checkMessage(times(51, () => ({ type: 'divider' })))).toEqual([
      'no more than 50 items allowed [json-pointer:/blocks]',
    ]);
  });

  test('a block_id or action_id that is there twice is refused', () => {
    expect(
      checkMessage([
        { ...actions(button({ action_id: 'a' }), button({ action_id: 'a' })), block_id: 'b' },
        { type: 'divider', block_id: 'b' },
      ]),
    ).toEqual([
      '`action_id` "a" already exists [json-pointer:/blocks/0/elements/1/action_id]',
      '`block_id` "b" already exists [json-pointer:/blocks/1/block_id]',
    ]);
  });

  test('blocks that are too much together are msg_blocks_too_long', () => {
    const blocks = (count: number) => times(count, () => section({ text: mrkdwn(long(2650)) }));
    expect(checkMessage(blocks(4))).toEqual([]);
    expect(checkMessage(blocks(5))).toBe(TOO_LONG);
  });
});

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

test('over the wire a message’s complaints come as Slack words them', async () => {
  const slack = await openWorkspace();
  const blocks = [actions(button({ text: plain(long(76)) }))];
  const call = webClient(slack).apiCall('chat.postMessage', { channel: 'C0RETAIL', text: 'x', blocks });
  expect(await refusal(call)).toEqual({
    error: 'invalid_blocks',
    messages: ['[ERROR] must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]'],
  });
  const unparsed = webClient(slack).apiCall('chat.postMessage', { channel: 'C0RETAIL', text: 'x', blocks: '{' });
  expect((await refusal(unparsed)).error).toBe('invalid_blocks_format');
});
