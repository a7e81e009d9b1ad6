import { ulid } from 'ulid';
import { readConfigWithSecret } from '../../config.ts';
import { deskFromConfig } from '../desk-from-config.ts';
import type { FrontDesk } from '../front-desk.ts';
import { kept } from '../kept.ts';
import { type Failures, failureQueue } from './failure-queue.ts';
import { readSecret } from './secret.ts';

/** The settings of a function. */
export type LambdaConfig = Awaited<ReturnType<typeof readConfigWithSecret>>;

/** What a stream function works with. */
export interface Station {
  desk: FrontDesk;
  failures: Failures;
  /** Names this execution environment, in leases. */
  worker: string;
}

/** The settings of this execution environment. */
export const lambdaConfig = kept((): Promise<LambdaConfig> => readConfigWithSecret(readSecret));

/** The front desk of this execution environment. */
export const station = kept(async (): Promise<Station> => {
  const config = await lambdaConfig();
  return { desk: deskFromConfig(config), failures: failureQueue(config.failureQueueUrl), worker: ulid() };
});
