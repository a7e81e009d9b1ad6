import { type DynamoDBDocumentClient, paginateQuery } from '@aws-sdk/lib-dynamodb';
import { monotonicFactory } from 'ulid';
import type { AnyOperation, OperationError } from '../operation.ts';
import { pack, unpack } from './packed.ts';

/**
 * `taking back`, `taken back`: of what was granted in part, since somebody decided otherwise. `again`: what had ended is carried out
 * once more.
 */
export type Happened = 'claimed' | 'done' | 'partly' | 'failed' | 'taking back' | 'taken back' | 'again';

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

/** A key of Meshdesk's table. */
export type Key = { pk: string; sk: string };

/** Where the histories are that operations of one kind are told in. */
export interface Histories<O extends AnyOperation> {
  /** The operation on what has this id; its history is in the same partition. */
  key(id: string): Key;
  /** The event in the history of what it is about, and what is told there besides. */
  event(operation: O, eventId: string): Key & Partial<HistoryEvent>;
  /** The event in short, in the histories of accounts. */
  mentions(operation: O, eventId: string): (Key & Record<string, unknown>)[];
}

/** What happened to what operations of one kind are about, in Meshdesk's own table. */
export function historyStore<O extends AnyOperation>(
  documents: DynamoDBDocumentClient,
  table: string,
  { key, event, mentions }: Histories<O>,
) {
  const ulid = monotonicFactory();
  return {
    /** The writes that tell of it: in the history of what it is about, and in short in those of the accounts. `at`: ISO 8601. */
    writes(operation: O, what: Happened, at: string) {
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
        { ...event(operation, eventId), ...happened, ...details },
        ...mentions(operation, eventId).map((mention) => ({ ...mention, ...happened })),
      ].map((Item) => ({ Put: { TableName: table, Item } }));
    },

    /** The oldest first. */
    async of(id: string): Promise<HistoryEvent[]> {
      const events: HistoryEvent[] = [];
      const pages = paginateQuery(
        { client: documents },
        {
          TableName: table,
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :event)',
          ExpressionAttributeValues: { ':pk': key(id).pk, ':event': 'event#' },
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
