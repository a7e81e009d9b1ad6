import { code, line, rich } from '../../blocks/rich.ts';
import { orderImport } from '../../mesh/import.ts';
import { visibleRequest } from '../visible.ts';
import type { Subcommand } from './subcommand.ts';

/** `/mesh import ID`: imports what was granted. Who has no part in the request finds none. */
export const importGranted: Subcommand = async (desk, { words, userId, channel }, { acked, answer }) => {
  const [subscriptionId] = words;
  if (subscriptionId === undefined) {
    await acked();
    await answer([rich(line('Which request? Its id stands at the foot of the message about it.'))]);
    return;
  }
  const state = await visibleRequest(desk, { subscriptionId, userId, channel });
  await orderImport(desk, { subscriptionId }, (subscriber) => desk.people.person(userId, [subscriber]));
  await acked();
  const where = state.is === 'request' ? state.facts.subscriber?.channel : undefined;
  const place = where === undefined ? [] : [' in ', { type: 'channel' as const, channel_id: where }];
  await answer([
    rich(line('📥 The import of ', code(subscriptionId), ' has begun. Its message', ...place, ' shows how it goes.')),
  ]);
};
