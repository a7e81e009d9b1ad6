import { menuBlocks } from '../../blocks/menu.ts';
import { overviewOf } from '../overview.ts';
import type { Subcommand } from './subcommand.ts';

/** `/mesh` alone: what waits for the person, and what they can do. */
export const menu: Subcommand = async (desk, { userId }, { acked, answer, commands }) => {
  await acked();
  await answer(menuBlocks(await overviewOf(desk, userId), commands));
};
