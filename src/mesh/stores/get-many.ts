import { BatchGetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** DynamoDB answers so many items a call, and leaves out what is over 16 MB. */
export const BATCH = 100;

/** All attributes of a table's key. */
export type Key = Record<string, string>;
export type Item = Record<string, unknown>;

/** The items that there are under these keys, of which none may occur twice, in no order: a call a hundred. Of each `names` alone, if they are given. */
export async function getMany(
  documents: DynamoDBDocumentClient,
  table: string,
  keys: readonly Key[],
  options: { names?: readonly string[]; consistent?: boolean } = {},
): Promise<Item[]> {
  const { names, consistent = false } = options;
  const how = {
    ...(consistent && { ConsistentRead: true }),
    ...(names && {
      ProjectionExpression: names.map((name) => `#${name}`).join(', '),
      ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
    }),
  };
  const batches: Key[][] = [];
  for (let at = 0; at < keys.length; at += BATCH) batches.push(keys.slice(at, at + BATCH));
  const found = await Promise.all(
    batches.map(async (batch) => {
      const items: Item[] = [];
      for (let open: Key[] = batch; open.length > 0; ) {
        const { Responses, UnprocessedKeys } = await documents.send(
          new BatchGetCommand({ RequestItems: { [table]: { Keys: open, ...how } } }),
        );
        items.push(...(Responses?.[table] ?? []));
        open = UnprocessedKeys?.[table]?.Keys ?? [];
      }
      return items;
    }),
  );
  return found.flat();
}
