import { readButtonValue } from '../../blocks/button-value.ts';
import { takeDecision } from '../../mesh/decision.ts';
import { MeshError } from '../../mesh/errors.ts';
import { answering, inView, tellerOf } from '../answering.ts';
import type { FrontDesk } from '../front-desk.ts';
import type { ButtonClick } from './click.ts';

/** Does the rest of what was done in part: the same order, the same plan. */
export function retry(desk: FrontDesk) {
  return async ({ ack, action, body, respond }: ButtonClick): Promise<void> => {
    await answering(desk, tellerOf(desk, { body, respond }), async () => {
      const { subscriptionId, requested } = readButtonValue(action.value);
      const last = await desk.operations.get(subscriptionId);
      if (last === undefined) throw new MeshError('SubscriptionNotFound', { subscriptionId });
      const { order, planHash } = last;
      await takeDecision(
        desk,
        { subscriptionId, requested, order, ...(planHash !== undefined && { planHash }) },
        (...accounts) => desk.people.person(body.user.id, accounts),
      );
      await inView(desk, body.view?.id, ['It is tried again. The card in the channel shows how it goes.']);
    });
    await ack();
  };
}
