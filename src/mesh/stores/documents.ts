import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { unlogged } from '../aws/unlogged.ts';

/**
 * A document client on `client`. Nobody's record can stop a read: of itself the client throws at a number that JavaScript cannot
 * hold, and so would every list with such an item in it. Meshdesk keeps no number that loses digits by this.
 */
export function documentsOn(client: DynamoDBClient): DynamoDBDocumentClient {
  return DynamoDBDocumentClient.from(unlogged(client), {
    marshallOptions: { removeUndefinedValues: true },
    unmarshallOptions: { wrapNumbers: Number },
  });
}
