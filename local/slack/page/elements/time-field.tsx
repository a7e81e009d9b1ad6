import type { TimeElement } from '../blockkit.ts';
import { useConfirm } from '../confirm.tsx';
import { useSurface } from '../surface.tsx';
import { heldIn } from '../values.ts';
import type { ElementProps } from './props.ts';

const INPUT_TYPES = { datepicker: 'date', timepicker: 'time', datetimepicker: 'datetime-local' } as const;

/** A field of a day, a time of day, or a moment, with the browser's own picker. */
export function TimeField({ element, slot, naming, id, describedBy, invalid, dispatch }: ElementProps<TimeElement>) {
  const surface = useSurface();
  const { ask, dialog } = useConfirm();
  const held = heldIn(surface.values, slot);
  const text = held?.kind === 'text' ? (held.text ?? '') : '';
  const isMoment = element.type === 'datetimepicker';
  return (
    <>
      <input
        type={INPUT_TYPES[element.type]}
        id={id}
        {...naming}
        className="field time-field"
        value={isMoment ? toLocal(text) : text}
        aria-describedby={describedBy}
        aria-invalid={invalid}
        onChange={({ target }) => {
          const value = isMoment ? toSeconds(target.value) : target.value;
          ask(element.confirm, () => surface.change(slot, element, { kind: 'text', text: value }, dispatch));
        }}
      />
      {dialog}
    </>
  );
}

/** Seconds since 1970 as the browser's `YYYY-MM-DDTHH:MM` of its own time zone. */
function toLocal(seconds: string): string {
  if (seconds === '') return '';
  const date = new Date(Number(seconds) * 1000);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

function toSeconds(local: string): string {
  return local === '' ? '' : `${Math.floor(new Date(local).getTime() / 1000)}`;
}
