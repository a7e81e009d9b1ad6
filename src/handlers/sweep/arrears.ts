import { setMaxListeners } from 'node:events';
import pLimit from 'p-limit';
import { grouped } from '../../mesh/canonical.ts';
import type { Arrear } from '../../mesh/stores/arrears.ts';
import type { FrontDesk } from '../front-desk.ts';
import { inTurn } from '../in-turn.ts';
import { SlackBusy } from '../slack-messages.ts';
import { attempt } from './attempt.ts';

/** What one run takes of what is behind. */
export interface Bounds {
  /** So many of a channel, the oldest that it comes by: Slack takes a message a second. */
  ofEach: number;
  /** So many pages of notes are read. */
  pages: number;
  /** Of a page; absent: a megabyte, which is some thousand notes. */
  limit?: number;
}

const BOUNDS: Bounds = { ofEach: 1_000, pages: 50 };
/** Where a run ends that has read all its pages, the next one goes on. */
const PASS = 'arrears';
/** Subjects whose messages are drawn at once. */
const AT_ONCE = 16;

/**
 * Brings messages that are behind to what is stored: channel beside channel, each at the pace that Slack allows it, however much is
 * behind in one of them.
 */
export async function workOff(
  desk: FrontDesk,
  until: Date,
  ending?: AbortSignal,
  bounds: Bounds = BOUNDS,
): Promise<void> {
  const queues = await behind(desk, bounds);
  if (queues.length === 0) return;
  const limit = pLimit(AT_ONCE);
  const late = AbortSignal.timeout(Math.max(0, until.getTime() - desk.now().getTime()));
  const signal = ending === undefined ? late : AbortSignal.any([late, ending]);
  setMaxListeners(0, signal);
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

/** What is behind, by channel: the first page of it, and as many more as a run reads, from where the last run has ended. */
async function behind(desk: FrontDesk, { ofEach, pages, limit }: Bounds): Promise<Arrear[][]> {
  const now = desk.now();
  const queues = new Map<string, Arrear[]>();
  const read = async (start?: Record<string, unknown>) => {
    const { arrears, next } = await desk.arrears.page({ now, limit, start });
    for (const [channel, more] of grouped(arrears, ({ id, channel }) => channel ?? `none ${id}`)) {
      queues.set(channel, [...(queues.get(channel) ?? []), ...more].slice(0, ofEach));
    }
    return next;
  };
  const second = await read();
  if (second !== undefined) {
    const passes = await desk.passes();
    const pass = await passes.get(PASS);
    let cursor: typeof second | undefined = pass?.cursor ?? second;
    for (let more = pages - 1; more > 0 && cursor !== undefined; more--) cursor = await read(cursor);
    await passes.put(PASS, { begunAt: now.toISOString(), ...(cursor && { cursor }) }, pass);
  }
  return [...queues.values()];
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
