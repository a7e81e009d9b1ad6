import { DeleteCommand, type DynamoDBDocumentClient, PutCommand, paginateQuery } from '@aws-sdk/lib-dynamodb';
import { keys, LISTING_INDEX, type Subject } from './keys.ts';
import { LostRace, racing } from './racing.ts';

export type Arrears = ReturnType<typeof arrears>;

/** A subject whose messages do not show what is stored. */
export interface Arrear {
  id: string;
  subject: Subject;
  /** ISO 8601: when this was noted. */
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
    async settle({ id, subject, since }: Arrear): Promise<void> {
      const noted = { ConditionExpression: 'listed = :since', ExpressionAttributeValues: { ':since': since } };
      try {
        await racing(documents.send(new DeleteCommand({ TableName: table, Key: keys.arrears(id, subject), ...noted })));
      } catch (error) {
        if (!(error instanceof LostRace)) throw error;
      }
    },

    /** The oldest first. */
    async *list(): AsyncGenerator<Arrear> {
      const pages = paginateQuery(
        { client: documents },
        {
          TableName: table,
          IndexName: LISTING_INDEX,
          KeyConditionExpression: 'listing = :arrears',
          ExpressionAttributeValues: { ':arrears': 'arrears' },
        },
      );
      for await (const page of pages) {
        for (const { id, subject, listed, channel } of page.Items ?? []) {
          yield { id, subject, since: listed, ...(channel !== undefined && { channel }) };
        }
      }
    },
  };
}
