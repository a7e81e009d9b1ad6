import type { Sessions } from './aws/sessions.ts';

/** What the core needs to work on a mesh. */
export interface MeshDesk {
  sessions: Sessions;
  /** Name of the subscriptions table in the mesh account. */
  subscriptionsTable: string;
  /** 12 digits. */
  meshAccountId: string;
  region: string;
  now(): Date;
}

/** The name that the original gave the subscriptions table (SUBSCRIPTIONS_TRACKER_TABLE). */
export const SUBSCRIPTIONS_TABLE = 'AwsDataMeshSubscriptions';
