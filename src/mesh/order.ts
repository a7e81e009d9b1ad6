import type { ColumnChoice, GrantEntry, GrantPlan, LeftOut } from './plan.ts';
import type { SubscriptionStatus } from './subscription.ts';

/** What was decided about a subscription, in the words of the specification. */
export type Order =
  | ({ kind: 'approve' } & Approval)
  | { kind: 'deny'; notes?: string }
  | ({ kind: 'change'; grantPermissions: string[]; grantablePermissions?: string[]; notes: string } & Believing)
  | ({ kind: 'revoke'; notes: string } & Believing);

/** Where something is taken. */
interface Believing {
  /** Ids of subscriptions that nobody approved in Meshdesk, and whose records are believed: what they say is not taken. */
  believe?: string[];
}

export interface Approval {
  /** Out of the requested tables; absent: all of them. */
  tables?: string[];
  /** Absent: as requested. */
  grantPermissions?: string[];
  /** Absent: all that is granted. */
  grantablePermissions?: string[];
  /** By table name. */
  columns?: Record<string, ColumnChoice>;
  /** By table name: a PartiQL predicate. */
  rowFilters?: Record<string, string>;
  notes?: string;
}

/** What became of one table. */
export interface TableResult {
  table: string;
  state: 'granted' | 'revoked' | 'unchanged' | 'failed';
  /** For `failed`: AWS's or the core's code, and its words. */
  code?: string;
  reason?: string;
}

/** The plan that was looked at, kept so that a retry after a crash does the rest of exactly this. */
export interface FrozenPlan {
  tables: string[];
  plan: GrantPlan;
  /** How the record stood when the plan was frozen: one that has been decided since is not decided over. */
  seen?: { status: SubscriptionStatus; updatedDate: string | null };
  /** What is held when all of it is done, by what was decided alone; absent in plans frozen before this was kept. */
  target?: GrantEntry[];
  /** What other subscriptions needed of what was held: it has to be held afterwards. */
  kept?: GrantEntry[];
  /** What of an approval others were granted already: it goes as well if the approval comes to nothing and nobody needs it any more. */
  shared?: GrantEntry[];
  /** Tables of which a part of SELECT was held when a change was the first that Meshdesk knows of: what it was approved for is not known. */
  inPart?: string[];
  /** What an end that was done in part may have left of what stood before: another end takes it, and nothing else goes by it. */
  left?: GrantEntry[];
  /** What of the request takes no part. */
  leftOut?: LeftOut[];
  /** So much more of it. */
  leftOutMore?: number;
}

/** `partly`: something failed; the record was not settled, and the same order can be fulfilled again. */
export interface Outcome {
  state: 'done' | 'partly';
  tables: TableResult[];
  /** It ends the subscription, and the record has no room to say so. */
  unwritten?: true;
}
