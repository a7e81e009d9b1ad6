import type { KnownBlock, ModalView } from '@slack/types';
import { VIEWS } from './ids.ts';

/** A private answer, where something was clicked in a view. */
export function answerView(blocks: KnownBlock[]): ModalView {
  return {
    type: 'modal',
    callback_id: VIEWS.answer,
    title: { type: 'plain_text', text: 'Meshdesk' },
    close: { type: 'plain_text', text: 'Close' },
    blocks,
  };
}
