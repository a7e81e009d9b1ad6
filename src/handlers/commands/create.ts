import { openCreate } from '../creating.ts';
import type { Subcommand } from './subcommand.ts';

/** `/mesh create`: the modal that creates data products. */
export const create: Subcommand = (desk, { userId, triggerId }, { acked }) =>
  openCreate(desk, { userId, triggerId }, acked);
