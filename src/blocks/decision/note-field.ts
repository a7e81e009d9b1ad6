import type { InputBlock } from '@slack/types';
import type { Entered } from './entered.ts';

const NOTE = 'note';

/** The field that errors stand beside which belong to no other. */
export const NOTE_BLOCK = 'notes';

/** Why: for whoever asked, and for the history. */
export function noteField(label: 'Note' | 'Reason'): InputBlock {
  return {
    type: 'input',
    block_id: NOTE_BLOCK,
    optional: label === 'Note',
    label: { type: 'plain_text', text: label },
    hint: { type: 'plain_text', text: 'The requester reads it.' },
    element: { type: 'plain_text_input', action_id: NOTE, multiline: true, max_length: 1000 },
  };
}

/** What was typed; empty when nothing was. */
export function readNoteField(entered: Entered): string {
  return entered.text(NOTE);
}
