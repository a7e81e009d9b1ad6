import { BatchWriteCommand, type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { keys } from './keys.ts';
import { type Reads, singleReads } from './reads.ts';

/** What a Home tab shows things of: an account, by its 12 digits, or the connections, which admins see. */
export type HomeSubject = string | 'connections';

export type HomeStore = ReturnType<typeof homeStore>;

/** DynamoDB takes so many puts a call. */
const BATCH = 25;

/** Who has opened their Home tab lately, by what it shows; in Meshdesk's own table, where such items expire. */
export function homeStore(documents: DynamoDBDocumentClient, table: string, reads: Reads = singleReads(documents)) {
  return {
    /** Notes that somebody looks at these subjects; forgotten after `until`. */
    async opened(userId: string, subjects: readonly HomeSubject[], until: Date): Promise<void> {
      const expires = Math.floor(until.getTime() / 1000);
      const items = subjects.flatMap((of) => [keys.home(of, userId), keys.lookedAt(of)]);
      const puts = items.map((key) => ({ PutRequest: { Item: { ...key, expires } } }));
      for (let at = 0; at < puts.length; at += BATCH) {
        await documents.send(new BatchWriteCommand({ RequestItems: { [table]: puts.slice(at, at + BATCH) } }));
      }
    },

    /** Who looks at the subject, `most` at most. Mostly nobody does, which one item tells: thousands of changes ask. */
    async viewers(of: HomeSubject, now: Date, most: number): Promise<string[]> {
      const seconds = Math.floor(now.getTime() / 1000);
      const [lookedAt] = await reads(table, [keys.lookedAt(of)]);
      if (lookedAt === undefined || Number(lookedAt.expires) <= seconds) return [];
      const { Items = [] } = await documents.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :users)',
          FilterExpression: 'expires > :now',
          ExpressionAttributeValues: { ':pk': keys.home(of, '').pk, ':users': 'user#', ':now': seconds },
          Limit: most,
        }),
      );
      return Items.map(({ sk }) => String(sk).slice('user#'.length));
    },
  };
}
