import { DeleteCommand, type DynamoDBDocumentClient, PutCommand, paginateQuery } from '@aws-sdk/lib-dynamodb';
import { keys, LISTING_INDEX, type Subject } from './keys.ts';

export type Arrears = ReturnType<typeof arrears>;

/** Subjects whose messages do not show what is stored, because they could not be brought to it when it was written. */
export function arrears(documents: DynamoDBDocumentClient, table: string) {
  return {
    async add(id: string, subject: Subject, since: Date): Promise<void> {
      const listed = { listing: 'arrears', listed: since.toISOString(), id, subject };
      await documents.send(new PutCommand({ TableName: table, Item: { ...keys.arrears(id, subject), ...listed } }));
    },

    async settle(id: string, subject: Subject): Promise<void> {
      await documents.send(new DeleteCommand({ TableName: table, Key: keys.arrears(id, subject) }));
    },

    /** The oldest first. */
    async *list(): AsyncGenerator<{ id: string; subject: Subject }> {
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
        for (const { id, subject } of page.Items ?? []) yield { id, subject } as { id: string; subject: Subject };
      }
    },
  };
}
