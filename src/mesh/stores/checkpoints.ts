import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { keys } from './keys.ts';

/** How far a shard has been read: everything up to `sequenceNumber` is done; `finished`: the whole shard is. */
export interface Checkpoint {
  sequenceNumber?: string;
  finished: boolean;
}

export type CheckpointStore = ReturnType<typeof checkpointStore>;

/** Where the stream reader left off, in Meshdesk's own table. */
export function checkpointStore(documents: DynamoDBDocumentClient, table: string) {
  return {
    async get(streamArn: string, shardId: string): Promise<Checkpoint | undefined> {
      const Key = keys.shard(streamArn, shardId);
      const { Item } = await documents.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
      return Item as Checkpoint | undefined;
    },

    async put(streamArn: string, shardId: string, checkpoint: Checkpoint): Promise<void> {
      const Item = { ...keys.shard(streamArn, shardId), ...checkpoint };
      await documents.send(new PutCommand({ TableName: table, Item }));
    },
  };
}
