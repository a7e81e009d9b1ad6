/** What Slack's client refuses before a view is submitted, in the client's words, by block id. */
import type { KnownBlock, NumberInput } from '@slack/types';
import { type Field, fieldsOf } from './blockkit.ts';
import { type HeldValues, heldIn, isEmpty } from './values.ts';

/** The messages beside the fields; empty when the view may be submitted. Only input blocks are checked. */
export function validate(blocks: readonly KnownBlock[], values: HeldValues): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const field of fieldsOf(blocks)) {
    const message = field.input === null ? null : fieldError(field, values);
    if (message !== null) errors[field.blockId] = message;
  }
  return errors;
}

function fieldError(field: Field, values: HeldValues): string | null {
  const held = heldIn(values, field);
  if (held === undefined || isEmpty(held)) {
    return field.input?.optional === true ? null : 'Please complete this required field.';
  }
  return held.kind === 'text' ? textError(field, held.text ?? '') : null;
}

function textError({ element }: Field, text: string): string | null {
  switch (element.type) {
    case 'plain_text_input':
      return lengthError(text, element.min_length ?? 0, element.max_length ?? 3000);
    case 'number_input':
      return numberError(text, element);
    case 'email_text_input':
      return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text) ? null : 'Please enter a valid email address.';
    case 'url_text_input':
      return URL.canParse(text) ? null : 'Please enter a valid URL.';
    default:
      return null;
  }
}

function lengthError(text: string, least: number, most: number): string | null {
  if (text.length < least) return `Please enter at least ${least} characters.`;
  return text.length > most ? `Please enter at most ${most} characters.` : null;
}

function numberError(text: string, { is_decimal_allowed, min_value, max_value }: NumberInput): string | null {
  const number = Number(text);
  if (!Number.isFinite(number)) return 'Please enter a valid number.';
  if (!is_decimal_allowed && !Number.isInteger(number)) return 'Please enter a whole number.';
  if (min_value !== undefined && number < Number(min_value)) return `Please enter a number of at least ${min_value}.`;
  if (max_value !== undefined && number > Number(max_value)) return `Please enter a number of at most ${max_value}.`;
  return null;
}
