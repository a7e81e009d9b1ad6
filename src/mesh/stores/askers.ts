import { BatchGetCommand, type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { keys } from './keys.ts';
import { LostRace, racing } from './racing.ts';

/** One request: its subscription's id and its CreationDate. */
export interface RequestRef {
  SubscriptionId: string;
  CreationDate: string;
}

export type Askers = ReturnType<typeof askerStore>;

/** DynamoDB answers so many items a call. */
const BATCH = 100;

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

    /** Slack user id; null: it was not asked through Meshdesk, whatever the record says. */
    async of(request: RequestRef): Promise<string | null> {
      const { Item } = await documents.send(new GetCommand({ TableName: table, Key: keyOf(request) }));
      return typeof Item?.userId === 'string' ? Item.userId : null;
    },

    /** The same of many, by subscription. */
    async many(requests: readonly RequestRef[]): Promise<Map<string, string>> {
      const found = new Map<string, string>();
      for (let at = 0; at < requests.length; at += BATCH) {
        let open: Record<string, unknown>[] = requests.slice(at, at + BATCH).map(keyOf);
        while (open.length > 0) {
          const { Responses, UnprocessedKeys } = await documents.send(
            new BatchGetCommand({ RequestItems: { [table]: { Keys: open } } }),
          );
          for (const { subscriptionId, userId } of Responses?.[table] ?? []) found.set(subscriptionId, userId);
          open = UnprocessedKeys?.[table]?.Keys ?? [];
        }
      }
      return found;
    },
  };
}
