import { distance } from 'fastest-levenshtein';
import { type CommandWords, unknownBlocks } from '../../blocks/help.ts';
import { shorten } from '../../blocks/limits.ts';
import type { Subcommand } from './subcommand.ts';

/** Any word that is no command: the nearest that is one. */
export const unknown: Subcommand = async (_desk, { word }, { acked, answer, commands }) => {
  await acked();
  await answer(unknownBlocks(shorten(word, 60), nearest(word.toLowerCase(), commands), commands));
};

/** The command that was probably meant: one that begins so, else one that is a slip of the finger away. */
export function nearest<C extends Pick<CommandWords, 'word'>>(word: string, commands: readonly C[]): C | undefined {
  const named = commands.filter((command) => command.word !== '');
  const begun = word.length < 2 ? undefined : named.find((command) => command.word.startsWith(word));
  if (begun !== undefined || word.length > 40) return begun;
  const [best] = named
    .map((command) => ({ command, slips: distance(word, command.word) }))
    .sort((a, b) => a.slips - b.slips);
  return best !== undefined && best.slips <= Math.ceil(word.length / 3) ? best.command : undefined;
}
