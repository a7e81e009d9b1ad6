import type { Slot } from '../blockkit.ts';

/** How an element is named: by the input block's label, or by a text of its own. */
export type Naming = { 'aria-labelledby': string } | { 'aria-label': string };

/** What every element is drawn from. */
export interface ElementProps<E> {
  element: E;
  slot: Slot;
  naming: Naming;
  /** Id of the field for its `<label>`. */
  id: string;
  /** Id of the hint or error beside the field. */
  describedBy: string | undefined;
  invalid: boolean;
  /** Whether the app hears of each change at once. */
  dispatch: boolean;
}
