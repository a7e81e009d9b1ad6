import type { Action, Refusal } from './authority.ts';
import type { TableResult } from './order.ts';

/** Every error that the core raises: its code, and what a sentence about it needs. */
export interface MeshErrorDetails {
  /** A parameter that cannot be right, found before the first write. */
  InvalidParameter: { parameter: string; value: unknown; expected: string };
  SubscriptionNotFound: { subscriptionId: string };
  /** No creation of data products has this id. */
  ProductsNotFound: { productsId: string };
  /** The record is there and cannot be read as a subscription. */
  SubscriptionUnreadable: { subscriptionId: string; problems: string[] };
  /** The status does not allow what was asked. */
  WrongStatus: { subscriptionId: string; status: string; action: string };
  /** The record changed between the look and the write; `by` and `at` as the record has them. */
  StatusMoved: { subscriptionId: string; seen: string; found: string; by: string | null; at: string | null };
  /** What is granted, or what would be granted, is no longer what was looked at. */
  PlanMoved: { subscriptionId: string; lookedAt: string; now: string };
  /** A decision that changes grants, by somebody who has not been shown what it changes. */
  PlanNotSeen: { subscriptionId: string };
  /** Tables that the record's owner does not own in the mesh catalog. */
  ForeignTables: { subscriptionId: string; owner: string; tables: { table: string; owner: string | null }[] };
  /** Nothing of what was asked for can be granted; `reasons` name what was asked for, or is the owner's. */
  NothingToGrant: { subscriptionId: string; reasons: { asked: string; reason: string }[] };
  /** With what the order would write the record would be larger than an item may be. */
  RecordFull: { subscriptionId: string };
  /** What an operation of this kind goes by, and comes to, is more than an item may hold; it is of so many tables. */
  PlanTooLarge: { kind: string; tables: number };
  DatabaseNotFound: { accountId: string; databaseName: string };
  TableNotFound: { accountId: string; databaseName: string; tableName: string };
  /** Something else bears the name that a database link or a resource link was to have. */
  NameTaken: { accountId: string; databaseName: string; tableName: string | null };
  /** A role could not be assumed. */
  AccountUnreachable: { accountId: string; roleArn: string };
  /** An AWS call failed for good; the cause is the SDK's error. */
  AwsCallFailed: { service: string; operation: string; awsCode: string; awsMessage: string };
  /** The grants that were made cannot be read back in time. */
  GrantsNotVerified: { subscriptionId: string; missing: string[] };
  /** Somebody else decided, and what had been granted by then is there still on these tables; it is tried again. */
  NotTakenBack: { subscriptionId: string; tables: TableResult[] };
  /** Some tables failed and the record was not settled; the same call again does the rest. */
  PartlyDone: { subscriptionId: string; tables: TableResult[] };
  /** A RAM share that did not come, or expired. */
  ShareUnavailable: { accountId: string; share: string; state: string };
  /** Somebody else's decision stands; kind as in operation.ts. */
  DecisionTaken: { subscriptionId: string; kind: string; by: string; at: string; state: string };
  /** The person may not do this; `who` and `groups` are the Slack users and user groups who may. */
  NotAllowed: { action: Action | 'see'; reason: Refusal; accountId: string | null; who: string[]; groups: string[] };
}

export type MeshErrorCode = keyof MeshErrorDetails;

/** An error of the core. `code` is stable; `details` are what a sentence needs; `cause` is kept. */
export class MeshError<C extends MeshErrorCode = MeshErrorCode> extends Error {
  override readonly name = 'MeshError';
  readonly code: C;
  readonly details: MeshErrorDetails[C];

  constructor(code: C, details: MeshErrorDetails[C], options?: { cause?: unknown }) {
    super(`${code}: ${JSON.stringify(details)}`, options);
    this.code = code;
    this.details = details;
  }
}

/** Whether `error` is a MeshError of this code. */
export function isMeshError<C extends MeshErrorCode>(error: unknown, code: C): error is MeshError<C> {
  return error instanceof MeshError && error.code === code;
}
