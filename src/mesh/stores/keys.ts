import { createHash } from 'node:crypto';

/** The one sparse index of Meshdesk's table: what is listed, by kind. */
export const LISTING_INDEX = 'Listing';

/** What operations, their history and messages are about; with its id it is the partition. */
export type Subject = 'subscription' | 'products';

const of = (subject: Subject, id: string, sk: string) => ({ pk: partitionOf(subject, id), sk });

/** Of a partition key, in bytes (DynamoDB's own limit). */
const LONGEST_KEY = 2048;

/**
 * A record's id may be as long as a key may be, so that beside ours there is no room for it. Such a record is no request that
 * anybody can decide; its digest stands for it, and what the admins are told of it is kept under that.
 */
function partitionOf(subject: Subject, id: string): string {
  const plain = `${subject}#${id}`;
  return Buffer.byteLength(plain) <= LONGEST_KEY
    ? plain
    : `long-${subject}#${createHash('sha256').update(id).digest('hex')}`;
}

/** Keys of Meshdesk's table. */
export const keys = {
  operation: (subscriptionId: string) => of('subscription', subscriptionId, 'operation'),
  /** Beside the decision's operation, which it must leave alone. */
  import: (subscriptionId: string) => of('subscription', subscriptionId, 'import'),
  /** Of one request: a repeat has another CreationDate. */
  asker: (subscriptionId: string, requested: string) => of('subscription', subscriptionId, `asker#${requested}`),
  creation: (productsId: string) => of('products', productsId, 'operation'),
  event: (id: string, ulid: string, subject: Subject = 'subscription') => of(subject, id, `event#${ulid}`),
  message: (id: string, slot: string, subject: Subject = 'subscription') => of(subject, id, slot),
  arrears: (id: string, subject: Subject) => of(subject, id, 'arrears'),
  account: (accountId: string) => ({ pk: `account#${accountId}`, sk: 'account' }),
  accountEvent: (accountId: string, ulid: string) => ({ pk: `account#${accountId}`, sk: `event#${ulid}` }),
  watch: (accountId: string) => ({ pk: `account#${accountId}`, sk: 'watch' }),
  home: (of: string, userId: string) => ({ pk: `home#${of}`, sk: `user#${userId}` }),
  /** Whether anybody looks at it. */
  lookedAt: (of: string) => ({ pk: `home#${of}`, sk: 'looked at' }),
  pass: (name: string) => ({ pk: `pass#${name}`, sk: 'pass' }),
  shard: (streamArn: string, shardId: string) => ({ pk: `stream#${streamArn}`, sk: `shard#${shardId}` }),
};

/** An operation by its kind and the id of what it is about. */
export interface OperationRef {
  kind: 'decision' | 'import' | 'creation';
  id: string;
}

const KINDS: Record<string, OperationRef['kind'] | undefined> = {
  'subscription operation': 'decision',
  'subscription import': 'import',
  'products operation': 'creation',
};

/** Which operation an item of Meshdesk's table is, if it is one. */
export function operationRef({ pk, sk }: { pk: string; sk: string }): OperationRef | null {
  const at = pk.indexOf('#');
  const kind = KINDS[`${pk.slice(0, at)} ${sk}`];
  return at < 0 || kind === undefined ? null : { kind, id: pk.slice(at + 1) };
}

/** The account that an item of Meshdesk's table connects, if it is one that does. */
export function accountSubject(key: { pk: string; sk: string }): string | null {
  return key.sk === 'account' && key.pk.startsWith('account#') ? key.pk.slice('account#'.length) : null;
}
