import type { Option, OptionGroup } from '@slack/types';
import { plainText } from '../text.tsx';
import type { Choice, ChoiceGroup } from './choice-list.tsx';

/** An option as a choice of a menu. */
export function choiceOf(option: Option): Choice {
  const description = option.description === undefined ? {} : { description: plainText(option.description) };
  return { value: option.value ?? option.text.text, text: plainText(option.text), ...description };
}

/** Option groups as choices, those only whose text has `query` in it. */
export function choicesOf(groups: readonly OptionGroup[], query: string): ChoiceGroup[] {
  return groups.map(({ label, options }) => ({
    label: plainText(label),
    choices: options.map(choiceOf).filter((choice) => matches(choice, query)),
  }));
}

/** The options behind choices; one that is offered no longer is taken from those held before. */
export function optionsOf(choices: readonly Choice[], known: readonly Option[]): Option[] {
  return choices.flatMap((choice) => known.find((option) => choiceOf(option).value === choice.value) ?? []);
}

/** Whether `query` is found in the choice's text, in whatever case. */
export function matches(choice: Choice, query: string): boolean {
  return choice.text.toLowerCase().includes(query.trim().toLowerCase());
}
