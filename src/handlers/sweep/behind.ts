import pLimit from 'p-limit';
import type { FrontDesk } from '../front-desk.ts';
import { attempt } from './attempt.ts';

/** Notes that are written at once. */
const AT_ONCE = 10;

/** Notes requests whose messages are behind, by the channel of their cards. */
export async function noteBehind(desk: FrontDesk, cards: readonly { id: string; channel: string }[]): Promise<void> {
  const limit = pLimit(AT_ONCE);
  const note = (id: string, channel: string) => desk.arrears.add(id, 'subscription', desk.now(), channel);
  await Promise.all(cards.map(({ id, channel }) => limit(() => attempt(desk, id, () => note(id, channel)))));
}
