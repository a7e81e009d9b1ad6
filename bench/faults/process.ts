import type { ChildProcess } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { spawnBot } from '../../local/bot.ts';
import type { Place } from './place.ts';

const OFF = new URL('./ten-minutes-off.mjs', import.meta.url).href;

/** Starts the bot as a process of its own, to which the gateway is all of AWS and Slack. `clockOff`: its clock is ten minutes fast. */
export function startProcess(place: Place, gateway: string, { clockOff = false } = {}): ChildProcess {
  return spawnBot({
    ...place.environment,
    AWS_ENDPOINT_URL: gateway,
    AWS_ENDPOINT_URL_DYNAMODB: gateway,
    AWS_ENDPOINT_URL_DYNAMODB_STREAMS: gateway,
    SLACK_API_URL: `${gateway}/api/`,
    LOG_LEVEL: 'ERROR',
    POWERTOOLS_DEV: 'false',
    ...(clockOff && { NODE_OPTIONS: `--import ${OFF}` }),
  });
}

/** Waits until Slack has at least so many connections. */
export async function untilConnected(place: Pick<Place, 'slack'>, atLeast = 1): Promise<void> {
  const deadline = performance.now() + 60_000;
  for (;;) {
    const { connections } = (await (await fetch(`${place.slack.url}/_control/socket`)).json()) as {
      connections: number;
    };
    if (connections >= atLeast) return;
    if (performance.now() > deadline) throw new Error('the bot does not connect');
    await wait(200);
  }
}

/** Numbers from 0 to 1 that the seed decides (mulberry32). */
export function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
