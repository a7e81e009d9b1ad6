import { useState } from 'react';
import type { SelectElement } from '../blockkit.ts';
import { type Directory, useDirectory, userOf } from '../directory.tsx';
import type { PageChannel } from '../protocol.ts';
import type { Choice } from './choice-list.tsx';
import { Combobox } from './combobox.tsx';
import { matches } from './options.ts';
import type { ElementProps } from './props.ts';
import { useSelect } from './use-select.ts';

type PeopleElement = Extract<SelectElement, { type: `${string}users_select` | `${string}s_select` }>;

/** A select menu of people, channels or conversations. */
export function PeopleSelect(props: ElementProps<PeopleElement>) {
  const { held, hold, dialog, box } = useSelect(props);
  const directory = useDirectory();
  const [query, setQuery] = useState('');
  const ids = held?.kind === 'ids' ? held.ids : [];
  const choices = choicesFor(props.element, directory);
  const found = choices.filter((choice) => matches(choice, query));
  const choiceOfId = (id: string): Choice =>
    choices.find((choice) => choice.value === id) ?? { value: id, text: userOf(directory, id).realName };
  return (
    <>
      <Combobox
        {...box}
        groups={[{ label: '', choices: found }]}
        chosen={ids.map(choiceOfId)}
        note={found.length === 0 ? 'No results' : null}
        onQuery={setQuery}
        onChange={(chosen) => hold({ kind: 'ids', ids: chosen.map((choice) => choice.value) })}
      />
      {dialog}
    </>
  );
}

function choicesFor(element: PeopleElement, { users, channels }: Directory): Choice[] {
  if (element.type === 'users_select' || element.type === 'multi_users_select') {
    return users.map((user) => ({
      value: user.id,
      text: user.realName,
      ...(user.title === '' ? {} : { description: user.title }),
    }));
  }
  const filter = 'filter' in element ? element.filter : undefined;
  const onlyChannels = element.type === 'channels_select' || element.type === 'multi_channels_select';
  const wanted = ({ kind }: PageChannel) => {
    if (kind === 'channel') return filter?.include === undefined || filter.include.some((type) => type !== 'im');
    const included = filter?.include === undefined || filter.include.includes('im');
    return !onlyChannels && included && filter?.exclude_bot_users !== true;
  };
  return channels
    .filter(wanted)
    .map(({ id, name, kind }) => ({ value: id, text: kind === 'channel' ? `# ${name}` : name }));
}
