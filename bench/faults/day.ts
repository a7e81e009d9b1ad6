import type { ChildProcess } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { spawnBot, stopBot } from '../../local/bot.ts';
import type { Listening } from '../../local/http.ts';
import type { Finding } from '../auditor/audit.ts';
import type { Climate } from './climate.ts';
import { openGateway } from './gateway.ts';
import { control, type Ground, openPlace, type Place } from './place.ts';
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
const OFF = new URL('./ten-minutes-off.mjs', import.meta.url).href;

/** Has people ask and decide in this weather with the bot as a process of its own; then, in fair weather, waits and audits. */
export async function spendDay(ground: Ground, options: DayOptions): Promise<Day> {
  const { climate, ms, perMinute, seed, patienceMs = QUIET_AGAIN_MS } = options;
  const place = await openPlace(ground);
  const weather = { fair: false, faults: 0, kills: 0 };
  const chance = dice(seed);
  const targets = { dynamo: place.dynamoUrl, lake: place.lake.url, slack: place.slack.url };
  const gateway = await openGateway(targets, (call) => {
    const fate = weather.fair ? undefined : climate.fateOf?.(call, (share) => chance() < share);
    if (fate !== undefined) weather.faults += 1;
    return fate;
  });
  let bot = startBot(place, gateway, climate);
  const timers = [
    every(climate.socketsBreakEveryMs, () => control(place, 'socket', { terminate: true })),
    every(climate.killedEveryMs, async () => {
      weather.kills += 1;
      bot.kill('SIGKILL');
      bot = startBot(place, gateway, climate);
    }),
  ];
  try {
    await untilConnected(place);
    if (climate.listDelayMs) place.lake.setListDelay(climate.listDelayMs);
    for (const rule of climate.lake ?? []) place.lake.addFault(rule);
    const done = await traffic(place, { ms, perMinute, chance });
    for (const timer of timers) clearInterval(timer);
    weather.fair = true;
    place.lake.clearFaults();
    place.lake.setListDelay(0);
    const ended = performance.now();
    const findings = await findingsAtRest(place, patienceMs);
    const { faults, kills } = weather;
    return { ...done, climate: climate.name, faults, kills, restedMs: performance.now() - ended, findings };
  } finally {
    for (const timer of timers) clearInterval(timer);
    await stopBot(bot);
    await gateway.close();
    await place.close();
  }
}

function startBot(place: Place, gateway: Listening, { clockOff }: Climate): ChildProcess {
  return spawnBot({
    ...place.environment,
    AWS_ENDPOINT_URL: gateway.url,
    AWS_ENDPOINT_URL_DYNAMODB: gateway.url,
    AWS_ENDPOINT_URL_DYNAMODB_STREAMS: gateway.url,
    SLACK_API_URL: `${gateway.url}/api/`,
    LOG_LEVEL: 'ERROR',
    POWERTOOLS_DEV: 'false',
    ...(clockOff && { NODE_OPTIONS: `--import ${OFF}` }),
  });
}

async function untilConnected(place: Place): Promise<void> {
  const deadline = performance.now() + 60_000;
  for (;;) {
    const { connections } = (await (await fetch(`${place.slack.url}/_control/socket`)).json()) as {
      connections: number;
    };
    if (connections > 0) return;
    if (performance.now() > deadline) throw new Error('the bot does not connect');
    await wait(200);
  }
}

function every(ms: number | undefined, work: () => Promise<unknown>): NodeJS.Timeout | undefined {
  return ms === undefined ? undefined : setInterval(() => void work(), ms);
}

/** Numbers from 0 to 1 that the seed decides (mulberry32). */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
