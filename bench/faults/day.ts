import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { stopBot } from '../../local/bot.ts';
import type { Finding } from '../auditor/audit.ts';
import { openIndexesBehind } from './behind.ts';
import type { Climate } from './climate.ts';
import { openGateway } from './gateway.ts';
import { control, type Ground, openPlace } from './place.ts';
import { dice, startProcess, untilConnected } from './process.ts';
import { findingsAtRest } from './rest.ts';
import { type Traffic, traffic } from './traffic.ts';

/** What a stretch of traffic in some weather came to. */
export interface Day extends Traffic {
  climate: string;
  /** Faults that were met, and kills. */
  faults: number;
  kills: number;
  /** From the end of the traffic to the rest, in milliseconds. */
  restedMs: number;
  findings: Finding[];
}

export interface DayOptions {
  climate: Climate;
  /** How long people ask and decide, in milliseconds. */
  ms: number;
  /** Requests a minute. */
  perMinute: number;
  seed: number;
  /** How long it may take afterwards until everything is at rest, in milliseconds. */
  patienceMs?: number;
}

const QUIET_AGAIN_MS = 180_000;

/** Has people ask and decide in this weather with the bot as a process of its own; then, in fair weather, waits and audits. */
export async function spendDay(ground: Ground, options: DayOptions): Promise<Day> {
  const { climate, ms, perMinute, seed, patienceMs = QUIET_AGAIN_MS } = options;
  const place = await openPlace(ground);
  const weather = { fair: false, faults: 0, kills: 0 };
  const chance = dice(seed);
  const targets = { dynamo: place.dynamoUrl, lake: place.lake.url, slack: place.slack.url };
  const indexes = climate.indexLagMs && (await openIndexesBehind(ground.dynamoUrl, place.tables, climate.indexLagMs));
  const gateway = await openGateway(targets, (call) => {
    if (weather.fair) return undefined;
    const fate = climate.fateOf?.(call, (share) => chance() < share) ?? (indexes ? indexes.fateOf(call) : undefined);
    if (fate !== undefined) weather.faults += 1;
    return fate;
  });
  let bot = startProcess(place, gateway.url, climate);
  const over = new AbortController();
  const going: Promise<void>[] = [];
  try {
    await untilConnected(place);
    going.push(
      every(climate.socketsBreakEveryMs, over.signal, () => control(place, 'socket', { terminate: true })),
      every(climate.killedEveryMs, over.signal, async () => {
        weather.kills += 1;
        const ended = once(bot, 'exit');
        bot.kill('SIGKILL');
        await ended;
        bot = startProcess(place, gateway.url, climate);
        // Killed before it is there it would do nothing, on a slow machine for as long as there are kills.
        await untilConnected(place);
      }),
    );
    if (climate.listDelayMs) place.lake.setListDelay(climate.listDelayMs);
    for (const rule of climate.lake ?? []) place.lake.addFault(rule);
    const done = await traffic(place, { ms, perMinute, chance });
    over.abort();
    await Promise.all(going);
    weather.fair = true;
    place.lake.clearFaults();
    place.lake.setListDelay(0);
    const ended = performance.now();
    const findings = await findingsAtRest(place, patienceMs);
    const { faults, kills } = weather;
    return { ...done, climate: climate.name, faults, kills, restedMs: performance.now() - ended, findings };
  } finally {
    over.abort();
    await Promise.allSettled(going);
    await stopBot(bot);
    await gateway.close();
    if (indexes) await indexes.close();
    await place.close();
  }
}

/** Does the work so many milliseconds after it was done last, until it is over. */
async function every(ms: number | undefined, over: AbortSignal, work: () => Promise<unknown>): Promise<void> {
  if (ms === undefined) return;
  for (;;) {
    await wait(ms, undefined, { signal: over }).catch(() => undefined);
    if (over.aborted) return;
    await work();
  }
}
