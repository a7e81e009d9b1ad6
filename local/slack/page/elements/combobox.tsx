import { type KeyboardEvent, useId, useRef, useState } from 'react';
import { Popover } from '../popover.tsx';
import { type Choice, type ChoiceGroup, ChoiceList } from './choice-list.tsx';
import type { Naming } from './props.ts';

export interface ComboboxProps {
  id: string;
  naming: Naming;
  describedBy: string | undefined;
  invalid: boolean;
  placeholder: string;
  /** What can be chosen for the present query. */
  groups: readonly ChoiceGroup[];
  chosen: readonly Choice[];
  multiple: boolean;
  /** Said in place of choices: nothing found, still looking, type more. */
  note: string | null;
  /** Called with each query, and with an empty one when the list opens. */
  onQuery: (query: string) => void;
  onChange: (chosen: Choice[]) => void;
  busy: boolean;
}

/** A select menu that is typed into: arrow keys move, Enter chooses, Escape closes, Backspace takes the last one away. */
export function Combobox(props: ComboboxProps) {
  const { id, naming, describedBy, invalid, chosen, multiple, groups, note } = props;
  const list = useCombobox(props);
  const box = useRef<HTMLDivElement>(null);
  const listId = useId();
  const single = multiple ? undefined : chosen[0];
  return (
    <div ref={box} className="combobox" aria-busy={props.busy}>
      {multiple &&
        chosen.map((choice) => <Chip key={choice.value} choice={choice} onRemove={() => list.toggle(choice)} />)}
      <input
        id={id}
        {...naming}
        role="combobox"
        aria-expanded={list.open}
        aria-controls={list.open ? listId : undefined}
        aria-autocomplete="list"
        aria-activedescendant={list.open && list.active !== undefined ? `${listId}-${list.active.value}` : undefined}
        aria-describedby={describedBy}
        aria-invalid={invalid}
        autoComplete="off"
        placeholder={single?.text ?? (multiple && chosen.length > 0 ? '' : props.placeholder)}
        className={single !== undefined && list.open ? 'shows-chosen' : ''}
        value={list.open ? list.query : (single?.text ?? '')}
        onClick={list.show}
        onChange={({ target }) => list.search(target.value)}
        onKeyDown={list.onKeyDown}
        onBlur={list.hide}
      />
      <span className="combobox-arrow" aria-hidden="true">
        ▾
      </span>
      {list.open && (
        <Popover anchor={box} align="stretch" className="choices" onDismiss={list.hide}>
          <ChoiceList
            id={listId}
            groups={groups}
            chosen={chosen}
            active={list.active}
            multiple={multiple}
            onChoose={list.toggle}
          />
          {note !== null && <div className="menu-empty">{note}</div>}
        </Popover>
      )}
    </div>
  );
}

function Chip({ choice, onRemove }: { choice: Choice; onRemove: () => void }) {
  return (
    <span className="chip">
      {choice.text}
      <button type="button" aria-label={`Remove ${choice.text}`} onClick={onRemove}>
        ×
      </button>
    </span>
  );
}

function useCombobox({ groups, chosen, multiple, onChange, onQuery }: ComboboxProps) {
  const [open, setOpen] = useState(false);
  const [query, setQuery] = useState('');
  const [activeAt, setActiveAt] = useState(0);
  const choices = groups.flatMap((group) => group.choices);
  const active = choices[Math.min(activeAt, choices.length - 1)];

  const search = (text: string) => {
    setOpen(true);
    setQuery(text);
    setActiveAt(0);
    onQuery(text);
  };
  const show = () => {
    if (!open) search('');
  };
  const hide = () => setOpen(false);
  const toggle = (choice: Choice) => {
    const without = chosen.filter((other) => other.value !== choice.value);
    if (!multiple) onChange([choice]);
    else onChange(without.length < chosen.length ? without : [...chosen, choice]);
    if (multiple && query !== '') search('');
    else if (!multiple) hide();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Backspace' && query === '') return takeLast();
    if (event.key === 'Tab') return hide();
    if (!isHandled(event.key, open)) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === 'Escape') hide();
    else if (!open) show();
    else if (event.key === 'Enter') {
      if (active !== undefined) toggle(active);
    } else setActiveAt(step(activeAt, event.key === 'ArrowDown' ? 1 : -1, choices.length));
  };
  const takeLast = () => {
    if (multiple && chosen.length > 0) onChange(chosen.slice(0, -1));
  };
  return { open, query, active, search, show, hide, toggle, onKeyDown };
}

function isHandled(key: string, open: boolean): boolean {
  return key === 'ArrowDown' || key === 'ArrowUp' || (open && (key === 'Enter' || key === 'Escape'));
}

function step(at: number, by: number, length: number): number {
  return length === 0 ? 0 : (at + by + length) % length;
}
