import type { KnownBlock, OptionGroup } from '@slack/types';
import { createContext, useContext, useRef, useState } from 'react';
import { findOptions, sendAction } from './api.ts';
import type { Slot, StatefulElement } from './blockkit.ts';
import { useDirectory } from './directory.tsx';
import type { PageAction, PageContainer } from './protocol.ts';
import { readSuggestions } from './suggestions.ts';
import { type Held, type HeldValues, reconcile, slackForm, stateValues, withHeld } from './values.ts';

/** What an interactive element needs of the message or view it stands in. */
export interface Surface {
  values: HeldValues;
  /** Messages beside the fields, by block id. */
  errors: Readonly<Record<string, string>>;
  status: (slot: Slot) => ActionStatus;
  /** Holds a new value; with `dispatch` the app hears of it as a block action. */
  change: (slot: Slot, element: StatefulElement, held: Held, dispatch: boolean) => void;
  /** Sends a block action that holds no value: a button or overflow menu. */
  act: (slot: Slot, action: { type: string } & Record<string, unknown>) => void;
  /** Asks the app for the options of an external select. */
  suggest: (slot: Slot, query: string) => Promise<OptionGroup[]>;
}

/** `busy` until the app answered the action, `failed` when it did not. */
export type ActionStatus = 'idle' | 'busy' | 'failed';

const SurfaceContext = createContext<Surface | null>(null);

export const SurfaceProvider = SurfaceContext.Provider;

/** The surface around an element. */
export function useSurface(): Surface {
  const surface = useContext(SurfaceContext);
  if (surface === null) throw new Error('useSurface is called outside of SurfaceProvider.');
  return surface;
}

/** The surface of a message's or view's blocks; what was typed stays when the blocks change, as `reconcile` has it. */
export function useNewSurface(
  container: PageContainer,
  blocks: readonly KnownBlock[],
  errors: Readonly<Record<string, string>> = {},
  onChange: (slot: Slot) => void = () => undefined,
): Surface {
  const user = useDirectory().me.id;
  const { values, held, hold } = useHeldValues(blocks);
  const [statuses, setStatuses] = useState<Readonly<Record<string, ActionStatus>>>({});

  const send = async (slot: Slot, action: { type: string } & Record<string, unknown>) => {
    const key = keyOf(slot);
    const set = (status: ActionStatus) => setStatuses((before) => ({ ...before, [key]: status }));
    const sent: PageAction['action'] = {
      ...action,
      block_id: slot.blockId,
      action_id: slot.actionId,
      action_ts: (Date.now() / 1000).toFixed(6),
    };
    set('busy');
    try {
      const answer = await sendAction({ user, container, action: sent, values: stateValues(held(), blocks) });
      set(answer.notice === undefined ? 'idle' : 'failed');
    } catch (error) {
      console.warn('The action was not taken.', error);
      set('failed');
    }
  };

  return {
    values,
    errors,
    status: (slot) => statuses[keyOf(slot)] ?? 'idle',
    act: (slot, action) => void send(slot, action),
    change: (slot, element, value, dispatch) => {
      hold(slot, value);
      onChange(slot);
      if (dispatch) void send(slot, slackForm(element, value));
    },
    suggest: async ({ blockId, actionId }, query) =>
      readSuggestions(await findOptions({ user, container, block_id: blockId, action_id: actionId, value: query })),
  };
}

function useHeldValues(blocks: readonly KnownBlock[]) {
  const { conversation } = useDirectory();
  const [seen, setSeen] = useState(blocks);
  const [values, setValues] = useState(() => reconcile({}, blocks, conversation));
  const latest = useRef(values);
  if (seen !== blocks) {
    latest.current = reconcile(latest.current, blocks, conversation);
    setSeen(blocks);
    setValues(latest.current);
  }
  return {
    values,
    /** The values now, even before the page was drawn anew. */
    held: () => latest.current,
    hold: (slot: Slot, held: Held) => {
      latest.current = withHeld(latest.current, slot, held);
      setValues(latest.current);
    },
  };
}

function keyOf({ blockId, actionId }: Slot): string {
  return JSON.stringify([blockId, actionId]);
}
