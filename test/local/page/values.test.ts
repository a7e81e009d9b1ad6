import type { InputBlock, InputBlockElement, KnownBlock, PlainTextOption } from '@slack/types';
import { describe, expect, it } from 'vitest';
import { readBlocks } from '../../../local/slack/page/blockkit.ts';
import { validate } from '../../../local/slack/page/validation.ts';
import {
  type Held,
  type HeldValues,
  heldIn,
  reconcile,
  slackForm,
  stateValues,
  withHeld,
} from '../../../local/slack/page/values.ts';

const option = (value: string): PlainTextOption => ({ text: { type: 'plain_text', text: value }, value });
const input = (id: string, element: InputBlockElement, more: Partial<InputBlock> = {}): InputBlock => ({
  type: 'input',
  block_id: id,
  label: { type: 'plain_text', text: id },
  element: { action_id: id, ...element },
  ...more,
});
const slot = (id: string) => ({ blockId: id, actionId: id });
const text = (value: string | null): Held => ({ kind: 'text', text: value });
const start = (...blocks: KnownBlock[]) => reconcile({}, blocks, 'C0HERE');

describe('state.values', () => {
  it('has the initial value of every element in Slack’s own form', () => {
    const blocks: KnownBlock[] = [
      input('text', { type: 'plain_text_input', initial_value: 'hello' }),
      input('select', { type: 'static_select', options: [option('a')], initial_option: option('a') }),
      input('boxes', { type: 'checkboxes', options: [option('a'), option('b')], initial_options: [option('b')] }),
      input('people', { type: 'multi_users_select', initial_users: ['U1', 'U2'] }),
      input('where', { type: 'conversations_select', default_to_current_conversation: true }),
      input('day', { type: 'datepicker', initial_date: '2026-02-01' }),
      input('moment', { type: 'datetimepicker', initial_date_time: 1392734382 }),
    ];
    expect(stateValues(start(...blocks), blocks)).toEqual({
      text: { text: { type: 'plain_text_input', value: 'hello' } },
      select: { select: { type: 'static_select', selected_option: option('a') } },
      boxes: { boxes: { type: 'checkboxes', selected_options: [option('b')] } },
      people: { people: { type: 'multi_users_select', selected_users: ['U1', 'U2'] } },
      where: { where: { type: 'conversations_select', selected_conversation: 'C0HERE' } },
      day: { day: { type: 'datepicker', selected_date: '2026-02-01' } },
      moment: { moment: { type: 'datetimepicker', selected_date_time: 1392734382 } },
    });
  });

  it('says null or an empty list where nothing is chosen', () => {
    const blocks: KnownBlock[] = [
      input('text', { type: 'plain_text_input' }),
      input('time', { type: 'timepicker' }),
      input('lookup', { type: 'external_select' }),
      input('several', { type: 'multi_static_select', options: [option('a')] }),
      input('channel', { type: 'channels_select' }),
      input('channels', { type: 'multi_channels_select' }),
    ];
    expect(stateValues(start(...blocks), blocks)).toEqual({
      text: { text: { type: 'plain_text_input', value: null } },
      time: { time: { type: 'timepicker', selected_time: null } },
      lookup: { lookup: { type: 'external_select', selected_option: null } },
      several: { several: { type: 'multi_static_select', selected_options: [] } },
      channel: { channel: { type: 'channels_select', selected_channel: null } },
      channels: { channels: { type: 'multi_channels_select', selected_channels: [] } },
    });
  });

  it('has the elements of sections and action rows, but no buttons', () => {
    const blocks: KnownBlock[] = [
      {
        type: 'section',
        block_id: 's',
        text: { type: 'mrkdwn', text: 'x' },
        accessory: { type: 'users_select', action_id: 'u' },
      },
      {
        type: 'actions',
        block_id: 'a',
        elements: [
          { type: 'button', action_id: 'go', text: { type: 'plain_text', text: 'Go' } },
          { type: 'radio_buttons', action_id: 'r', options: [option('a')] },
        ],
      },
    ];
    expect(stateValues(start(...blocks), blocks)).toEqual({
      s: { u: { type: 'users_select', selected_user: null } },
      a: { r: { type: 'radio_buttons', selected_option: null } },
    });
  });

  it('is the form of a block action as well', () => {
    expect(slackForm({ type: 'users_select' }, { kind: 'ids', ids: ['U1'] })).toEqual({
      type: 'users_select',
      selected_user: 'U1',
    });
  });
});

describe('a view that is updated', () => {
  const field = input('why', { type: 'plain_text_input', initial_value: 'first' });

  it('keeps what was typed where block id and action id stay, whatever the new initial value', () => {
    const typed = withHeld(start(field), slot('why'), text('typed'));
    const changed = input('why', { type: 'plain_text_input', initial_value: 'second' });
    expect(heldIn(reconcile(typed, [changed], null), slot('why'))).toEqual(text('typed'));
  });

  it('starts anew where the block id, the action id or the kind of element changes', () => {
    const typed = withHeld(start(field), slot('why'), text('typed'));
    const other = input('other', { type: 'plain_text_input', initial_value: 'new' });
    const select = input('why', { type: 'users_select', initial_user: 'U1' });
    expect(reconcile(typed, [other], null)).toEqual({ other: { other: text('new') } });
    expect(reconcile(typed, [select], null)).toEqual({ why: { why: { kind: 'ids', ids: ['U1'] } } });
  });

  it('drops a chosen option that is offered no longer', () => {
    const before = input('table', { type: 'static_select', options: [option('a'), option('b')] });
    const chosen = withHeld(start(before), slot('table'), { kind: 'options', options: [option('b')] });
    const after = input('table', { type: 'static_select', options: [option('a')] });
    expect(heldIn(reconcile(chosen, [after], null), slot('table'))).toEqual({ kind: 'options', options: [] });
    expect(heldIn(reconcile(chosen, [before], null), slot('table'))).toEqual({
      kind: 'options',
      options: [option('b')],
    });
  });

  it('keeps what an app had looked up', () => {
    const lookup = input('table', { type: 'multi_external_select' });
    const chosen = withHeld(start(lookup), slot('table'), { kind: 'options', options: [option('b')] });
    expect(reconcile(chosen, [lookup], null)).toEqual(chosen);
  });
});

describe('before a view is submitted', () => {
  const errorOf = (element: InputBlockElement, typed: string | null, more: Partial<InputBlock> = {}) => {
    const blocks = [input('f', element, more)];
    const values: HeldValues = typed === null ? start(...blocks) : withHeld(start(...blocks), slot('f'), text(typed));
    return validate(blocks, values).f;
  };

  it('every input that is not optional must be filled', () => {
    expect(errorOf({ type: 'plain_text_input' }, '  ')).toBe('Please complete this required field.');
    expect(errorOf({ type: 'checkboxes', options: [option('a')] }, null)).toBe('Please complete this required field.');
    expect(errorOf({ type: 'plain_text_input' }, null, { optional: true })).toBeUndefined();
    expect(errorOf({ type: 'plain_text_input' }, 'x')).toBeUndefined();
  });

  it('text keeps to its lengths', () => {
    const element: InputBlockElement = { type: 'plain_text_input', min_length: 3, max_length: 5 };
    expect(errorOf(element, 'ab')).toBe('Please enter at least 3 characters.');
    expect(errorOf(element, 'abcdef')).toBe('Please enter at most 5 characters.');
    expect(errorOf(element, 'abcd')).toBeUndefined();
  });

  it('numbers keep to their bounds', () => {
    const element: InputBlockElement = {
      type: 'number_input',
      is_decimal_allowed: false,
      min_value: '2',
      max_value: '10',
    };
    expect(errorOf(element, 'x')).toBe('Please enter a valid number.');
    expect(errorOf(element, '2.5')).toBe('Please enter a whole number.');
    expect(errorOf(element, '1')).toBe('Please enter a number of at least 2.');
    expect(errorOf(element, '11')).toBe('Please enter a number of at most 10.');
    expect(errorOf(element, '10')).toBeUndefined();
  });

  it('mail and web addresses look like such', () => {
    expect(errorOf({ type: 'email_text_input' }, 'rita')).toBe('Please enter a valid email address.');
    expect(errorOf({ type: 'url_text_input' }, 'nowhere')).toBe('Please enter a valid URL.');
    expect(errorOf({ type: 'url_text_input' }, 'https://e.org')).toBeUndefined();
  });

  it('elements outside of input blocks are not looked at', () => {
    const blocks: KnownBlock[] = [
      { type: 'actions', block_id: 'a', elements: [{ type: 'users_select', action_id: 'u' }] },
    ];
    expect(validate(blocks, start(...blocks))).toEqual({});
  });
});

it('gives a block without id its position as id', () => {
  expect(readBlocks([{ type: 'divider' }, { type: 'divider', block_id: 'mine' }])).toEqual([
    { type: 'divider', block_id: 'block-0' },
    { type: 'divider', block_id: 'mine' },
  ]);
});
