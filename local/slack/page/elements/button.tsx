import type { Button } from '@slack/types';
import type { Slot } from '../blockkit.ts';
import { useConfirm } from '../confirm.tsx';
import { safeUrl } from '../reference.ts';
import { useSurface } from '../surface.tsx';
import { plainText } from '../text.tsx';

/** A button; one with `url` opens the address and tells the app as well. */
export function ButtonElement({ element, slot }: { element: Button; slot: Slot }) {
  const surface = useSurface();
  const { ask, dialog } = useConfirm();
  const busy = surface.status(slot) === 'busy';
  const press = () => {
    const url = safeUrl(element.url ?? '');
    if (url !== null) window.open(url, '_blank', 'noopener');
    const { type, text, value, style } = element;
    surface.act(slot, {
      type,
      text,
      ...(value === undefined ? {} : { value }),
      ...(style === undefined ? {} : { style }),
    });
  };
  return (
    <>
      <button
        type="button"
        className={`button ${element.style ?? ''} ${busy ? 'busy' : ''}`}
        aria-label={element.accessibility_label}
        aria-busy={busy}
        aria-disabled={busy}
        onClick={() => {
          if (!busy) ask(element.confirm, press);
        }}
      >
        {plainText(element.text)}
      </button>
      {dialog}
    </>
  );
}
