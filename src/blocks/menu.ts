import type { KnownBlock } from '@slack/types';
import { requestEntry } from './entries.ts';
import { type CommandWords, helpBlocks } from './help.ts';
import { NOTHING } from './list-words.ts';
import { audiencesOf, beginnings, lists, type Overview } from './overview.ts';
import { bold, line, rich } from './rich.ts';
import { count } from './words.ts';

const MOST_WAITING = 3;

/** What `/mesh` alone answers: what waits for the person, and what they can do. */
export function menuBlocks(overview: Overview, commands: readonly CommandWords[]): KnownBlock[] {
  const { waiting, accounts, admins, connections } = overview;
  const audiences = audiencesOf(overview);
  const buttons = [...lists(overview), ...beginnings(overview)];
  const stranger = accounts.length === 0 && connections === undefined;
  const nothing = stranger ? NOTHING.accounts(admins) : ['Nothing waits for your decision.'];
  const found = count(waiting.length, 'request waits', 'requests wait');
  return [
    rich(line(...(waiting.length === 0 ? nothing : [bold(`${found} for your decision`), ', the oldest first:']))),
    ...waiting.slice(0, MOST_WAITING).flatMap((facts, at) => requestEntry(facts, `waiting-${at}`)),
    ...(buttons.length === 0 ? [] : [{ type: 'actions' as const, elements: buttons }]),
    ...helpBlocks(
      commands.filter((command) => command.word !== '' && command.for.some((audience) => audiences.includes(audience))),
      'What you can do',
    ),
  ];
}
