import type { Overflow } from '@slack/types';
import type { Slot } from '../blockkit.ts';
import { useConfirm } from '../confirm.tsx';
import { Menu } from '../menu.tsx';
import { safeUrl } from '../reference.ts';
import { useSurface } from '../surface.tsx';
import { plainText } from '../text.tsx';

/** The three dots with further actions. */
export function OverflowElement({ element, slot }: { element: Overflow; slot: Slot }) {
  const surface = useSurface();
  const { ask, dialog } = useConfirm();
  const items = element.options.map((option) => ({
    key: option.value ?? option.text.text,
    label: plainText(option.text),
    ...(option.description === undefined ? {} : { detail: plainText(option.description) }),
    onSelect: () =>
      ask(element.confirm, () => {
        const url = safeUrl(option.url ?? '');
        if (url !== null) window.open(url, '_blank', 'noopener');
        surface.act(slot, { type: 'overflow', selected_option: option });
      }),
  }));
  return (
    <>
      <Menu
        label="More options"
        className="button overflow"
        align="end"
        items={items}
        busy={surface.status(slot) === 'busy'}
      >
        ⋯
      </Menu>
      {dialog}
    </>
  );
}
