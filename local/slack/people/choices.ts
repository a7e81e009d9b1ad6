import { isObject, type JsonObject, list, objects } from '../json.ts';
import { valueKey } from '../state/values.ts';
import { PageError } from './errors.ts';

/** The members of a block action that hold what was chosen, besides those that `state.values` has as well. */
const CHOICES = ['selected_option', 'selected_options'] as const;

/** Every option an element offers by itself. */
export function optionsOf(element: JsonObject): JsonObject[] {
  return [...objects(element.options), ...objects(element.option_groups).flatMap((group) => objects(group.options))];
}

/**
 * What a person chose or typed in an element, as Slack would send it: options are the element's own, so that nobody
 * chooses what is not offered. Throws PageError.
 */
export function settleChoice(element: JsonObject, given: JsonObject): JsonObject {
  const own = optionsOf(element);
  const settled = { ...given };
  if (own.length === 0) return settled;
  const offered = (choice: unknown): JsonObject => {
    const option = isObject(choice) ? own.find(({ value }) => value === choice.value) : undefined;
    if (option === undefined) throw new PageError(`${element.action_id} does not offer ${JSON.stringify(choice)}.`);
    return option;
  };
  for (const name of CHOICES) {
    const choice = settled[name];
    if (Array.isArray(choice)) settled[name] = choice.map(offered);
    else if (choice !== undefined && choice !== null) settled[name] = offered(choice);
  }
  return settled;
}

/** The value inside an element's state, e.g. its `selected_option`. */
export function heldValue(element: JsonObject, state: JsonObject): unknown {
  const key = valueKey(String(element.type));
  return key === undefined ? undefined : state[key];
}

/** Why Slack does not take `value` in an input of its own accord, or null. The words are Slack's. */
export function complaint(element: JsonObject, optional: boolean, value: unknown): string | null {
  const empty = value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
  if (empty) return optional ? null : 'Please complete this required field.';
  if (element.type === 'plain_text_input') return textComplaint(element, String(value));
  if (element.type === 'number_input') return numberComplaint(element, String(value));
  if (element.type === 'email_text_input' && !/^\S+@\S+\.\S+$/.test(String(value)))
    return 'Enter a valid email address.';
  if (element.type === 'url_text_input' && !URL.canParse(String(value))) return 'Enter a valid URL.';
  const max = element.max_selected_items;
  if (typeof max === 'number' && list(value).length > max) return `You can select up to ${max} items.`;
  return null;
}

function textComplaint(element: JsonObject, value: string): string | null {
  const { min_length: min, max_length: max } = element;
  if (typeof min === 'number' && value.length < min) return `Enter at least ${min} characters.`;
  if (value.length > (typeof max === 'number' ? max : 3000)) return `Enter at most ${max ?? 3000} characters.`;
  return null;
}

function numberComplaint(element: JsonObject, value: string): string | null {
  const number = Number(value);
  if (!Number.isFinite(number)) return 'Enter a number.';
  if (element.is_decimal_allowed !== true && !Number.isInteger(number)) return 'Enter a whole number.';
  if (element.min_value !== undefined && number < Number(element.min_value)) {
    return `Enter a number of at least ${element.min_value}.`;
  }
  if (element.max_value !== undefined && number > Number(element.max_value)) {
    return `Enter a number of at most ${element.max_value}.`;
  }
  return null;
}
