import { openConnect } from '../connecting.ts';
import type { Subcommand } from './subcommand.ts';

/** `/mesh connect [ACCOUNT]`: connects an account, or edits its connection; for admins. */
export const connect: Subcommand = async (desk, { words, userId, triggerId }) => {
  await openConnect(desk, userId, { trigger_id: triggerId }, words.join(' ').slice(0, 40));
};
