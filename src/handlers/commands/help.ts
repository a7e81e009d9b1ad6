import { helpBlocks } from '../../blocks/help.ts';
import type { Subcommand } from './subcommand.ts';

/** `/mesh help`: every command. */
export const help: Subcommand = async (_desk, _typed, { acked, answer, commands }) => {
  await acked();
  await answer(helpBlocks(commands));
};
