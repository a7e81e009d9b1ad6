import { setTimeout as wait } from 'node:timers/promises';
import type { Flood } from './stage.ts';

/** How often the channels are looked at, in milliseconds. */
const LOOK_MS = 100;

/** Waits until there are so many messages; seconds since `begun`. Throws when none has come for two minutes. */
export async function secondsUntil(flood: Flood, many: number, begun: number): Promise<number> {
  let [before, since] = [-1, performance.now()];
  for (;;) {
    const counts = Object.values(await flood.posted());
    const now = counts.reduce((sum, count) => sum + count, 0);
    if (now >= many) return (performance.now() - begun) / 1000;
    if (now > before) [before, since] = [now, performance.now()];
    if (performance.now() - since > 120_000) throw new Error(`${now} of ${many} messages, and no more come`);
    await wait(LOOK_MS);
  }
}

/** Requests without a card in their channel, and cards that are there once too often. */
export async function faults(flood: Flood, asked: ReadonlyMap<string, readonly string[]>) {
  const found = { missing: 0, twice: 0 };
  for (const [channel, ids] of asked) {
    const response = await fetch(`${flood.slack.url}/_control/messages?channel=${channel}`);
    const { messages } = (await response.json()) as { messages: { metadata?: Metadata }[] };
    const there = messages.map(({ metadata }) => metadata?.event_payload.subscriptionId);
    found.missing += ids.filter((id) => !there.includes(id)).length;
    found.twice += there.length - new Set(there).size;
  }
  return found;
}

interface Metadata {
  event_payload: { subscriptionId: string };
}
