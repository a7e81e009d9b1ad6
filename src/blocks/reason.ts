import type { RichTextQuote } from '@slack/types';
import type { RequestFacts } from './facts.ts';
import { visible } from './limits.ts';

/** Why it was asked for, quoted: nothing where that is not known. */
export function reason({ reason: notes }: Pick<RequestFacts, 'reason'>): RichTextQuote[] {
  if (notes.length === 0) return [];
  const elements = notes.map((note) => ({ type: 'text' as const, text: `${visible(note)}\n` }));
  return [{ type: 'rich_text_quote', elements }];
}

/** The record's notes besides the reason, which may be cut: of a decision made elsewhere nobody knows which of them are its own. */
export function otherNotes({ subscription, reason: told }: RequestFacts): string[] {
  const isOf = (note: string) => (part: string) =>
    note === part || (part.endsWith('…') && note.startsWith(part.slice(0, -1)));
  return (subscription.Notes ?? []).filter((note) => !told.some(isOf(note)));
}
