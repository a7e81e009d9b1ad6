import type { InputBlock, PlainTextInput, PlainTextOption, StaticSelect } from '@slack/types';
import { LIMITS, shorten, visible } from './limits.ts';

/** An input block; `hint` stands under the field. */
export function input(block_id: string, label: string, element: InputBlock['element'], hint?: string): InputBlock {
  return {
    type: 'input',
    block_id,
    label: { type: 'plain_text', text: visible(label) },
    element,
    ...(hint !== undefined && { hint: { type: 'plain_text', text: visible(hint), emoji: false } }),
  };
}

/** The field may stay empty. */
export function optional(block: InputBlock): InputBlock {
  return { ...block, optional: true };
}

/** What is chosen or typed is told to Meshdesk at once. */
export function dispatching(block: InputBlock): InputBlock {
  return { ...block, dispatch_action: true };
}

export function textField(action_id: string, max_length: number, initial = '', more: Partial<PlainTextInput> = {}) {
  const start = shorten(initial, max_length);
  return {
    type: 'plain_text_input' as const,
    action_id,
    max_length,
    ...(start !== '' && { initial_value: start }),
    ...more,
  };
}

/** A menu of at most a hundred options. */
export function menu(action_id: string, options: readonly PlainTextOption[], initial?: string): StaticSelect {
  const offered = options.slice(0, LIMITS.options);
  const chosen = offered.find(({ value }) => value === initial);
  return { type: 'static_select', action_id, options: offered, ...(chosen && { initial_option: chosen }) };
}
