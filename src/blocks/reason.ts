import type { RichTextQuote } from '@slack/types';
import { cutReason } from '../mesh/reason.ts';
import type { RequestFacts } from './facts.ts';
import { visible } from './limits.ts';

/** Why it was asked for, quoted: nothing where that is not known. */
export function reason({ reason: notes }: Pick<RequestFacts, 'reason'>): RichTextQuote[] {
  if (notes.length === 0) return [];
  const elements = cutReason(notes).map((note) => ({ type: 'text' as const, text: `${visible(note)}\n` }));
  return [{ type: 'rich_text_quote', elements }];
}

/** The record's notes besides the reason: of a decision made elsewhere nobody knows which of them are its own. */
export function otherNotes({ subscription, reason: notes }: RequestFacts): string[] {
  const told = new Set(cutReason(notes));
  return (subscription.Notes ?? []).filter((note) => !told.has(cutReason([note])[0] ?? note));
}
