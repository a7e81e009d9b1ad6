import type { ExternalSelect, MultiExternalSelect, OptionGroup } from '@slack/types';
import { useEffect, useRef, useState } from 'react';
import { useSurface } from '../surface.tsx';
import { Combobox } from './combobox.tsx';
import { choiceOf, choicesOf, optionsOf } from './options.ts';
import type { ElementProps } from './props.ts';
import { useSelect } from './use-select.ts';

/** How long after the last key the app is asked. */
const PAUSE_MS = 200;
/** Slack's own when the element does not say. */
const MIN_QUERY_LENGTH = 3;

type Lookup =
  | { state: 'too-short' | 'looking' | 'failed'; groups: OptionGroup[] }
  | { state: 'found'; groups: OptionGroup[] };

/** A select menu whose options the app looks up. */
export function LookupSelect(props: ElementProps<ExternalSelect | MultiExternalSelect>) {
  const { held, hold, dialog, box } = useSelect(props);
  const least = props.element.min_query_length ?? MIN_QUERY_LENGTH;
  const [lookup, search] = useLookup(props, least);
  const options = held?.kind === 'options' ? held.options : [];
  const known = [...lookup.groups.flatMap((group) => group.options), ...options];
  return (
    <>
      <Combobox
        {...box}
        groups={choicesOf(lookup.groups, '')}
        chosen={options.map(choiceOf)}
        note={noteOf(lookup, least)}
        onQuery={search}
        onChange={(chosen) => hold({ kind: 'options', options: optionsOf(chosen, known) })}
      />
      {dialog}
    </>
  );
}

/** Asks the app for each query after a pause; an answer to an older query is dropped. */
function useLookup({ slot }: ElementProps<ExternalSelect | MultiExternalSelect>, least: number) {
  const surface = useSurface();
  const [lookup, setLookup] = useState<Lookup>({ state: 'looking', groups: [] });
  const latest = useRef(0);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  const ask = async (query: string, number: number) => {
    const answer: Lookup = await surface.suggest(slot, query).then(
      (groups) => ({ state: 'found', groups }),
      (error: unknown) => {
        console.warn('The app gave no options.', error);
        return { state: 'failed', groups: [] };
      },
    );
    if (number === latest.current) setLookup(answer);
  };
  const search = (query: string) => {
    clearTimeout(timer.current);
    latest.current += 1;
    const number = latest.current;
    if (query.length < least) return setLookup({ state: 'too-short', groups: [] });
    setLookup({ state: 'looking', groups: [] });
    timer.current = setTimeout(() => void ask(query, number), query === '' ? 0 : PAUSE_MS);
  };
  return [lookup, search] as const;
}

function noteOf({ state, groups }: Lookup, least: number): string | null {
  if (state === 'looking') return 'Loading…';
  if (state === 'failed') return 'The options could not be loaded. Try again.';
  if (state === 'too-short') return `Type at least ${least} ${least === 1 ? 'character' : 'characters'} to search`;
  return groups.every((group) => group.options.length === 0) ? 'No results' : null;
}
