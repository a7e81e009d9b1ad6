import { code, line, rich } from '../../blocks/rich.ts';
import type { Subcommand } from './subcommand.ts';

/** `/mesh connect [ACCOUNT]`: connects an account, or edits its connection; for admins. The number may be typed in groups. */
export const connect: Subcommand = async (desk, { words, userId, triggerId }, { acked, answer }) => {
  const typed = words.join(' ');
  if (typed === '' || /^\d{12}$/.test(typed.replace(/[\s-]/g, ''))) {
    const { openConnect } = await import('../connecting.ts');
    return openConnect(desk, userId, { trigger_id: triggerId }, typed);
  }
  await acked();
  const example = ['An account has 12 digits, as in ', code('/mesh connect 111111111111'), '.'];
  await answer([rich(line('What does ', code(typed), ' mean? ', ...example, ' Nothing was done.'))]);
};
