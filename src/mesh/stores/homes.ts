import { BatchWriteCommand, type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { keys } from './keys.ts';

/** What a Home tab shows things of: an account, by its 12 digits, or the connections, which admins see. */
export type HomeSubject = string | 'connections';

export type HomeStore = ReturnType<typeof homeStore>;

/** DynamoDB takes so many puts a call. */
const BATCH = 25;

/** Who has opened their Home tab lately, by what it shows; in Meshdesk's own table, where such items expire. */
export function homeStore(documents: DynamoDBDocumentClient, table: string) {
  return {
    /** Notes that somebody looks at these subjects; forgotten after `until`. */
    async opened(userId: string, subjects: readonly HomeSubject[], until: Date): Promise<void> {
      const expires = Math.floor(until.getTime() / 1000);
      const puts = subjects.map((of) => ({ PutRequest: { Item: { ...keys.home(of, userId), expires } } }));
      for (let at = 0; at < puts.length; at += BATCH) {
        await documents.send(new BatchWriteCommand({ RequestItems: { [table]: puts.slice(at, at + BATCH) } }));
      }
    },

    /** Who looks at the subject, `most` at most. */
    async viewers(of: HomeSubject, now: Date, most: number): Promise<string[]> {
      const { Items = [] } = await documents.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :pk',
          FilterExpression: 'expires > :now',
          ExpressionAttributeValues: { ':pk': keys.home(of, '').pk, ':now': Math.floor(now.getTime() / 1000) },
          Limit: most,
        }),
      );
      return Items.map(({ sk }) => String(sk).slice('user#'.length));
    },
  };
}
