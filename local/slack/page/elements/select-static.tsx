import type { MultiStaticSelect, OptionGroup, StaticSelect } from '@slack/types';
import { useState } from 'react';
import { ungrouped } from '../suggestions.ts';
import { Combobox } from './combobox.tsx';
import { choiceOf, choicesOf, optionsOf } from './options.ts';
import type { ElementProps } from './props.ts';
import { useSelect } from './use-select.ts';

/** A select menu whose options come with the block. */
export function StaticSelectElement(props: ElementProps<StaticSelect | MultiStaticSelect>) {
  const { held, hold, dialog, box } = useSelect(props);
  const [query, setQuery] = useState('');
  const all = groupsOf(props.element);
  const groups = choicesOf(all, query);
  const known = all.flatMap((group) => group.options);
  return (
    <>
      <Combobox
        {...box}
        groups={groups}
        chosen={held?.kind === 'options' ? held.options.map(choiceOf) : []}
        note={groups.every((group) => group.choices.length === 0) ? 'No results' : null}
        onQuery={setQuery}
        onChange={(chosen) => hold({ kind: 'options', options: optionsOf(chosen, known) })}
      />
      {dialog}
    </>
  );
}

function groupsOf({ options, option_groups }: StaticSelect | MultiStaticSelect): OptionGroup[] {
  return option_groups ?? ungrouped(options ?? []);
}
