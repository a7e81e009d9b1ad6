import { describe, expect, test } from 'vitest';
import { checkMessage, TOO_LONG } from '../../../local/slack/block-kit/message.ts';
import { actions, button, long, mrkdwn, option, plain, section, times } from './block-parts.ts';
import { openWorkspace, refusal, webClient } from './support.ts';

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
