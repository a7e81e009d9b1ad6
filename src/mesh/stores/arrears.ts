import { DeleteCommand, type DynamoDBDocumentClient, PutCommand, paginateQuery } from '@aws-sdk/lib-dynamodb';
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

    /** Those since then, the oldest first; without a time, also what cannot be looked into yet. */
    async *list(now?: Date): AsyncGenerator<Arrear> {
      const pages = paginateQuery(
        { client: documents },
        {
          TableName: table,
          IndexName: LISTING_INDEX,
          KeyConditionExpression: `listing = :arrears${now ? ' AND listed <= :now' : ''}`,
          ExpressionAttributeValues: { ':arrears': 'arrears', ...(now && { ':now': now.toISOString() }) },
        },
      );
      for await (const page of pages) {
        for (const { pk, sk, id, subject, listed, channel } of page.Items ?? []) {
          yield { id, subject, key: { pk, sk }, since: listed, ...(channel !== undefined && { channel }) };
        }
      }
    },
  };
}
