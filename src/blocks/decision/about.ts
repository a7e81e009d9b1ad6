import * as z from 'zod';

const KINDS = ['approve', 'change', 'revoke'] as const;
export type DecisionKind = (typeof KINDS)[number];

/** What a decision modal is about, and what it showed last; in its private_metadata. */
export interface About {
  kind: DecisionKind;
  subscriptionId: string;
  /** CreationDate of the request. */
  requested: string;
  /** Approves what was denied. */
  overturns: boolean;
  /** The plan whose difference is shown, and digest of the order that it is of; empty: none is shown. */
  planHash: string;
  orderDigest: string;
}

const schema = z.tuple([
  z.enum(KINDS),
  z.string().min(1).max(256),
  z.string().max(64),
  z.boolean(),
  z.string().max(128),
  z.string().max(128),
]);

export function writeAbout({ kind, subscriptionId, requested, overturns, planHash, orderDigest }: About): string {
  return JSON.stringify([kind, subscriptionId, requested, overturns, planHash, orderDigest]);
}

/** Reads what `writeAbout` wrote. Throws a ZodError or SyntaxError for anything else. */
export function readAbout(metadata: string): About {
  const [kind, subscriptionId, requested, overturns, planHash, orderDigest] = schema.parse(JSON.parse(metadata));
  return { kind, subscriptionId, requested, overturns, planHash, orderDigest };
}
