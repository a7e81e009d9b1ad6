import { line, rich } from '../../blocks/rich.ts';
import { openDetails } from '../details.ts';
import type { Subcommand } from './subcommand.ts';

/** `/mesh show ID`: everything about a request. */
export const show: Subcommand = async (desk, { words, userId, channel, triggerId }, { acked, answer }) => {
  const [subscriptionId] = words;
  if (subscriptionId !== undefined)
    return openDetails(desk, { subscriptionId, userId, channel, trigger: { trigger_id: triggerId } }, acked);
  await acked();
  await answer([rich(line('Which request? Its id stands at the foot of its card.'))]);
};
