import {
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  paginateQuery,
  QueryCommand,
  ScanCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import {
  type ReadSubscription,
  readSubscription,
  type Subscription,
  type SubscriptionStatus,
} from '../subscription.ts';
import { getMany } from './get-many.ts';
import { unlessConditionFails } from './racing.ts';
import { type Reads, singleReads } from './reads.ts';

/** What a decision writes; what is absent stays as it is. The original's attributes and types. */
export interface Settlement {
  Status: SubscriptionStatus;
  /** `YYYY-MM-DD HH:MM:SS`, UTC. */
  UpdatedDate: string;
  /** ARN of the session that decided. */
  UpdatedBy: string;
  /** Joins the notes that are there. */
  note?: string | undefined;
  PermittedGrants?: string[];
  GrantableGrants?: string[];
  GrantedTableARNs?: string[];
  RamShares?: Record<string, RamShareNote>;
}

/** As the original keeps it, under the name of the table or the database. */
export interface RamShareNote {
  type: 'Table' | 'Database';
  arn: string;
}

/** What has to be so for a write to be made. */
export interface Expected {
  Status: SubscriptionStatus;
  CreationDate: string;
  /** Every consumer may rewrite a record: what was granted is to be written under the names that it was granted under. */
  OwnerPrincipal: string;
  SubscriberPrincipal: string;
  DatabaseName: string;
  /** Null: nobody may have decided yet. Absent: whatever it is. */
  UpdatedDate?: string | null;
  /** Those that were there: they are written again where they are of another type than notes are to be. */
  Notes?: string[];
}

/** A record as it was read: a write on it is made only if it still is so, and nobody has decided since. */
export function asSeen(subscription: Subscription): Expected {
  const { Status, CreationDate, OwnerPrincipal, SubscriberPrincipal, DatabaseName, Notes } = subscription;
  const { UpdatedDate = null } = subscription;
  const seen = { Status, CreationDate, OwnerPrincipal, SubscriberPrincipal, DatabaseName, ...(Notes && { Notes }) };
  return Status === 'Active' ? seen : { ...seen, UpdatedDate };
}

/** Records of the subscriptions table. Every write is conditional; the answer tells whether it was made. */
export interface SubscriptionStore {
  get(subscriptionId: string, options?: { consistent?: boolean }): Promise<ReadSubscription | undefined>;
  /** Those that there are of these, by id, as they are now unless it need not be so: a call a hundred. */
  many(subscriptionIds: readonly string[], options?: { consistent?: boolean }): Promise<Map<string, ReadSubscription>>;
  /** Every record of an owner, page by page, one status or all. */
  byOwner(owner: string, options?: { status?: SubscriptionStatus }): AsyncIterable<ReadSubscription>;
  bySubscriber(subscriber: string, options?: { status?: SubscriptionStatus }): AsyncIterable<ReadSubscription>;
  /** Ids of a subscriber's records on a database, as an index has them; those that were ended only if `ended`. */
  idsOf(subscriber: string, databaseName: string, options?: { ended?: boolean }): Promise<string[]>;
  /**
   * A page of the table, its records that wait for a decision, or that nobody can read: a call, whoever they are of.
   */
  open(query: { limit: number; start?: PageQuery['start'] }): Promise<Page>;
  /** One page of an owner's or subscriber's records. */
  page(query: PageQuery): Promise<Page>;
  /** False: an item with this id is there already, or came meanwhile. */
  create(subscription: Subscription): Promise<boolean>;
  /**
   * Notes that the consumer has imported what was granted. Who decided, and when, stays. False: the record is not Active
   * (any more), or of another request.
   */
  markImported(subscriptionId: string, creationDate: string): Promise<boolean>;
}

export interface PageQuery {
  by: 'owner' | 'subscriber';
  accountId: string;
  status?: SubscriptionStatus | undefined;
  /** Most records that are read, before `status` is applied to a subscriber's. */
  limit?: number | undefined;
  /** As an earlier page gave it. */
  start?: Record<string, unknown> | undefined;
}

export interface Page {
  subscriptions: ReadSubscription[];
  /** Absent: this was the last page. */
  next?: Record<string, unknown>;
}

/** As the original names them, whatever the table is called. */
const INDEXES = { owner: 'AwsDataMeshSubscriptions-Owner', subscriber: 'AwsDataMeshSubscriptions-Subscriber' };

/** Undecided as `isOpen` has it; and whatever has no status that there is. */
const OPEN = {
  FilterExpression:
    '#status = :pending OR attribute_not_exists(UpdatedDate) OR UpdatedDate = :null OR NOT #status IN (:active, :denied, :deleted)',
  ExpressionAttributeNames: { '#status': 'Status' },
  ExpressionAttributeValues: {
    ':null': null,
    ':pending': 'Pending',
    ':active': 'Active',
    ':denied': 'Denied',
    ':deleted': 'Deleted',
  },
};

/** Not ended; a deleted record that was asked for anew is open (`isOpen`). */
const NOT_ENDED = {
  filter: ' AND (#status <> :deleted OR attribute_not_exists(UpdatedDate) OR UpdatedDate = :null)',
  names: { ExpressionAttributeNames: { '#status': 'Status' } },
  values: { ':deleted': 'Deleted', ':null': null },
};

/** The table behind `table` in the mesh account, in the form that the original creates it. */
export function subscriptionStore(
  documents: DynamoDBDocumentClient,
  table: string,
  reads: Reads = singleReads(documents),
): SubscriptionStore {
  const page = async (query: PageQuery): Promise<Page> => {
    const { Items, LastEvaluatedKey } = await documents.send(new QueryCommand(queryOf(table, query)));
    return {
      subscriptions: (Items ?? []).map(readSubscription),
      ...(LastEvaluatedKey && { next: LastEvaluatedKey }),
    };
  };

  async function* pages(query: PageQuery): AsyncGenerator<ReadSubscription> {
    let start: PageQuery['start'];
    do {
      const { subscriptions, next } = await page({ ...query, start });
      yield* subscriptions;
      start = next;
    } while (start);
  }

  return {
    page,
    async open({ limit, start }) {
      const command = new ScanCommand({
        TableName: table,
        ...OPEN,
        Limit: limit,
        ...(start && { ExclusiveStartKey: start }),
      });
      const { Items = [], LastEvaluatedKey } = await documents.send(command);
      return { subscriptions: Items.map(readSubscription), ...(LastEvaluatedKey && { next: LastEvaluatedKey }) };
    },
    async get(SubscriptionId, options = {}) {
      const Key = { SubscriptionId };
      const item = options.consistent
        ? (await reads(table, [Key]))[0]
        : (await documents.send(new GetCommand({ TableName: table, Key }))).Item;
      return item && readSubscription(item);
    },
    async many(subscriptionIds, { consistent = true } = {}) {
      const keys = [...new Set(subscriptionIds)].map((SubscriptionId) => ({ SubscriptionId }));
      const items = await getMany(documents, table, keys, { consistent });
      return new Map(items.map((item) => [String(item.SubscriptionId), readSubscription(item)]));
    },
    async idsOf(subscriber, databaseName, { ended = false } = {}) {
      const which = ended ? undefined : NOT_ENDED;
      const query = {
        ...queryOf(table, { by: 'subscriber', accountId: subscriber }),
        ProjectionExpression: 'SubscriptionId',
        FilterExpression: `DatabaseName = :database${which?.filter ?? ''}`,
        ...which?.names,
        ExpressionAttributeValues: { ':account': subscriber, ':database': databaseName, ...which?.values },
      };
      const ids: string[] = [];
      for await (const { Items = [] } of paginateQuery({ client: documents }, query)) {
        ids.push(...Items.map(({ SubscriptionId }) => String(SubscriptionId)));
      }
      return ids;
    },
    byOwner: (accountId, options = {}) => pages({ by: 'owner', accountId, status: options.status }),
    bySubscriber: (accountId, options = {}) => pages({ by: 'subscriber', accountId, status: options.status }),
    create: ({ Notes, ...subscription }) =>
      unlessConditionFails(() =>
        documents.send(
          new PutCommand({
            TableName: table,
            Item: { ...subscription, ...(Notes && Notes.length > 0 && { Notes: new Set(Notes) }) },
            ConditionExpression: 'attribute_not_exists(SubscriptionId)',
          }),
        ),
      ),
    markImported: (subscriptionId, creationDate) =>
      unlessConditionFails(() =>
        documents.send(
          new UpdateCommand({
            TableName: table,
            Key: { SubscriptionId: subscriptionId },
            UpdateExpression: 'SET ImportedToConsumer = :yes',
            ConditionExpression: '#status = :active AND CreationDate = :created',
            ExpressionAttributeNames: { '#status': 'Status' },
            ExpressionAttributeValues: { ':yes': true, ':active': 'Active', ':created': creationDate },
          }),
        ),
      ),
  };
}

function queryOf(table: string, { by, accountId, status, limit, start }: PageQuery) {
  const key = by === 'owner' ? 'OwnerPrincipal' : 'SubscriberPrincipal';
  const condition = `${key} = :account`;
  const ofStatus = '#status = :status';
  return {
    TableName: table,
    IndexName: INDEXES[by],
    KeyConditionExpression: by === 'owner' && status ? `${condition} AND ${ofStatus}` : condition,
    ...(by === 'subscriber' && status && { FilterExpression: ofStatus }),
    ...(status && { ExpressionAttributeNames: { '#status': 'Status' } }),
    ExpressionAttributeValues: { ':account': accountId, ...(status && { ':status': status }) },
    ...(limit && { Limit: limit }),
    ...(start && { ExclusiveStartKey: start }),
  };
}
