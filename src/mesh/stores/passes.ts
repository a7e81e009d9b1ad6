import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { ulid } from 'ulid';
import { keys } from './keys.ts';
import { LostRace, racing } from './racing.ts';

/** How far a look through everything has come. */
export interface Pass {
  /** ISO 8601. */
  begunAt: string;
  /** Where it goes on; absent: it has come to its end. */
  cursor?: Record<string, unknown>;
  /** Another at each write. */
  revision: string;
}

export type PassStore = ReturnType<typeof passStore>;

/** Looks through everything that take more than one run, by name; in Meshdesk's own table. */
export function passStore(documents: DynamoDBDocumentClient, table: string) {
  return {
    async get(name: string): Promise<Pass | undefined> {
      const { Item } = await documents.send(
        new GetCommand({ TableName: table, Key: keys.pass(name), ConsistentRead: true }),
      );
      return Item as Pass | undefined;
    },

    /** Writes how far it has come, if it still is what was `seen`; null: somebody else goes on with it. */
    async put(name: string, pass: Omit<Pass, 'revision'>, seen: Pass | undefined): Promise<Pass | null> {
      const next: Pass = { ...pass, revision: ulid() };
      const condition =
        seen === undefined
          ? { ConditionExpression: 'attribute_not_exists(pk)' }
          : { ConditionExpression: 'revision = :seen', ExpressionAttributeValues: { ':seen': seen.revision } };
      try {
        await racing(
          documents.send(new PutCommand({ TableName: table, Item: { ...keys.pass(name), ...next }, ...condition })),
        );
        return next;
      } catch (error) {
        if (error instanceof LostRace) return null;
        throw error;
      }
    },
  };
}
