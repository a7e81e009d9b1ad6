import type { Element } from '../blockkit.ts';
import { plainText } from '../text.tsx';

const NAMES: Readonly<Record<string, string>> = {
  checkboxes: 'Options',
  radio_buttons: 'Options',
  datepicker: 'Date',
  timepicker: 'Time',
  datetimepicker: 'Date and time',
};

/** What an element without a label is called by: its placeholder. */
export function elementName(element: Element): string {
  if ('placeholder' in element && element.placeholder !== undefined) return plainText(element.placeholder);
  return NAMES[element.type] ?? 'Select an option';
}
