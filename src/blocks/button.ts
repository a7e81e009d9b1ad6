import type { Button } from '@slack/types';
import { LIMITS, shorten, visible } from './limits.ts';

/** A plain button. Throws nothing, but Slack does not take a `value` of more than 2,000 characters. */
export function button(action_id: string, label: string, value: string): Button {
  const text = { type: 'plain_text' as const, text: shorten(visible(label), LIMITS.buttonText), emoji: true };
  return { type: 'button', action_id, text, value };
}
