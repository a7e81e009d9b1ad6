import * as z from 'zod';
import { itemBytes } from './stores/item-size.ts';

/**
 * A record of `AwsDataMeshSubscriptions`, with the original's attribute names (aws-data-mesh-utils 1.0.18). Every consumer
 * role may write every item of that table, so what is read here is a report, never a decision.
 */
export interface Subscription {
  SubscriptionId: string;
  Status: SubscriptionStatus;
  /** 12 digits. */
  OwnerPrincipal: string;
  /** 12 digits. */
  SubscriberPrincipal: string;
  /** Of the mesh catalog. */
  DatabaseName: string;
  /** Names or regular expressions; absent: the whole database. */
  TableName?: string[];
  RequestedGrants: string[];
  /** `YYYY-MM-DD HH:MM:SS`, UTC where Meshdesk wrote it. Together with the id it names one request: a repeat has a new one. */
  CreationDate: string;
  /** ARN of the session that asked. */
  CreatedBy: string;
  UpdatedDate?: string;
  UpdatedBy?: string;
  PermittedGrants?: string[];
  GrantableGrants?: string[];
  GrantedTableARNs?: string[];
  RamShares?: Record<string, unknown>;
  /** In no order: the original keeps them in a string set. */
  Notes?: string[];
  ImportedToConsumer?: boolean;
}

export const SUBSCRIPTION_STATUSES = ['Pending', 'Active', 'Denied', 'Deleted'] as const;
export type SubscriptionStatus = (typeof SUBSCRIPTION_STATUSES)[number];

/** Why a record cannot be read, with what of it can. */
export interface UnreadableSubscription {
  SubscriptionId: string;
  OwnerPrincipal: string | null;
  problems: string[];
}

/** `bytes`: of the whole item, with what nobody knows. */
export type ReadableSubscription = { readable: true; subscription: Subscription; bytes: number };
export type ReadSubscription = ReadableSubscription | { readable: false; unreadable: UnreadableSubscription };

/** 12 digits. */
export const accountId = z.string().regex(/^\d{12}$/, 'is not an AWS account id of 12 digits');

const strings = z.preprocess((value) => (value instanceof Set ? [...value] : value), z.array(z.string()));
const oneOrMore = z.preprocess((value) => (typeof value === 'string' ? [value] : value), strings);
/** The original writes NULL where it has nothing to say. */
const unlessNull = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === null ? undefined : value), schema.optional());

const schema = z.object({
  SubscriptionId: z.string().min(1).max(256),
  Status: z.enum(SUBSCRIPTION_STATUSES),
  OwnerPrincipal: accountId,
  SubscriberPrincipal: accountId,
  DatabaseName: z.string().min(1).max(255),
  TableName: unlessNull(oneOrMore),
  RequestedGrants: oneOrMore,
  CreationDate: z.string().min(1).max(64),
  CreatedBy: z.string().max(2048),
  UpdatedDate: unlessNull(z.string()),
  UpdatedBy: unlessNull(z.string()),
  PermittedGrants: unlessNull(strings),
  GrantableGrants: unlessNull(strings),
  GrantedTableARNs: unlessNull(strings),
  RamShares: unlessNull(z.record(z.string(), z.unknown())),
  Notes: unlessNull(oneOrMore),
  ImportedToConsumer: unlessNull(z.boolean()),
});

/** What is wrong with a record is kept and shown; a record of 2,000 wrong tables is described by the first of them. */
const MOST_PROBLEMS = 20;

/** Reads an item (plain JavaScript values, as lib-dynamodb unmarshals it). Attributes nobody knows are passed over. */
export function readSubscription(item: Record<string, unknown>): ReadSubscription {
  const parsed = schema.safeParse(item);
  if (!parsed.success) {
    const { issues } = parsed.error;
    const problems = issues.slice(0, MOST_PROBLEMS).map(({ path, message }) => `${path.join('.')}: ${message}`);
    if (issues.length > MOST_PROBLEMS) problems.push(`and ${issues.length - MOST_PROBLEMS} more`);
    const owner = accountId.safeParse(item.OwnerPrincipal);
    return {
      readable: false,
      unreadable: {
        SubscriptionId: typeof item.SubscriptionId === 'string' ? item.SubscriptionId : '',
        OwnerPrincipal: owner.success ? owner.data : null,
        problems,
      },
    };
  }
  const known = Object.entries(parsed.data).filter(([, value]) => value !== undefined);
  const subscription = Object.fromEntries(known) as unknown as Subscription;
  if (subscription.TableName?.length === 0) delete subscription.TableName;
  return { readable: true, subscription, bytes: itemBytes(item) };
}

/**
 * Whether the owner has yet to decide. The original keeps an old Status when a request is repeated, but drops the
 * decision's attributes: a record without UpdatedDate is a request, whatever its Status says.
 */
export function isOpen(subscription: Subscription): boolean {
  return subscription.Status === 'Pending' || subscription.UpdatedDate === undefined;
}

/** The session name at the end of an assumed role's ARN, else the ARN itself. */
export function sessionNameOf(arn: string): string {
  const match = /^arn:aws[\w-]*:sts::\d{12}:assumed-role\/[^/]+\/([^/]+)$/.exec(arn);
  return match?.[1] ?? arn;
}

/** The account (12 digits) in whose consumer's role of the mesh the session is, if it is in one. */
export function consumerOf(arn = ''): string | undefined {
  return /:assumed-role\/DataMeshAdminConsumer-(\d{12})\//.exec(arn)?.[1];
}

/** The Slack user that a session of Meshdesk was named after, if it was one. */
export function slackUserOf(arn: string): string | null {
  return /^slack-([UW][A-Z0-9]{2,})$/.exec(sessionNameOf(arn))?.[1] ?? null;
}
