import type { PageView } from '../../local/slack/page/protocol.ts';
import type { Person, SeenMessage } from '../../local/slack/person.ts';
import { textOf } from './world.ts';

/** Clicks a button that opens a modal, and waits until it is filled. */
export async function modalOf(me: Person, card: SeenMessage, action: string): Promise<PageView> {
  await me.click(card, action);
  return filled(me);
}

/** The topmost modal, when it shows `text`; without it, when it has a field. */
export function filled(me: Person, text?: string): Promise<PageView> {
  return me.untilView(
    (view) =>
      text === undefined ? JSON.stringify(view.blocks).includes('"type":"input"') : textOf(view).includes(text),
    20_000,
  );
}

/** What stands in the options that are ticked or chosen at first, by action id. */
export function preselected(view: PageView): Record<string, string[]> {
  const chosen: Record<string, string[]> = {};
  for (const block of view.blocks) {
    const { element } = block as { element?: { action_id?: string; initial_options?: { value: string }[] } };
    if (element?.action_id !== undefined && element.initial_options !== undefined) {
      chosen[element.action_id] = element.initial_options.map(({ value }) => value);
    }
  }
  return chosen;
}
