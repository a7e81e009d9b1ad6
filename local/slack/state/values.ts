import { isObject, type JsonObject, object, objects, text } from '../json.ts';

/** An element that keeps a value, and where it stands. */
export interface Field {
  blockId: string;
  actionId: string;
  element: JsonObject;
  /** The input block it belongs to; null for elements of sections and action rows. */
  input: JsonObject | null;
}

/** Every interactive element of `blocks`, buttons included. */
export function elementsOf(blocks: unknown): Field[] {
  return objects(blocks).flatMap((block) => {
    const elements = [block.element, block.accessory, ...objects(block.elements)].filter(isObject);
    return elements
      .filter((element) => typeof element.action_id === 'string')
      .map((element) => ({
        blockId: text(block.block_id),
        actionId: text(element.action_id),
        element,
        input: block.type === 'input' ? block : null,
      }));
  });
}

/** `state.values` of a view or message nobody has touched: initial values, null or empty for the rest. */
export function startValues(definition: JsonObject): Record<string, Record<string, unknown>> {
  const values: Record<string, Record<string, unknown>> = {};
  for (const { blockId, actionId, element } of elementsOf(definition.blocks)) {
    const value = startValue(element);
    if (value === undefined) continue;
    values[blockId] = { ...values[blockId], [actionId]: value };
  }
  return values;
}

/** What one element holds at first, in the form of `state.values`; undefined for one that holds nothing. */
function startValue(element: JsonObject): JsonObject | undefined {
  const type = text(element.type);
  const key = VALUE_KEYS[type];
  if (key === undefined) return undefined;
  const { name, initial } = key;
  const empty = name.endsWith('s') ? [] : null;
  return { type, [name]: element[initial] ?? empty };
}

/** For each type of element: the member of its state that holds the value, and the member that sets it at first. */
const VALUE_KEYS: Record<string, { name: string; initial: string }> = {
  plain_text_input: { name: 'value', initial: 'initial_value' },
  number_input: { name: 'value', initial: 'initial_value' },
  email_text_input: { name: 'value', initial: 'initial_value' },
  url_text_input: { name: 'value', initial: 'initial_value' },
  static_select: { name: 'selected_option', initial: 'initial_option' },
  external_select: { name: 'selected_option', initial: 'initial_option' },
  radio_buttons: { name: 'selected_option', initial: 'initial_option' },
  users_select: { name: 'selected_user', initial: 'initial_user' },
  conversations_select: { name: 'selected_conversation', initial: 'initial_conversation' },
  channels_select: { name: 'selected_channel', initial: 'initial_channel' },
  multi_static_select: { name: 'selected_options', initial: 'initial_options' },
  multi_external_select: { name: 'selected_options', initial: 'initial_options' },
  checkboxes: { name: 'selected_options', initial: 'initial_options' },
  multi_users_select: { name: 'selected_users', initial: 'initial_users' },
  multi_conversations_select: { name: 'selected_conversations', initial: 'initial_conversations' },
  multi_channels_select: { name: 'selected_channels', initial: 'initial_channels' },
  datepicker: { name: 'selected_date', initial: 'initial_date' },
  timepicker: { name: 'selected_time', initial: 'initial_time' },
  datetimepicker: { name: 'selected_date_time', initial: 'initial_date_time' },
};

/** The member of an element's state that holds its value, e.g. `selected_option`; undefined for a button. */
export function valueKey(type: string): string | undefined {
  return VALUE_KEYS[type]?.name;
}

/** Puts what a person entered over `values`, for elements that exist; anything else is left out. */
export function mergeValues(
  values: Record<string, Record<string, unknown>>,
  entered: Record<string, Record<string, unknown>>,
): Record<string, Record<string, unknown>> {
  const merged = structuredClone(values);
  for (const [block, actions] of Object.entries(merged)) {
    for (const [action, start] of Object.entries(actions)) {
      const given = entered[block]?.[action];
      if (given !== undefined) actions[action] = { ...object(start), ...object(given) };
    }
  }
  return merged;
}
