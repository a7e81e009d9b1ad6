/** The values of input elements: what is held while a person types, and Slack's own forms of it. */
import type { KnownBlock, Option } from '@slack/types';
import { fieldsOf, type Slot, type StatefulElement } from './blockkit.ts';
import type { PageValues } from './protocol.ts';

/** What one element holds. `ids` are users, conversations or channels; days and times are text. */
export type Held =
  | { kind: 'text'; text: string | null }
  | { kind: 'options'; options: Option[] }
  | { kind: 'ids'; ids: string[] };

/** By block id, then action id. */
export type HeldValues = Readonly<Record<string, Readonly<Record<string, Held>>>>;

/**
 * What is held once `blocks` replaced the blocks before: a value stays when its block id, action id and kind of element
 * stay, whatever initial value the new blocks carry (so does Slack); everything else starts at its initial value.
 * `conversation` serves `default_to_current_conversation`.
 */
export function reconcile(before: HeldValues, blocks: readonly KnownBlock[], conversation: string | null): HeldValues {
  let held: HeldValues = {};
  for (const field of fieldsOf(blocks)) {
    const initial = initialOf(field.element, conversation);
    const kept = heldIn(before, field);
    held = withHeld(held, field, kept?.kind === initial.kind && isOffered(field.element, kept) ? kept : initial);
  }
  return held;
}

/** What the slot's element holds, if it is there. */
export function heldIn(values: HeldValues, { blockId, actionId }: Slot): Held | undefined {
  return values[blockId]?.[actionId];
}

/** The values with one element's replaced. */
export function withHeld(values: HeldValues, { blockId, actionId }: Slot, held: Held): HeldValues {
  return { ...values, [blockId]: { ...values[blockId], [actionId]: held } };
}

/** Slack's `state.values`. */
export function stateValues(values: HeldValues, blocks: readonly KnownBlock[]): PageValues {
  const state: PageValues = {};
  for (const field of fieldsOf(blocks)) {
    const held = heldIn(values, field);
    if (held === undefined) continue;
    const block = state[field.blockId] ?? {};
    state[field.blockId] = { ...block, [field.actionId]: slackForm(field.element, held) };
  }
  return state;
}

/** `{ type, selected_option | selected_users | value | … }` as Slack writes it in `state.values` and `actions[]`. */
export function slackForm(element: StatefulElement, held: Held): { type: string } & Record<string, unknown> {
  const { type } = element;
  const single = !type.startsWith('multi_') && type !== 'checkboxes';
  if (held.kind === 'options') {
    return single ? { type, selected_option: held.options[0] ?? null } : { type, selected_options: held.options };
  }
  if (held.kind === 'ids') {
    const noun = type.replace(/^multi_/, '').replace(/s_select$/, '');
    return single ? { type, [`selected_${noun}`]: held.ids[0] ?? null } : { type, [`selected_${noun}s`]: held.ids };
  }
  const text = held.text === '' ? null : held.text;
  if (type === 'datepicker') return { type, selected_date: text };
  if (type === 'timepicker') return { type, selected_time: text };
  if (type === 'datetimepicker') return { type, selected_date_time: text === null ? null : Number(text) };
  return { type, value: text };
}

/** Whether nothing is chosen or typed. */
export function isEmpty(held: Held): boolean {
  if (held.kind === 'options') return held.options.length === 0;
  if (held.kind === 'ids') return held.ids.length === 0;
  return held.text === null || held.text.trim() === '';
}

function initialOf(element: StatefulElement, conversation: string | null): Held {
  const current = (wanted: boolean | undefined) => (wanted === true ? asList(conversation ?? undefined) : []);
  switch (element.type) {
    case 'static_select':
    case 'external_select':
    case 'radio_buttons':
      return { kind: 'options', options: asList<Option>(element.initial_option) };
    case 'multi_static_select':
    case 'multi_external_select':
    case 'checkboxes':
      return { kind: 'options', options: element.initial_options ?? [] };
    case 'users_select':
      return { kind: 'ids', ids: asList(element.initial_user) };
    case 'multi_users_select':
      return { kind: 'ids', ids: element.initial_users ?? [] };
    case 'channels_select':
      return { kind: 'ids', ids: asList(element.initial_channel) };
    case 'multi_channels_select':
      return { kind: 'ids', ids: element.initial_channels ?? [] };
    case 'conversations_select': {
      const ids = asList(element.initial_conversation);
      return { kind: 'ids', ids: ids.length > 0 ? ids : current(element.default_to_current_conversation) };
    }
    case 'multi_conversations_select':
      return { kind: 'ids', ids: element.initial_conversations ?? current(element.default_to_current_conversation) };
    case 'datepicker':
      return { kind: 'text', text: element.initial_date ?? null };
    case 'timepicker':
      return { kind: 'text', text: element.initial_time ?? null };
    case 'datetimepicker':
      return { kind: 'text', text: element.initial_date_time === undefined ? null : `${element.initial_date_time}` };
    default:
      return { kind: 'text', text: element.initial_value ?? null };
  }
}

/** A chosen option that the element no longer offers is dropped; what an app looks up itself is left to the app. */
function isOffered(element: StatefulElement, held: Held): boolean {
  if (held.kind !== 'options' || !('options' in element || 'option_groups' in element)) return true;
  const groups = 'option_groups' in element ? (element.option_groups ?? []) : [];
  const offered = [...(element.options ?? []), ...groups.flatMap((group) => group.options)];
  return held.options.every((option) => offered.some((other) => other.value === option.value));
}

function asList<T>(value: T | undefined): T[] {
  return value === undefined ? [] : [value];
}
