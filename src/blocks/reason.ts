import type { RichTextQuote } from '@slack/types';
import type { Operation } from '../mesh/operation.ts';
import type { RequestFacts } from './facts.ts';
import { shorten, visible } from './limits.ts';

const MOST_NOTES = 5;
const LONGEST = 300;

/**
 * Why it was asked for, quoted: the record's notes but those of decisions in Meshdesk, which are told beside these (the original keeps
 * all of a record in one set). `history`: the notes of every decision; without it the last two are known, and of a denial or an end
 * outside Meshdesk, which lists the record's notes itself, nothing is said here.
 */
export function reason(facts: RequestFacts, history?: readonly (string | undefined)[]): RichTextQuote[] {
  const { subscription, phase } = facts;
  const elsewhere = 'decision' in phase && phase.decision.through === 'record' && phase.is !== 'active';
  if (elsewhere && history === undefined) return [];
  const told = new Set((history ?? decisionNotes(facts)).map((note) => note?.trim()));
  const notes = (subscription.Notes ?? []).filter((note) => !told.has(note.trim()));
  if (notes.length === 0) return [];
  return [
    {
      type: 'rich_text_quote',
      elements: notes
        .slice(0, MOST_NOTES)
        .map((note) => ({ type: 'text', text: `${shorten(visible(note), LONGEST)}\n` })),
    },
  ];
}

function decisionNotes({ phase, stillGranted, takingBack }: RequestFacts): (string | undefined)[] {
  const decided = 'decision' in phase && phase.decision.through === 'meshdesk' ? phase.decision.operation : undefined;
  const current: Partial<Operation> | undefined = 'operation' in phase ? phase.operation : decided;
  const known = [current, current?.standing, stillGranted, takingBack];
  return known.map((decision) => decision?.order?.notes);
}
