import type { Option, OptionGroup } from '@slack/types';
import type { Suggestions } from './api.ts';

/** An app's answer to an external select, always as groups; options without a group stand in one without a label. */
export function readSuggestions(answer: Suggestions): OptionGroup[] {
  if (answer.option_groups !== undefined) return answer.option_groups as OptionGroup[];
  return ungrouped((answer.options ?? []) as Option[]);
}

/** Options as one group without a label. */
export function ungrouped(options: Option[]): OptionGroup[] {
  return [{ label: { type: 'plain_text', text: '' }, options }];
}
