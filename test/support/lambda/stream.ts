import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  ExpiredIteratorException,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type _Record as SdkRecord,
  TrimmedDataAccessException,
} from '@aws-sdk/client-dynamodb-streams';
import type { DynamoDBRecord } from 'aws-lambda';

/** Reads the stream of a table on DynamoDB Local from its beginning, a page a call, in the form that Lambda gives records. */
export async function openStream(
  endpoint: string,
  region: string,
  TableName: string,
): Promise<() => Promise<DynamoDBRecord[]>> {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const tables = new DynamoDBClient({ endpoint, region, credentials });
  const { Table } = await tables.send(new DescribeTableCommand({ TableName }));
  tables.destroy();
  const StreamArn = Table?.LatestStreamArn;
  const client = new DynamoDBStreamsClient({ endpoint, region, credentials });
  const { StreamDescription } = await client.send(new DescribeStreamCommand({ StreamArn }));
  const shards = (StreamDescription?.Shards ?? []).map(({ ShardId }) => reader(client, { StreamArn, ShardId }));
  return async () => {
    const pages = await Promise.all(shards.map((read) => read()));
    return pages.flat().map((record) => asLambdaHasIt(record, region, StreamArn ?? ''));
  };
}

/** Reads one shard on and on. DynamoDB Local takes an iterator for trimmed or expired now and then: then it is asked for anew. */
export function reader(
  client: DynamoDBStreamsClient,
  shard: { StreamArn: string | undefined; ShardId: string | undefined },
) {
  let iterator: string | undefined;
  let last: string | undefined;
  const begin = async () => {
    const from =
      last === undefined
        ? ({ ShardIteratorType: 'TRIM_HORIZON' } as const)
        : ({ ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: last } as const);
    return (await client.send(new GetShardIteratorCommand({ ...shard, ...from }))).ShardIterator;
  };
  return async (): Promise<SdkRecord[]> => {
    iterator ??= await begin();
    try {
      const { Records = [], NextShardIterator } = await client.send(new GetRecordsCommand({ ShardIterator: iterator }));
      iterator = NextShardIterator;
      last = Records.at(-1)?.dynamodb?.SequenceNumber ?? last;
      return Records;
    } catch (error) {
      if (!(error instanceof TrimmedDataAccessException || error instanceof ExpiredIteratorException)) throw error;
      iterator = undefined;
      return [];
    }
  };
}

function asLambdaHasIt(record: SdkRecord, awsRegion: string, eventSourceARN: string): DynamoDBRecord {
  const { dynamodb, eventID = '', eventName = 'MODIFY' } = record;
  const text = JSON.stringify({ ...dynamodb, ApproximateCreationDateTime: undefined }, (_, value: unknown) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value,
  );
  const at = Math.floor((dynamodb?.ApproximateCreationDateTime?.getTime() ?? 0) / 1000);
  return {
    ...{ eventID, eventName, eventVersion: '1.1', eventSource: 'aws:dynamodb', awsRegion, eventSourceARN },
    dynamodb: { ...JSON.parse(text), ApproximateCreationDateTime: at },
  };
}
