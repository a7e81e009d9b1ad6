import type { ModalView } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import { slackErrorOf } from './slack-messages.ts';

/** A view as it is known: `hash` is Slack's, of what it showed when it was last heard of. */
export interface KnownView {
  id: string;
  hash: string | undefined;
}

/**
 * Draws a view anew. Of several calls for one view the last one is drawn, in this process; another process that was faster
 * wins, as does whoever closed the view. Rejects with what drawing or Slack throws.
 */
export type Redraw = (view: KnownView, draw: () => Promise<ModalView>) => Promise<void>;

/** Slack's words for a view that was drawn by somebody else meanwhile, or closed. */
const PASSED = ['hash_conflict', 'not_found', 'view_not_found'];

export function redrawer(slack: WebClient): Redraw {
  const waiting = new Map<string, { next: (() => Promise<ModalView>) | undefined }>();
  return async ({ id, hash }, draw) => {
    const current = waiting.get(id);
    if (current !== undefined) {
      current.next = draw;
      return;
    }
    const mine: { next: (() => Promise<ModalView>) | undefined } = { next: draw };
    waiting.set(id, mine);
    try {
      let known = hash;
      while (mine.next !== undefined) {
        const last = mine.next;
        mine.next = undefined;
        const view = await last();
        if (mine.next === undefined) known = await update(slack, { id, hash: known }, view);
      }
    } finally {
      waiting.delete(id);
    }
  };
}

async function update(slack: WebClient, { id, hash }: KnownView, view: ModalView): Promise<string | undefined> {
  try {
    const { view: drawn } = await slack.views.update({ view_id: id, view, ...(hash !== undefined && { hash }) });
    return drawn?.hash;
  } catch (error) {
    if (PASSED.includes(slackErrorOf(error) ?? '')) return hash;
    throw error;
  }
}
