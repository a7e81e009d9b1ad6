import { useEffect, useRef } from 'react';
import { sequence } from '../sequence.ts';

/** Something that can be chosen. */
export interface Choice {
  value: string;
  text: string;
  description?: string;
}

/** Choices under a heading; an empty label has none. */
export interface ChoiceGroup {
  label: string;
  choices: readonly Choice[];
}

interface ChoiceListProps {
  id: string;
  groups: readonly ChoiceGroup[];
  chosen: readonly Choice[];
  active: Choice | undefined;
  multiple: boolean;
  onChoose: (choice: Choice) => void;
}

/** The list of a combobox; what is typed stays in its field, which keeps the focus. */
export function ChoiceList({ id, groups, chosen, active, multiple, onChoose }: ChoiceListProps) {
  const list = useRef<HTMLDivElement>(null);
  const activeValue = active?.value;
  useEffect(() => {
    if (activeValue !== undefined) list.current?.querySelector('.active')?.scrollIntoView({ block: 'nearest' });
  }, [activeValue]);
  return (
    <div ref={list} id={id} role="listbox" tabIndex={-1} aria-multiselectable={multiple} aria-label="Choices">
      {sequence(groups, (group) => (
        <>
          {group.label !== '' && group.choices.length > 0 && <div className="menu-heading">{group.label}</div>}
          {group.choices.map((choice) => (
            <div
              key={choice.value}
              id={`${id}-${choice.value}`}
              role="option"
              tabIndex={-1}
              aria-selected={chosen.some((other) => other.value === choice.value)}
              className={choice.value === activeValue ? 'choice-option active' : 'choice-option'}
              onClick={() => onChoose(choice)}
              onKeyDown={(event) => {
                if (event.key === 'Enter') onChoose(choice);
              }}
            >
              {choice.text}
              {choice.description !== undefined && <span className="menu-detail">{choice.description}</span>}
            </div>
          ))}
        </>
      ))}
    </div>
  );
}
