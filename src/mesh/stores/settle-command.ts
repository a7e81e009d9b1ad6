import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { awsCodeOf } from '../aws/failures.ts';
import { MeshError } from '../errors.ts';
import type { Expected, Settlement } from './subscriptions.ts';

/**
 * Writes a settlement into a record that is as expected, and answers what it was until then; null: it is not. Notes that are no set of texts become one, and where there
 * is no room for the note it is left out. Throws RecordFull.
 */
export async function settleIn(
  documents: DynamoDBDocumentClient,
  table: string,
  subscriptionId: string,
  expected: Expected,
  settlement: Settlement,
): Promise<Record<string, unknown> | null> {
  const { note, ...bare } = settlement;
  const notes = note === undefined ? undefined : [...new Set([...(expected.Notes ?? []), note])];
  const attempts: Written[] = note === undefined ? [bare] : [settlement, { ...bare, Notes: new Set(notes) }, bare];
  let refused: unknown;
  for (const written of attempts) {
    try {
      const command = settleCommand(table, subscriptionId, expected, written);
      return (await documents.send(command)).Attributes ?? {};
    } catch (error) {
      if (awsCodeOf(error) === 'ConditionalCheckFailedException') return null;
      if (awsCodeOf(error) !== 'ValidationException') throw error;
      refused = error;
    }
  }
  throw new MeshError('RecordFull', { subscriptionId }, { cause: refused });
}

type Written = Settlement & { Notes?: Set<string> };

function settleCommand(table: string, subscriptionId: string, expected: Expected, settlement: Written) {
  const { note, ...attributes } = settlement;
  const values = Object.entries(attributes).filter(([, value]) => value !== undefined);
  const names = values.map(([name]) => [`#${name}`, name]);
  const dated = expected.UpdatedDate;
  const since =
    dated === undefined
      ? ''
      : ` AND ${dated === null ? '(attribute_not_exists(#UpdatedDate) OR #UpdatedDate = :seenUpdate)' : '#UpdatedDate = :seenUpdate'}`;
  return new UpdateCommand({
    TableName: table,
    Key: { SubscriptionId: subscriptionId },
    ReturnValues: 'ALL_OLD',
    UpdateExpression: `SET ${values.map(([name]) => `#${name} = :${name}`).join(', ')}${note === undefined ? '' : ' ADD Notes :note'}`,
    ConditionExpression: `#Status = :seenStatus AND CreationDate = :seenCreation AND OwnerPrincipal = :seenOwner AND SubscriberPrincipal = :seenSubscriber AND DatabaseName = :seenDatabase${since}`,
    ExpressionAttributeNames: Object.fromEntries(names),
    ExpressionAttributeValues: {
      ...Object.fromEntries(values.map(([name, value]) => [`:${name}`, value])),
      ':seenStatus': expected.Status,
      ':seenCreation': expected.CreationDate,
      ':seenOwner': expected.OwnerPrincipal,
      ':seenSubscriber': expected.SubscriberPrincipal,
      ':seenDatabase': expected.DatabaseName,
      // The original writes NULL where it has nothing to say.
      ...(dated !== undefined && { ':seenUpdate': dated }),
      ...(note !== undefined && { ':note': new Set([note]) }),
    },
  });
}
