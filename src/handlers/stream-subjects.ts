import { accountSubject, operationRef } from '../mesh/stores/keys.ts';
import type { Change } from './on-change.ts';

/** A record of a DynamoDB stream, as far as it is read: what it is about. What happened is read from the tables. */
export interface SubjectRecord {
  dynamodb?: { Keys?: Image; NewImage?: Image; OldImage?: Image } | undefined;
}

type Image = Record<string, { S?: string }> | undefined;

/** The subscription that a record of the subscriptions table is about; null where it names none. */
export function subscriptionOf({ dynamodb }: SubjectRecord): string | null {
  return dynamodb?.Keys?.SubscriptionId?.S || null;
}

/** What a record of Meshdesk's table is about; null where nobody has to do anything. */
export function changeOf({ dynamodb }: SubjectRecord): Change | null {
  const { pk, sk } = dynamodb?.Keys ?? {};
  if (pk?.S === undefined || sk?.S === undefined) return null;
  const key = { pk: pk.S, sk: sk.S };
  const accountId = accountSubject(key);
  const changes = (attribute: string) => dynamodb?.NewImage?.[attribute]?.S !== dynamodb?.OldImage?.[attribute]?.S;
  if (accountId !== null) return { kind: 'account', id: accountId, renamed: changes('name') };
  const operation = operationRef(key);
  if (operation === null) return null;
  return { ...operation, turned: changes('state') };
}
