import { createHash } from 'node:crypto';
import type { Option, OptionGroup, PlainTextOption } from '@slack/types';
import { LIMITS, shorten, visible } from './limits.ts';

/** An option of a menu or a row of boxes; `value` has to be within Slack's limit, as `optionValue` makes it. */
export function option(text: string, value: string, description?: string): PlainTextOption {
  return {
    text: { type: 'plain_text', text: middle(text), emoji: false },
    value,
    ...(description && {
      description: { type: 'plain_text', text: shorten(visible(description), LIMITS.optionText), emoji: false },
    }),
  };
}

/** The name itself, or a digest of it where Slack's limit is shorter than the name. */
export function optionValue(name: string): string {
  if (name.length <= LIMITS.optionValue && name !== '' && !name.startsWith('#')) return name;
  return `#${createHash('sha256').update(name).digest('base64url')}`;
}

/** The name among `names` that `optionValue` made this value of; a name that is not among them as it is, unless it is a digest. */
export function namedBy(value: string, names: Iterable<string>): string | undefined {
  if (!value.startsWith('#')) return value;
  for (const name of names) if (optionValue(name) === value) return name;
  return undefined;
}

/** What answers a search: Slack takes one or the other. */
export type Found = { options: Option[] } | { option_groups: OptionGroup[] };

/** The items that bear what was typed in their name, those that begin with it first; the first hundred, if there are more. */
export function found<T>(
  items: Iterable<T>,
  typed: string,
  nameOf: (item: T) => string,
  optionOf: (item: T) => Option,
): Found {
  const wanted = typed.trim().toLowerCase();
  const begun: T[] = [];
  const others: T[] = [];
  let matches = 0;
  for (const item of items) {
    const at = nameOf(item).toLowerCase().indexOf(wanted);
    if (at < 0) continue;
    matches += 1;
    const list = at === 0 ? begun : others;
    if (list.length < LIMITS.options) list.push(item);
  }
  const options = [...begun, ...others].slice(0, LIMITS.options).map(optionOf);
  if (matches <= LIMITS.options) return { options };
  const label = `The first ${LIMITS.options} of ${matches.toLocaleString('en-US')}: type more of the name`;
  return { option_groups: [{ label: { type: 'plain_text', text: label }, options }] };
}

/** Of a long name both ends, which is where names differ. */
function middle(name: string): string {
  const text = visible(name);
  if (text.length <= LIMITS.optionText) return text || ' ';
  const half = Math.floor(LIMITS.optionText / 2);
  return `${shorten(text, half)}${text.slice(-half).replace(/^[\uDC00-\uDFFF]/, '')}`;
}
