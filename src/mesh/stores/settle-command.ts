import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Expected, Settlement } from './subscriptions.ts';

/** Writes a settlement into a record that is as expected. */
export function settleCommand(table: string, subscriptionId: string, expected: Expected, settlement: Settlement) {
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
