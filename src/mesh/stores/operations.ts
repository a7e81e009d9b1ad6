import { BatchGetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Creation } from '../creation.ts';
import type { Import } from '../import.ts';
import type { Operation } from '../operation.ts';
import { keys } from './keys.ts';
import { LostRace } from './racing.ts';
import { fromItem, type HistoryEvent, type Store, storeOf } from './store.ts';

export { type HistoryEvent, LostRace };

export type OperationStore = ReturnType<typeof operationStore>;
export type ImportStore = Store<Import>;
export type CreationStore = Store<Creation>;

/** Decisions, one a subscription, with their history. */
export function operationStore(documents: DynamoDBDocumentClient, table: string) {
  const store = storeOf<Operation>(documents, table, {
    listing: 'unfinished',
    leftOver: 'left over',
    idOf: ({ subscriptionId }) => subscriptionId,
    key: keys.operation,
    event: ({ subscriptionId, requested, planHash }, eventId) => ({
      ...keys.event(subscriptionId, eventId),
      requested,
      ...(planHash !== undefined && { planHash }),
    }),
    mentions: ({ subscriptionId, accounts = [] }, eventId) =>
      accounts.map((accountId) => ({ ...keys.accountEvent(accountId, eventId), subscriptionId })),
  });
  return {
    ...store,
    /** The operations of these subscriptions, by subscription, without their tables, and without their plans unless told. */
    async many(subscriptionIds: readonly string[], options: { plans?: boolean } = {}): Promise<Map<string, Operation>> {
      const chunks: string[][] = [];
      for (let at = 0; at < subscriptionIds.length; at += BATCH) chunks.push(subscriptionIds.slice(at, at + BATCH));
      const found = await Promise.all(
        chunks.map((ids) => batchGet(documents, table, ids, options.plans ? [...PLAIN, 'frozen'] : PLAIN)),
      );
      return new Map(found.flat().map((operation) => [operation.subscriptionId, operation]));
    },
  };
}

/** Imports by the consumer, one a subscription; they join the subscription's history. */
export function importStore(documents: DynamoDBDocumentClient, table: string): ImportStore {
  return storeOf<Import>(documents, table, {
    listing: 'unfinished imports',
    idOf: ({ subscriptionId }) => subscriptionId,
    key: keys.import,
    event: ({ subscriptionId, requested }, eventId) => ({ ...keys.event(subscriptionId, eventId), requested }),
    mentions: ({ subscriptionId, accounts }, eventId) =>
      accounts.map((accountId) => ({ ...keys.accountEvent(accountId, eventId), subscriptionId })),
  });
}

/** Creations of data products, each with its history. */
export function creationStore(documents: DynamoDBDocumentClient, table: string): CreationStore {
  return storeOf<Creation>(documents, table, {
    listing: 'unfinished creations',
    idOf: ({ productsId }) => productsId,
    key: keys.creation,
    event: ({ productsId }, eventId) => keys.event(productsId, eventId, 'products'),
    mentions: ({ productsId, order }, eventId) => [
      { ...keys.accountEvent(order.accountId, eventId), productsId, databaseName: order.parameters.sourceDatabaseName },
    ],
  });
}

/** DynamoDB answers so many items a call, and leaves out what is over 16 MB. */
const BATCH = 100;
const PLAIN = [
  ...['operationId', 'subscriptionId', 'requested', 'accounts', 'order', 'actor', 'planHash', 'state', 'claimedAt'],
  ...['finishedAt', 'attempt', 'worker', 'leaseUntil', 'error', 'standing', 'takesBack'],
];

async function batchGet(
  documents: DynamoDBDocumentClient,
  table: string,
  subscriptionIds: readonly string[],
  attributes: readonly string[],
): Promise<Operation[]> {
  const operations: Operation[] = [];
  const projection = {
    ProjectionExpression: attributes.map((name) => `#${name}`).join(', '),
    ExpressionAttributeNames: Object.fromEntries(attributes.map((name) => [`#${name}`, name])),
  };
  let open: Record<string, unknown>[] = subscriptionIds.map((id) => keys.operation(id));
  while (open.length > 0) {
    const { Responses, UnprocessedKeys } = await documents.send(
      new BatchGetCommand({ RequestItems: { [table]: { Keys: open, ...projection } } }),
    );
    operations.push(...(Responses?.[table] ?? []).map((item) => fromItem<Operation>(item)));
    open = UnprocessedKeys?.[table]?.Keys ?? [];
  }
  return operations;
}
