import { type Listening, listen, readBody, sendJson } from '../../local/http.ts';

/** A shard as a test sets it up; it can be changed while it is read. */
export interface FakeShard {
  id: string;
  parent?: string;
  /** `key` of each record; its position in the list is its sequence number, from 1. */
  keys: string[];
  /** Nothing more will come. */
  closed: boolean;
  /** Records before this sequence number are gone. */
  trimmedTo?: number;
}

export interface FakeStream {
  readonly shards: FakeShard[];
  /** The operations that were called, in order, with the shard they were about. */
  readonly calls: { operation: string; shard?: string; from?: string }[];
  /** The next calls of an operation are refused with this error, one each. */
  refuse(operation: string, error: string, times?: number): void;
  readonly listening: Listening;
}

const PAGE = 2;

/**
 * DynamoDB Streams on the wire (JSON 1.0), with what DynamoDB Local cannot be made to do: shards that close and have children,
 * iterators that expire, records that are trimmed. Pages are of two, and an empty page may come before the end.
 */
export async function fakeStream(shards: FakeShard[]): Promise<FakeStream> {
  const calls: FakeStream['calls'] = [];
  const refusals: { operation: string; error: string }[] = [];
  const listening = await listen(async (request, response) => {
    const operation = String(request.headers['x-amz-target']).split('.').at(-1) ?? '';
    const body = JSON.parse((await readBody(request)).toString('utf8')) as Record<string, string>;
    const refusal = refusals.findIndex((one) => one.operation === operation);
    const error = refusal < 0 ? undefined : refusals.splice(refusal, 1)[0]?.error;
    const answer = error === undefined ? ANSWERS[operation]?.(shards, body, calls) : error;
    if (typeof answer === 'object') return sendJson(response, 200, answer);
    sendJson(response, 400, { __type: `com.amazonaws.dynamodb.v20120810#${answer}`, message: String(answer) });
  });
  return {
    shards,
    calls,
    listening,
    refuse: (operation, error, times = 1) => {
      for (let at = 0; at < times; at++) refusals.push({ operation, error });
    },
  };
}

/** An object is the answer, a string the error. */
type Respond = (shards: FakeShard[], body: Record<string, string>, calls: FakeStream['calls']) => object | string;

const ANSWERS: Record<string, Respond> = {
  DescribeStream: (shards, { ExclusiveStartShardId: after }, calls) => {
    calls.push({ operation: 'DescribeStream' });
    const from = after === undefined ? 0 : shards.findIndex(({ id }) => id === after) + 1;
    const page = shards.slice(from, from + PAGE);
    const Shards = page.map(({ id, parent, closed, keys }) => ({
      ShardId: id,
      ...(parent !== undefined && { ParentShardId: parent }),
      SequenceNumberRange: {
        StartingSequenceNumber: '1',
        ...(closed && { EndingSequenceNumber: String(keys.length) }),
      },
    }));
    const more = from + PAGE < shards.length;
    return { StreamDescription: { Shards, ...(more && { LastEvaluatedShardId: page.at(-1)?.id }) } };
  },

  GetShardIterator: (shards, { ShardId: id, ShardIteratorType: type, SequenceNumber: after }, calls) => {
    calls.push({
      operation: 'GetShardIterator',
      shard: String(id),
      from: type === 'TRIM_HORIZON' ? type : String(after),
    });
    const shard = shards.find((one) => one.id === id);
    if (shard === undefined) return 'ResourceNotFoundException';
    const oldest = shard.trimmedTo ?? 1;
    const next = type === 'TRIM_HORIZON' ? oldest : Number(after) + 1;
    return next < oldest ? 'TrimmedDataAccessException' : { ShardIterator: `${id}:${next}` };
  },

  GetRecords: (shards, { ShardIterator: iterator = '' }, calls) => {
    const [id = '', at = ''] = iterator.split(':');
    calls.push({ operation: 'GetRecords', shard: id, from: at });
    const shard = shards.find((one) => one.id === id);
    if (shard === undefined) return 'ResourceNotFoundException';
    const from = Number(at);
    if (from < (shard.trimmedTo ?? 1)) return 'TrimmedDataAccessException';
    const keys = shard.keys.slice(from - 1, from - 1 + PAGE);
    const next = from + keys.length;
    const Records = keys.map((key, index) => ({
      eventName: 'MODIFY',
      dynamodb: { Keys: { pk: { S: key } }, SequenceNumber: String(from + index) },
    }));
    const ends = shard.closed && next > shard.keys.length;
    return { Records, ...(!ends && { NextShardIterator: `${id}:${next}` }) };
  },
};
