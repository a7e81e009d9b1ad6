import { notUnderstoodBlocks } from '../../blocks/help.ts';
import type { Command, Subcommand } from './subcommand.ts';

/** More words than the command takes: says which, and does nothing. */
export function tooMuch(command: Command): Subcommand {
  return async (_desk, { words }, { acked, answer }) => {
    await acked();
    await answer(notUnderstoodBlocks(command, words.slice(command.most ?? 0).join(' ')));
  };
}
