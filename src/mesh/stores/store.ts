import { type DynamoDBDocumentClient, paginateQuery, TransactWriteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { AnyOperation } from '../operation.ts';
import { type Happened, historyStore } from './history.ts';
import { LISTING_INDEX } from './keys.ts';
import { checkSize, type Form, fromItem, toItem } from './operation-items.ts';
import { pack } from './packed.ts';
import { racing } from './racing.ts';
import { type Reads, singleReads } from './reads.ts';

/** Operations of one kind: of each subject the one that is under way or was the last. */
export type Store<O extends AnyOperation> = ReturnType<typeof storeOf<O>>;

/** Operations of one kind and their history, in Meshdesk's own table: claim, lease, progress, end. */
export function storeOf<O extends AnyOperation>(
  documents: DynamoDBDocumentClient,
  table: string,
  form: Form<O>,
  reads: Reads = singleReads(documents),
) {
  const keyOf = (operation: O) => form.key(form.idOf(operation));
  const history = historyStore(documents, table, form);
  /** A write by the worker that holds the lease, and by no other. */
  const asWorker = (operation: O) => ({
    ConditionExpression: 'operationId = :operationId AND worker = :worker',
    ExpressionAttributeValues: { ':operationId': operation.operationId, ':worker': operation.worker },
  });

  async function* inListing(name: string): AsyncGenerator<O> {
    const pages = paginateQuery(
      { client: documents },
      {
        TableName: table,
        IndexName: LISTING_INDEX,
        KeyConditionExpression: 'listing = :name',
        ExpressionAttributeValues: { ':name': name },
      },
    );
    for await (const page of pages) for (const item of page.Items ?? []) yield fromItem<O>(item);
  }

  return {
    async get(id: string): Promise<O | undefined> {
      const [item] = await reads(table, [form.key(id)]);
      return item && fromItem<O>(item);
    },

    /** Writes a new operation in the place of `previous`, which must be what is there. Throws LostRace. */
    async claim(operation: O, previous: O | undefined): Promise<void> {
      const condition =
        previous === undefined
          ? { ConditionExpression: 'attribute_not_exists(pk)' }
          : {
              ConditionExpression: 'operationId = :previous AND #state = :state',
              ExpressionAttributeNames: { '#state': 'state' },
              ExpressionAttributeValues: { ':previous': previous.operationId, ':state': previous.state },
            };
      await racing(
        documents.send(
          new TransactWriteCommand({
            TransactItems: [
              { Put: { TableName: table, Item: toItem(form, operation), ...condition } },
              ...history.writes(operation, 'claimed', operation.claimedAt),
            ],
          }),
        ),
      );
    },

    /** Takes the operation up for `worker` until `until`. Throws LostRace when somebody else has. */
    async takeUp(operation: O, worker: string, until: Date): Promise<O> {
      const attempt = operation.attempt + 1;
      const leaseUntil = until.toISOString();
      await racing(
        documents.send(
          new UpdateCommand({
            TableName: table,
            Key: keyOf(operation),
            UpdateExpression: 'SET #state = :running, attempt = :attempt, worker = :worker, leaseUntil = :until',
            ConditionExpression: 'operationId = :operationId AND #state = :state AND attempt = :before',
            ExpressionAttributeNames: { '#state': 'state' },
            ExpressionAttributeValues: {
              ':running': 'running',
              ':attempt': attempt,
              ':worker': worker,
              ':until': leaseUntil,
              ':operationId': operation.operationId,
              ':state': operation.state,
              ':before': operation.attempt,
            },
          }),
        ),
      );
      return { ...operation, state: 'running', attempt, worker, leaseUntil };
    },

    /** Keeps the plan before its first write. Throws LostRace, PlanTooLarge. */
    async freeze(operation: O, frozen: NonNullable<O['frozen']>): Promise<void> {
      checkSize(form, operation, frozen);
      const mine = asWorker(operation);
      await racing(
        documents.send(
          new UpdateCommand({
            TableName: table,
            Key: keyOf(operation),
            UpdateExpression: 'SET frozen = :frozen',
            ...mine,
            ExpressionAttributeValues: { ...mine.ExpressionAttributeValues, ':frozen': pack(frozen) },
          }),
        ),
      );
    },

    /** Keeps how far it has come and holds the lease on until `until`. Throws LostRace. */
    async progress(operation: O, tables: O['tables'], until: Date): Promise<void> {
      const mine = asWorker(operation);
      await racing(
        documents.send(
          new UpdateCommand({
            TableName: table,
            Key: keyOf(operation),
            UpdateExpression: 'SET tables = :tables, leaseUntil = :until',
            ...mine,
            ExpressionAttributeValues: {
              ...mine.ExpressionAttributeValues,
              ':tables': pack(tables),
              ':until': until.toISOString(),
            },
          }),
        ),
      );
    },

    /** Lets go of the lease, so that the next attempt need not wait. Throws LostRace. */
    async letGo(operation: O): Promise<void> {
      await racing(
        documents.send(
          new UpdateCommand({
            TableName: table,
            Key: keyOf(operation),
            UpdateExpression: 'REMOVE worker, leaseUntil',
            ...asWorker(operation),
          }),
        ),
      );
    },

    /** Ends the operation, with its entry in the history. Throws LostRace. */
    async finish(operation: O): Promise<void> {
      const { worker: _, leaseUntil: __, ...ended } = operation;
      await racing(
        documents.send(
          new TransactWriteCommand({
            TransactItems: [
              { Put: { TableName: table, Item: toItem(form, ended as O), ...asWorker(operation) } },
              ...history.writes(operation, endOf(operation), operation.finishedAt ?? operation.claimedAt),
            ],
          }),
        ),
      );
    },

    /** Takes what has ended so up once more, which its history tells. Throws LostRace. */
    async reopen(operation: O, ended: 'partly' | 'done', what: Happened, at: Date): Promise<void> {
      const condition = {
        ConditionExpression: 'operationId = :operationId AND #state = :ended',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: { ':operationId': operation.operationId, ':ended': ended },
      };
      await racing(
        documents.send(
          new TransactWriteCommand({
            TransactItems: [
              { Put: { TableName: table, Item: toItem(form, operation), ...condition } },
              ...history.writes(operation, what, at.toISOString()),
            ],
          }),
        ),
      );
    },

    /** Operations that have not ended, the oldest first. */
    unfinished: () => inListing(form.listing),

    /** Operations that ended in part, the oldest first. */
    leftOver: () => inListing(form.leftOver ?? ''),

    /** The history of the subject, the oldest first. */
    history: history.of,
  };
}

function endOf(operation: AnyOperation): Happened {
  if (operation.state === 'claimed' || operation.state === 'running') {
    throw new RangeError(`operation ${operation.operationId} has not ended`);
  }
  return operation.takesBack !== undefined && operation.state === 'failed' ? 'taken back' : operation.state;
}
