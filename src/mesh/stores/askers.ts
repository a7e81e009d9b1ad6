import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { getMany } from './get-many.ts';
import { keys } from './keys.ts';
import { LostRace, racing } from './racing.ts';

/** One request: its subscription's id and its CreationDate. */
export interface RequestRef {
  SubscriptionId: string;
  CreationDate: string;
}

export type Askers = ReturnType<typeof askerStore>;

/**
 * Who asked through Meshdesk, in its own table: every consumer's role may write the CreatedBy of any record, so that says
 * nothing of who it was.
 */
export function askerStore(documents: DynamoDBDocumentClient, table: string) {
  const keyOf = ({ SubscriptionId, CreationDate }: RequestRef) => keys.asker(SubscriptionId, CreationDate);
  return {
    /** Before the request is written. Of two who ask for the same in the same second the first stays. */
    async note(request: RequestRef, userId: string): Promise<void> {
      const Item = { ...keyOf(request), userId, subscriptionId: request.SubscriptionId };
      const put = new PutCommand({ TableName: table, Item, ConditionExpression: 'attribute_not_exists(pk)' });
      try {
        await racing(documents.send(put));
      } catch (error) {
        if (!(error instanceof LostRace)) throw error;
      }
    },

    /** Slack user ids, by subscription; without those that were not asked through Meshdesk, whatever their records say. */
    async many(requests: readonly RequestRef[]): Promise<Map<string, string>> {
      const items = await getMany(documents, table, requests.map(keyOf));
      return new Map(items.map(({ subscriptionId, userId }) => [String(subscriptionId), String(userId)]));
    },
  };
}
