import type { SelectElement } from '../blockkit.ts';
import { useConfirm } from '../confirm.tsx';
import { useSurface } from '../surface.tsx';
import { plainText } from '../text.tsx';
import { type Held, heldIn } from '../values.ts';
import type { ElementProps } from './props.ts';

/** What all select menus share: their value, how it changes, and the parts of a combobox that follow from the element. */
export function useSelect({ element, slot, dispatch, id, naming, describedBy, invalid }: ElementProps<SelectElement>) {
  const surface = useSurface();
  const { ask, dialog } = useConfirm();
  const multiple = element.type.startsWith('multi_');
  const most = ('max_selected_items' in element ? element.max_selected_items : undefined) ?? Number.POSITIVE_INFINITY;
  return {
    held: heldIn(surface.values, slot),
    /** Takes the value unless it has more items than allowed; the element's confirmation dialog asks first. */
    hold: (held: Held) => {
      if (multiple && countOf(held) > most) return;
      ask(element.confirm, () => surface.change(slot, element, held, dispatch));
    },
    dialog,
    box: {
      id,
      naming,
      describedBy,
      invalid,
      multiple,
      placeholder: element.placeholder === undefined ? placeholderOf(multiple) : plainText(element.placeholder),
      busy: surface.status(slot) === 'busy',
    },
  };
}

function placeholderOf(multiple: boolean): string {
  return multiple ? 'Select options' : 'Select an option';
}

function countOf(held: Held): number {
  if (held.kind === 'options') return held.options.length;
  return held.kind === 'ids' ? held.ids.length : 1;
}
