import { type DynamoDBDocumentClient, paginateQuery } from '@aws-sdk/lib-dynamodb';
import { encodeTime } from 'ulid';
import type { Creation } from '../creation.ts';
import type { Import } from '../import.ts';
import type { Operation } from '../operation.ts';
import { getMany } from './get-many.ts';
import type { HistoryEvent } from './history.ts';
import { MOST_ITEM_BYTES } from './item-size.ts';
import { keys } from './keys.ts';
import { type Form, fromItem } from './operation-items.ts';
import { LostRace } from './racing.ts';
import { type Reads, singleReads } from './reads.ts';
import { type Store, storeOf } from './store.ts';

export type { HistoryEvent };
export { LostRace };

export type OperationStore = ReturnType<typeof operationStore>;
export type ImportStore = Store<Import>;
export type CreationStore = Store<Creation>;

/** What ends a grant is kept beside what it granted: half is left for that. */
const MOST_GRANTING = MOST_ITEM_BYTES / 2;

/** Longer than an index is behind, or clocks apart. */
const LATELY_MS = 60 * 60_000;

/** Decisions, one a subscription, with their history. */
export function operationStore(
  documents: DynamoDBDocumentClient,
  table: string,
  reads: Reads = singleReads(documents),
) {
  const form: Form<Operation> = {
    listing: 'unfinished',
    leftOver: 'left over',
    idOf: ({ subscriptionId }) => subscriptionId,
    key: keys.operation,
    tablesIn: ({ tables }) => tables,
    most: ({ order }) => (order.kind === 'approve' || order.kind === 'change' ? MOST_GRANTING : MOST_ITEM_BYTES),
    event: ({ subscriptionId, requested, planHash }, eventId) => ({
      ...keys.event(subscriptionId, eventId),
      requested,
      ...(planHash !== undefined && { planHash }),
    }),
    mentions: ofSubscription,
  };
  return {
    ...storeOf(documents, table, form, reads),
    /** The decision on a subscription, and the import beside it, in one consistent call. */
    async withImport(subscriptionId: string): Promise<{ operation?: Operation; importing?: Import }> {
      const [deciding, importing] = [keys.operation(subscriptionId), keys.import(subscriptionId)];
      const items = await reads(table, [deciding, importing]);
      const [decision, imported] = [deciding, importing].map(({ sk }) => items.find((item) => item.sk === sk));
      return {
        ...(decision && { operation: fromItem<Operation>(decision) }),
        ...(imported && { importing: fromItem<Import>(imported) }),
      };
    },

    /** The operations of these subscriptions, by subscription, without their tables. With their plans, which others go by, as they are now. */
    async many(subscriptionIds: readonly string[], options: { plans?: boolean } = {}): Promise<Map<string, Operation>> {
      const names = options.plans ? [...PLAIN, 'frozen', 'limits', 'elsewhere'] : PLAIN;
      const items = await getMany(documents, table, subscriptionIds.map(keys.operation), {
        names,
        consistent: options.plans ?? false,
      });
      return new Map(items.map(fromItem<Operation>).map((operation) => [operation.subscriptionId, operation]));
    },

    /** Ids of the subscriptions of an account's that somebody decided on within the hour, read consistently from its history. */
    async claimedOf(accountId: string): Promise<string[]> {
      const { pk, sk: last } = keys.accountEvent(accountId, '~');
      // Events are named by the clock of this process.
      const first = keys.accountEvent(accountId, encodeTime(Date.now() - LATELY_MS)).sk;
      const pages = paginateQuery(
        { client: documents },
        {
          TableName: table,
          ConsistentRead: true,
          KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
          ProjectionExpression: 'subscriptionId',
          ExpressionAttributeValues: { ':pk': pk, ':first': first, ':last': last },
        },
      );
      const ids = new Set<string>();
      for await (const { Items = [] } of pages) for (const { subscriptionId: id } of Items) if (id) ids.add(String(id));
      return [...ids];
    },
  };
}

function ofSubscription(
  { subscriptionId, accounts = [] }: Pick<Operation, 'subscriptionId' | 'accounts'>,
  eventId: string,
) {
  return accounts.map((accountId) => ({ ...keys.accountEvent(accountId, eventId), subscriptionId }));
}

/** Imports by the consumer, one a subscription; they join the subscription's history. */
export function importStore(documents: DynamoDBDocumentClient, table: string): ImportStore {
  return storeOf<Import>(documents, table, {
    listing: 'unfinished imports',
    idOf: ({ subscriptionId }) => subscriptionId,
    key: keys.import,
    event: ({ subscriptionId, requested }, eventId) => ({ ...keys.event(subscriptionId, eventId), requested }),
    mentions: ofSubscription,
  });
}

/** Creations of data products, each with its history. */
export function creationStore(documents: DynamoDBDocumentClient, table: string): CreationStore {
  return storeOf<Creation>(documents, table, {
    listing: 'unfinished creations',
    idOf: ({ productsId }) => productsId,
    key: keys.creation,
    tablesIn: ({ meant }) => meant,
    event: ({ productsId }, eventId) => keys.event(productsId, eventId, 'products'),
    mentions: ({ productsId, order, orderedBy, meshDatabase, tables }, eventId) => [
      {
        ...keys.accountEvent(order.accountId, eventId),
        ...{ productsId, databaseName: order.parameters.sourceDatabaseName, meshDatabase },
        tableCount: tables.length || (order.meant?.length ?? order.matched),
        ...(orderedBy && { retry: true }),
      },
    ],
  });
}

const PLAIN = [
  ...['operationId', 'subscriptionId', 'requested', 'accounts', 'order', 'actor', 'planHash', 'state', 'claimedAt'],
  ...['finishedAt', 'attempt', 'worker', 'leaseUntil', 'error', 'standing', 'takesBack', 'unwritten'],
];
