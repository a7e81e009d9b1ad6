import { type KeyboardEvent, useEffect, useRef } from 'react';
import type { TextElement } from '../blockkit.ts';
import { useSurface } from '../surface.tsx';
import { plainText } from '../text.tsx';
import { heldIn } from '../values.ts';
import type { ElementProps } from './props.ts';

/** How long after the last key an app with `on_character_entered` hears of it. */
const PAUSE_MS = 300;
const INPUT_TYPES = { number_input: 'number', email_text_input: 'email', url_text_input: 'url' } as const;

/** A field that is typed into: a line, several lines, a number, a mail or web address. */
export function TextField({ element, slot, naming, id, describedBy, invalid, dispatch }: ElementProps<TextElement>) {
  const surface = useSurface();
  const held = heldIn(surface.values, slot);
  const text = held?.kind === 'text' ? (held.text ?? '') : '';
  const triggers = element.dispatch_action_config?.trigger_actions_on ?? ['on_enter_pressed'];
  const send = (value: string) => surface.change(slot, element, { kind: 'text', text: value }, true);
  const later = useDelayed(send);
  const shared = {
    id,
    ...naming,
    className: 'field',
    value: text,
    placeholder: element.placeholder === undefined ? '' : plainText(element.placeholder),
    'aria-describedby': describedBy,
    'aria-invalid': invalid,
    onChange: ({ target }: { target: HTMLInputElement | HTMLTextAreaElement }) => {
      surface.change(slot, element, { kind: 'text', text: target.value }, false);
      if (dispatch && triggers.includes('on_character_entered')) later(target.value);
    },
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key !== 'Enter' || !dispatch || !triggers.includes('on_enter_pressed')) return;
      if (isMultiline(element) && !event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      send(text);
    },
  };
  if (isMultiline(element)) return <textarea rows={4} {...shared} />;
  const type = element.type === 'plain_text_input' ? 'text' : INPUT_TYPES[element.type];
  return <input type={type} step={isDecimal(element) ? 'any' : undefined} {...shared} />;
}

function isMultiline(element: TextElement): boolean {
  return element.type === 'plain_text_input' && element.multiline === true;
}

function isDecimal(element: TextElement): boolean {
  return element.type === 'number_input' && element.is_decimal_allowed;
}

function useDelayed(run: (value: string) => void): (value: string) => void {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const latest = useRef(run);
  latest.current = run;
  useEffect(() => () => clearTimeout(timer.current), []);
  return (value) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => latest.current(value), PAUSE_MS);
  };
}
