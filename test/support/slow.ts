import { setTimeout as wait } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { control } from './slack.ts';
import { interceptor } from './wire.ts';
import type { World } from './world.ts';

const AWS_MS = 150;
const SLACK_MS = 200;

/** From now on every AWS call of a bot that is started takes 150 ms more, and every Slack call 200 ms. */
export async function slowDown(world: World): Promise<void> {
  const dynamo = await interceptor(String(world.environment.AWS_ENDPOINT_URL_DYNAMODB), async () => {
    await wait(AWS_MS);
    return undefined;
  });
  onTestFinished(() => dynamo.close());
  const { port } = dynamo;
  Object.assign(process.env, { AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${port}` });
  world.lake.setLatency(AWS_MS);
  await control(world.slack, 'POST', 'faults', { method: '*', action: 'latency', ms: SLACK_MS, count: null });
}
