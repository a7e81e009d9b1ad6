import type { DecisionKind } from '../../blocks/decision/about.ts';
import { line, rich } from '../../blocks/rich.ts';
import { openDecision } from '../decision-modal.ts';
import { openDenial } from '../denial.ts';
import { visibleRequest } from '../visible.ts';
import type { Subcommand } from './subcommand.ts';

/** `/mesh approve ID`, `change`, `revoke`, `deny`: the modal of that decision. Who has no part in the request finds none. */
export function decide(kind: DecisionKind | 'deny'): Subcommand {
  return async (desk, { words, userId, channel, triggerId }, { acked, answer }) => {
    const [subscriptionId] = words;
    if (subscriptionId === undefined) {
      await acked();
      await answer([rich(line('Which request? Its id stands at the foot of its card.'))]);
      return;
    }
    await visibleRequest(desk, { subscriptionId, userId, channel });
    const wish = { subscriptionId, userId, trigger: { trigger_id: triggerId } };
    if (kind === 'deny') return openDenial(desk, wish);
    return openDecision(desk, { ...wish, kind }, acked);
  };
}
