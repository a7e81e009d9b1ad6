import { type DynamoDBDocumentClient, paginateQuery, TransactWriteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { monotonicFactory } from 'ulid';
import { type AnyOperation, isUnderWay, type OperationError } from '../operation.ts';
import { LISTING_INDEX } from './keys.ts';
import { pack, unpack } from './packed.ts';
import { racing } from './racing.ts';
import { type Reads, singleReads } from './reads.ts';

/** `taking back`, `taken back`: of what was granted in part, since somebody decided otherwise. */
export type Happened = 'claimed' | 'done' | 'partly' | 'failed' | 'taking back' | 'taken back';

/** Something that happened to a subscription or to data products; only ever appended. */
export interface HistoryEvent {
  /** ULID: also the order in which things happened. */
  eventId: string;
  /** ISO 8601. */
  at: string;
  what: Happened;
  kind: string;
  /** Slack user id. */
  by: string;
  operationId: string;
  /** CreationDate of the request, where it is about one. */
  requested?: string;
  notes?: string;
  planHash?: string;
  error?: OperationError;
  tables?: AnyOperation['tables'];
}

type Key = {
  pk: string;
  sk: string;
};

/** Where operations of one kind are kept, and what the histories say of them. */
export interface Form<O extends AnyOperation> {
  /** Their name in the index while they have not ended. */
  listing: string;
  /** Their name in it when they ended in part, where that is looked at. */
  leftOver?: string;
  /** The id of what it is about. */
  idOf(operation: O): string;
  key(id: string): Key;
  /** The event in the history of what it is about, and what is told there besides. */
  event(operation: O, eventId: string): Key & Partial<HistoryEvent>;
  /** The event in short, in the histories of accounts. */
  mentions(operation: O, eventId: string): (Key & Record<string, unknown>)[];
}

/** Operations of one kind: of each subject the one that is under way or was the last. */
export type Store<O extends AnyOperation> = ReturnType<typeof storeOf<O>>;

/** Operations of one kind and their history, in Meshdesk's own table: claim, lease, progress, end. */
export function storeOf<O extends AnyOperation>(
  documents: DynamoDBDocumentClient,
  table: string,
  form: Form<O>,
  reads: Reads = singleReads(documents),
) {
  const ulid = monotonicFactory();
  const keyOf = (operation: O) => form.key(form.idOf(operation));
  /** What happened: in the history of what it is about, and in short in those of the accounts. */
  const events = (operation: O, what: HistoryEvent['what'], at: string) => {
    const eventId = ulid();
    const { operationId, order, error, tables } = operation;
    const happened = {
      ...{ eventId, at, what, kind: order.kind, by: operation.actor },
      ...(order.notes !== undefined && { notes: order.notes }),
    };
    const details = {
      operationId,
      ...(error !== undefined && { error }),
      ...(tables.length > 0 && { tables: pack(tables) }),
    };
    return [
      { ...form.event(operation, eventId), ...happened, ...details },
      ...form.mentions(operation, eventId).map((mention) => ({ ...mention, ...happened })),
    ].map((Item) => ({ Put: { TableName: table, Item } }));
  };
  const listed = ({ state, claimedAt }: O) => {
    const listing = isUnderWay({ state }) ? form.listing : state === 'partly' ? form.leftOver : undefined;
    return listing === undefined ? {} : { listing, listed: claimedAt };
  };
  const toItem = (operation: O): Record<string, unknown> => {
    const { frozen, tables, order, standing, ...plain } = operation;
    return {
      ...keyOf(operation),
      ...plain,
      order: JSON.stringify(order).length > MOST_PLAIN ? pack(order) : order,
      ...(standing !== undefined && { standing: pack(standing) }),
      ...(frozen !== undefined && { frozen: pack(frozen) }),
      ...(tables.length > 0 && { tables: pack(tables) }),
      ...listed(operation),
    };
  };
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
              { Put: { TableName: table, Item: toItem(operation), ...condition } },
              ...events(operation, 'claimed', operation.claimedAt),
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

    /** Keeps the plan before its first write. Throws LostRace. */
    async freeze(operation: O, frozen: NonNullable<O['frozen']>): Promise<void> {
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
              { Put: { TableName: table, Item: toItem(ended as O), ...asWorker(operation) } },
              ...events(operation, endOf(operation), operation.finishedAt ?? operation.claimedAt),
            ],
          }),
        ),
      );
    },

    /** Takes what ended in part up once more, for another purpose. Throws LostRace. */
    async reopen(operation: O, at: Date): Promise<void> {
      const condition = {
        ConditionExpression: 'operationId = :operationId AND #state = :partly',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: { ':operationId': operation.operationId, ':partly': 'partly' },
      };
      await racing(
        documents.send(
          new TransactWriteCommand({
            TransactItems: [
              { Put: { TableName: table, Item: toItem(operation), ...condition } },
              ...events(operation, 'taking back', at.toISOString()),
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
    async history(id: string): Promise<HistoryEvent[]> {
      const events: HistoryEvent[] = [];
      const pages = paginateQuery(
        { client: documents },
        {
          TableName: table,
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :event)',
          ExpressionAttributeValues: { ':pk': form.key(id).pk, ':event': 'event#' },
        },
      );
      for await (const page of pages) {
        for (const { pk: _, sk: __, tables, ...rest } of page.Items ?? []) {
          events.push({ ...rest, ...(tables && { tables: unpack(tables) }) } as HistoryEvent);
        }
      }
      return events;
    },
  };
}

function endOf(operation: AnyOperation): Happened {
  if (operation.state === 'claimed' || operation.state === 'running') {
    throw new RangeError(`operation ${operation.operationId} has not ended`);
  }
  return operation.takesBack !== undefined && operation.state === 'failed' ? 'taken back' : operation.state;
}

/** An order of more characters is packed: it may name thousands of tables and columns. */
const MOST_PLAIN = 20_000;

/** An operation out of its item. */
export function fromItem<O extends AnyOperation>(item: Record<string, unknown>): O {
  const { pk: _, sk: __, listing: ___, listed: ____, frozen, tables, order, standing, ...plain } = item;
  return {
    ...plain,
    order: order instanceof Uint8Array ? unpack(order) : order,
    ...(standing instanceof Uint8Array && { standing: unpack(standing) }),
    tables: tables instanceof Uint8Array ? unpack(tables) : [],
    ...(frozen instanceof Uint8Array && { frozen: unpack(frozen) }),
  } as unknown as O;
}
