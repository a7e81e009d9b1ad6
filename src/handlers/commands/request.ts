import { openRequest } from '../asking.ts';
import type { Subcommand } from './subcommand.ts';

/** `/mesh request`: the modal that asks for access. */
export const request: Subcommand = (desk, { userId, triggerId }, { acked }) =>
  openRequest(desk, { userId, triggerId }, acked);
