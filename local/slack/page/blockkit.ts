/** Block Kit as the page reads it: Slack's own types, and which of their elements hold a value. */
import type {
  ActionsBlockElement,
  Checkboxes,
  EmailInput,
  InputBlock,
  InputBlockElement,
  KnownBlock,
  NumberInput,
  PlainTextInput,
  RadioButtons,
  SectionBlockAccessory,
  URLInput,
} from '@slack/types';

/** Every element that can stand in an actions, section or input block. */
export type Element = ActionsBlockElement | SectionBlockAccessory | InputBlockElement;
/** A select menu of any kind. */
export type SelectElement = Extract<Element, { type: `${string}_select` }>;
/** A field that is typed into. */
export type TextElement = PlainTextInput | NumberInput | EmailInput | URLInput;
/** A field of a day, a time, or both. */
export type TimeElement = Extract<Element, { type: 'datepicker' | 'timepicker' | 'datetimepicker' }>;
/** An element whose value is part of `state.values`. */
export type StatefulElement = SelectElement | TextElement | TimeElement | Checkboxes | RadioButtons;

/** Where an element sits among the blocks of one message or view. */
export interface Slot {
  blockId: string;
  actionId: string;
}

/** An element that holds a value, and the input block around it when there is one. */
export interface Field extends Slot {
  element: StatefulElement;
  input: InputBlock | null;
}

const STATEFUL = new Set<string>([
  'plain_text_input',
  'number_input',
  'email_text_input',
  'url_text_input',
  'static_select',
  'external_select',
  'users_select',
  'conversations_select',
  'channels_select',
  'multi_static_select',
  'multi_external_select',
  'multi_users_select',
  'multi_conversations_select',
  'multi_channels_select',
  'checkboxes',
  'radio_buttons',
  'datepicker',
  'timepicker',
  'datetimepicker',
]);

/** Whether the element's value is part of `state.values`. */
export function isStateful(element: Element): element is StatefulElement {
  return STATEFUL.has(element.type);
}

/** The blocks of a message or view; one without `block_id` gets its position as id, as Slack would give it one. */
export function readBlocks(raw: readonly unknown[]): KnownBlock[] {
  return (raw as KnownBlock[]).map((block, index) =>
    block.block_id === undefined ? { ...block, block_id: `block-${index}` } : block,
  );
}

/** The slot of an element in its block. */
export function slotOf(block: { block_id?: string }, element: { action_id?: string }): Slot {
  return { blockId: block.block_id ?? '', actionId: element.action_id ?? '' };
}

/** Every element that holds a value, in the order of the blocks. */
export function fieldsOf(blocks: readonly KnownBlock[]): Field[] {
  return blocks.flatMap((block) =>
    elementsOf(block)
      .filter(isStateful)
      .map((element) => ({ ...slotOf(block, element), element, input: block.type === 'input' ? block : null })),
  );
}

function elementsOf(block: KnownBlock): Element[] {
  switch (block.type) {
    case 'input':
      return [block.element];
    case 'actions':
      return block.elements;
    case 'section':
      return block.accessory === undefined ? [] : [block.accessory];
    default:
      return [];
  }
}
