import type { KnownBlock } from '@slack/types';
import { COMMAND } from './ids.ts';
import { bold, bullets, code, line, type Piece, rich } from './rich.ts';

/** For whom a command is worth showing; who may do what is decided when they do it. */
export type Audience = 'everybody' | 'approver' | 'consumer' | 'member' | 'admin';

/** A word after the command, in words. */
export interface CommandWords {
  /** Empty: the command alone. */
  word: string;
  /** What follows the word, as `ID` or `[database]`. */
  takes?: string;
  /** What it does, after its name or "it": "approves a request". */
  does: string;
  for: readonly Audience[];
}

/** What can be done with the command. */
export function helpBlocks(commands: readonly CommandWords[], title = 'Commands'): KnownBlock[] {
  const rows = commands.map((command): Piece[] => [code(asTyped(command)), ` ${command.does}`]);
  return rows.length === 0 ? [] : [rich(line(bold(title)), bullets(rows))];
}

/** Said when there is no such word. */
export function unknownBlocks(
  word: string,
  nearest: CommandWords | undefined,
  commands: readonly CommandWords[],
): KnownBlock[] {
  const no: Piece[] = ['There is no ', code(`${COMMAND} ${word}`), '.'];
  if (nearest === undefined) return [rich(line(...no)), ...helpBlocks(commands)];
  return [
    rich(
      line(...no, ' Did you mean ', code(asTyped(nearest)), `? It ${nearest.does}.`),
      line(code(`${COMMAND} help`), ' lists all that there is.'),
    ),
  ];
}

/** Said of words that follow a command and are none of those that it takes. */
export function notUnderstoodBlocks(command: CommandWords, words: string): KnownBlock[] {
  const takes = command.takes === undefined ? ' takes no words after it' : ' takes nothing else';
  return [rich(line('What does ', code(words), ' mean? ', code(asTyped(command)), `${takes}. Nothing was done.`))];
}

/** What the manifest's usage hint has to be: every word with what follows it. */
export function usageHint(commands: readonly CommandWords[]): string {
  const words = commands
    .filter(({ word }) => word !== '')
    .map(({ word, takes }) => (takes ? `${word} ${takes}` : word));
  return `[${words.join(' | ')}]`;
}

function asTyped({ word, takes }: CommandWords): string {
  return [COMMAND, word, takes].filter(Boolean).join(' ');
}
