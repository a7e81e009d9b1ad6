import type { Context } from 'aws-lambda';
import { station } from '../runtime/lambda-desk.ts';
import { sweep } from '../sweep/sweep.ts';
import { takeUp } from '../sweep/unfinished.ts';

/** It is started every minute: what comes to light goes on where it was left, the next time. */
const RUN_MS = 50_000;
/** What is left of the function's time for what has begun, in milliseconds. */
const MARGIN_MS = 10_000;

/** Every minute: what no event speaks of any more. */
export const handler = async (_event: unknown, context: Context): Promise<void> => {
  const { desk, worker } = await station();
  const ms = Math.min(RUN_MS, context.getRemainingTimeInMillis() - MARGIN_MS);
  await Promise.all([takeUp(desk, worker), sweep(desk, new Date(desk.now().getTime() + ms))]);
};
