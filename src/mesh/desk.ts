import type { Sessions } from './aws/sessions.ts';
import type { DecidedGrants } from './decided.ts';

/** What the core needs to work on a mesh. */
export interface MeshDesk {
  sessions: Sessions;
  /** Name of the subscriptions table in the mesh account. */
  subscriptionsTable: string;
  /** 12 digits. */
  meshAccountId: string;
  region: string;
  now(): Date;
  /** What subscriptions were granted by decisions that stand. Absent: nothing is known but what their records say. */
  decided?: (subscriptionIds: readonly string[]) => Promise<Map<string, DecidedGrants>>;
  /** Ids of an account's subscriptions that were decided on of late, whether the index lists them yet or not. Absent: what it lists is all that is known. */
  claimed?: (accountId: string) => Promise<string[]>;
}

/** The name that the original gave the subscriptions table (SUBSCRIPTIONS_TRACKER_TABLE). */
export const SUBSCRIPTIONS_TABLE = 'AwsDataMeshSubscriptions';
