import { setMaxListeners } from 'node:events';
import pLimit from 'p-limit';
import { grouped } from '../../mesh/canonical.ts';
import type { Arrear } from '../../mesh/stores/arrears.ts';
import type { FrontDesk } from '../front-desk.ts';
import { inTurn } from '../in-turn.ts';
import { SlackBusy } from '../slack-messages.ts';
import { attempt } from './attempt.ts';

/** So many, the oldest, are looked at in one run. */
const MOST = 20_000;
/** Subjects whose messages are drawn at once. */
const AT_ONCE = 16;

/** Brings messages that are behind to what is stored: channel beside channel, each at the pace that Slack allows it. */
export async function workOff(desk: FrontDesk, until: Date, ending?: AbortSignal): Promise<void> {
  const behind: Arrear[] = [];
  for await (const arrear of desk.arrears.list(desk.now())) if (behind.push(arrear) >= MOST) break;
  if (behind.length === 0) return;
  const limit = pLimit(AT_ONCE);
  const late = AbortSignal.timeout(Math.max(0, until.getTime() - desk.now().getTime()));
  const signal = ending === undefined ? late : AbortSignal.any([late, ending]);
  setMaxListeners(0, signal);
  const queues = [...grouped(behind, ({ id, channel }) => channel ?? `none ${id}`).values()];
  await Promise.all(
    queues.map(async (queue) => {
      for (const arrear of queue) {
        if (signal.aborted) return;
        const showing = { id: arrear.id, subject: arrear.subject };
        const turning = { showing, patienceMs: Number.POSITIVE_INFINITY, urgent: false, limit, signal };
        await attempt(desk, arrear.id, () => inTurn(desk, () => settle(desk, arrear), turning));
      }
    }),
  );
}

/** What waits for another channel by now is noted so, and holds up nobody in this one. */
async function settle(desk: FrontDesk, arrear: Arrear): Promise<void> {
  const { id, subject, channel } = arrear;
  try {
    await (subject === 'products' ? desk.productCards : desk.refresher).now(id);
  } catch (error) {
    if (!(error instanceof SlackBusy) || error.channel === channel) throw error;
    return desk.arrears.add(id, subject, desk.now(), error.channel);
  }
  await desk.arrears.settle(arrear);
}
