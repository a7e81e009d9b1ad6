import { DescribeTableCommand, DynamoDBClient, ResourceNotFoundException } from '@aws-sdk/client-dynamodb';

/** A table as the bot needs it: there, with a stream of new and old images. */
export type TableState = { is: 'ready'; streamArn: string } | { is: 'missing' } | { is: 'no-stream' };

/** Looks at a table with the bot's own credentials. Throws the SDK's errors, ResourceNotFoundException apart. */
export async function tableState(region: string, table: string): Promise<TableState> {
  const client = new DynamoDBClient({ region });
  try {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: table }));
    const { LatestStreamArn, StreamSpecification } = Table ?? {};
    const whole = StreamSpecification?.StreamEnabled && StreamSpecification.StreamViewType === 'NEW_AND_OLD_IMAGES';
    return whole && LatestStreamArn !== undefined ? { is: 'ready', streamArn: LatestStreamArn } : { is: 'no-stream' };
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return { is: 'missing' };
    throw error;
  } finally {
    client.destroy();
  }
}
