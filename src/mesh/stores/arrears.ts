import { DeleteCommand, type DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { keys, LISTING_INDEX, type Subject } from './keys.ts';
import { LostRace, racing } from './racing.ts';

export type Arrears = ReturnType<typeof arrears>;

/** A subject whose messages do not show what is stored, or may not. */
export interface Arrear {
  id: string;
  subject: Subject;
  /** Of the note itself. */
  key: Record<string, string>;
  /** ISO 8601: when this was noted, or, of a doubt, from when on it can be looked into. */
  since: string;
  /** The channel that had no room for a message. */
  channel?: string;
}

interface ArrearsQuery {
  now?: Date;
  /** Most of them; absent: a megabyte. */
  limit?: number | undefined;
  /** As an earlier page gave it. */
  start?: Record<string, unknown> | undefined;
}

interface ArrearsPage {
  arrears: Arrear[];
  /** Absent: this was the last page. */
  next?: Record<string, unknown>;
}

/** Subjects whose messages could not be brought to what is stored when it was written. */
export function arrears(documents: DynamoDBDocumentClient, table: string) {
  return {
    async add(id: string, subject: Subject, since: Date, channel?: string): Promise<void> {
      const of = { id, subject, ...(channel !== undefined && { channel }) };
      const listed = { listing: 'arrears', listed: since.toISOString(), ...of };
      await documents.send(new PutCommand({ TableName: table, Item: { ...keys.arrears(id, subject), ...listed } }));
    },

    /** Takes the note away, unless another has been made in its place since. */
    async settle({ key, since }: Arrear): Promise<void> {
      const noted = { ConditionExpression: 'listed = :since', ExpressionAttributeValues: { ':since': since } };
      try {
        await racing(documents.send(new DeleteCommand({ TableName: table, Key: key, ...noted })));
      } catch (error) {
        if (!(error instanceof LostRace)) throw error;
      }
    },

    /** A page of those since then, the oldest first: a call. Without a time, also what cannot be looked into yet. */
    async page({ now, limit, start }: ArrearsQuery = {}): Promise<ArrearsPage> {
      const { Items = [], LastEvaluatedKey } = await documents.send(
        new QueryCommand({
          TableName: table,
          IndexName: LISTING_INDEX,
          KeyConditionExpression: `listing = :arrears${now ? ' AND listed <= :now' : ''}`,
          ExpressionAttributeValues: { ':arrears': 'arrears', ...(now && { ':now': now.toISOString() }) },
          ...(limit !== undefined && { Limit: limit }),
          ...(start && { ExclusiveStartKey: start }),
        }),
      );
      const arrears = Items.map(
        ({ pk, sk, id, subject, listed, channel }): Arrear => ({
          ...{ id, subject, key: { pk, sk }, since: listed },
          ...(channel !== undefined && { channel }),
        }),
      );
      return { arrears, ...(LastEvaluatedKey && { next: LastEvaluatedKey }) };
    },
  };
}
