import { type DynamoDBDocumentClient, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { getMany } from './get-many.ts';
import { keys } from './keys.ts';
import { LostRace, racing } from './racing.ts';

/** When a connected account was looked at last, and what of it the admins were told. */
export interface Watch {
  accountId: string;
  /** ISO 8601. */
  checkedAt: string;
  /** What was amiss and has been said; what is in order again is forgotten. */
  said: string[];
  /** What the channel was called. */
  channelName?: string;
}

export type WatchStore = ReturnType<typeof watchStore>;

/** What is known of connected accounts from looking at them now and then; in Meshdesk's own table. */
export function watchStore(documents: DynamoDBDocumentClient, table: string) {
  return {
    async of(accountIds: readonly string[]): Promise<Map<string, Watch>> {
      const items = await getMany(documents, table, accountIds.map(keys.watch));
      const watches = items.map(({ pk: _, sk: __, ...rest }) => rest as unknown as Watch);
      return new Map(watches.map((watch) => [watch.accountId, watch]));
    },

    /** Takes the look at an account on. False: somebody else has, since it was `seen`. */
    async begin(accountId: string, seen: Watch | undefined, now: Date): Promise<boolean> {
      const checkedAt = now.toISOString();
      const condition =
        seen === undefined
          ? { ConditionExpression: 'attribute_not_exists(pk)' }
          : { ConditionExpression: 'checkedAt = :seen', ExpressionAttributeValues: { ':seen': seen.checkedAt } };
      const Item = { ...keys.watch(accountId), ...(seen ?? { accountId, said: [] }), checkedAt };
      try {
        await racing(documents.send(new PutCommand({ TableName: table, Item, ...condition })));
        return true;
      } catch (error) {
        if (error instanceof LostRace) return false;
        throw error;
      }
    },

    /** Keeps what has been said by now. */
    async end(accountId: string, { said, channelName }: Pick<Watch, 'said' | 'channelName'>): Promise<void> {
      const named = channelName === undefined ? '' : ', channelName = :name';
      await documents.send(
        new UpdateCommand({
          TableName: table,
          Key: keys.watch(accountId),
          UpdateExpression: `SET said = :said${named}`,
          ExpressionAttributeValues: { ':said': said, ...(channelName !== undefined && { ':name': channelName }) },
        }),
      );
    },
  };
}
