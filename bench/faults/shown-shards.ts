import { createHash } from 'node:crypto';
import { DynamoDBStreamsClient, GetRecordsCommand, GetShardIteratorCommand } from '@aws-sdk/client-dynamodb-streams';
import { REGION } from '../../local/settings.ts';
import { awsAnswer, awsError, type Call, changed, type Fate } from './gateway.ts';

/** A record of a stream, as far as it is looked at here. */
export interface StreamRecord {
  dynamodb: { SequenceNumber: string; Keys: object };
}

/** What becomes of the records of a page on their way to a reader, who has been given those of `shard` before. */
export type PageChange = (records: readonly StreamRecord[], shard: string) => StreamRecord[];

/** Streams of DynamoDB Local, which never closes a shard and never forgets a record, as AWS may show them. */
export interface ShownShards {
  /** What becomes of a call about streams; undefined of any other. */
  fateOf(call: Call): Fate;
  /** What becomes of the records that are read from now on. */
  change(change: PageChange | undefined): void;
  /** From now on readers are given nothing (true), or what they ask for (false). */
  hold(held: boolean): void;
  /** Children that come from now on are refused to readers (true), or none (false). */
  holdChildren(held: boolean): void;
  /** Closes the oldest open shard of each stream where it was read up to; two children go on, each with half of its keys. */
  split(): void;
  /** Has everything that was written so far be gone: of the shards that there are, or with these, which others follow. Answers how many records nobody had been given. */
  trim(what: 'records' | 'shards'): Promise<number>;
  /** Resolves when readers were told of every closed shard that there is no more in it. */
  closedAreRead(): Promise<void>;
  /** How often a reader began with a child before it had been told of the parent's end. */
  early(): number;
  close(): void;
}

/** A shard as it is shown: a part of one of DynamoDB Local's. */
interface Shown {
  id: string;
  parent?: string;
  /** The shard that it is a part of, and that one's stream. */
  real: string;
  stream: string;
  /** Its records come after this sequence number; 0: from the beginning. */
  after: bigint;
  /** The last record that it may have, once it is closed. */
  closedAt?: bigint;
  /** Which half of its parent's keys it has, after which half the parent has; empty: every key. */
  half: string;
  /** Up to here records are gone. */
  trimmedTo: bigint;
  gone: boolean;
  /** The highest number that readers were taken past. */
  given: bigint;
  /** A reader was told that there is no more. */
  told: boolean;
}

interface Asked {
  StreamArn?: string;
  ShardId?: string;
  ShardIteratorType?: string;
  SequenceNumber?: string;
  ShardIterator?: string;
}
interface Page {
  Records?: StreamRecord[];
  NextShardIterator?: string;
}
interface Description {
  StreamDescription: { StreamArn: string; Shards: { ShardId: string; ParentShardId?: string }[] };
}

/** Digits of DynamoDB Local's sequence numbers. */
const DIGITS = 21;

/** Shows the streams of DynamoDB Local at `dynamoUrl`, each as the one shard that it is until told otherwise. */
export function showShards(dynamoUrl: string): ShownShards {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new DynamoDBStreamsClient({ endpoint: dynamoUrl, region: REGION, credentials });
  const shards = new Map<string, Shown>();
  const waiting: (() => void)[] = [];
  const state = { held: false, early: 0, change: undefined as PageChange | undefined };
  /** Those that there were when children began to be refused; undefined: none is. */
  let readable: ReadonlySet<string> | undefined;
  const there = () => [...shards.values()].filter(({ gone }) => !gone);
  const open = () => there().filter(({ closedAt }) => closedAt === undefined);
  const add = (shard: Pick<Shown, 'id' | 'real' | 'stream'> & Partial<Shown>) => {
    const from = shard.after ?? 0n;
    const unread = { half: '', trimmedTo: from, gone: false, given: from, told: false };
    shards.set(shard.id, { ...unread, after: from, ...shard });
  };

  const describe = (): Fate => ({
    change: (answer) =>
      changed<Description>(answer, (body) => {
        const { StreamArn: stream, Shards } = body.StreamDescription;
        for (const { ShardId: id } of Shards) if (!shards.has(id)) add({ id, real: id, stream });
        const shown = there().filter((shard) => shard.stream === stream);
        return { ...body, StreamDescription: { ...body.StreamDescription, Shards: shown.map(described) } };
      }),
  });
  const iterate = (asked: Asked): Fate => {
    const shard = shards.get(asked.ShardId ?? '');
    if (shard === undefined || shard.gone) return { answer: awsError('ResourceNotFoundException') };
    const parent = shards.get(shard.parent ?? '');
    if (parent !== undefined && readable?.has(shard.id) === false)
      return { answer: awsError('LimitExceededException') };
    if (parent !== undefined && !parent.gone && !parent.told) state.early += 1;
    const isOldest = asked.ShardIteratorType === 'TRIM_HORIZON';
    const after = isOldest ? most(shard.after, shard.trimmedTo) : BigInt(asked.SequenceNumber ?? 0);
    if (after < shard.trimmedTo) return { answer: awsError('TrimmedDataAccessException') };
    return {
      body: Buffer.from(JSON.stringify(iteratorAfter(shard, after))),
      change: (answer) =>
        changed<{ ShardIterator: string }>(answer, ({ ShardIterator }) => ({
          ShardIterator: `${shard.id}~${after}~${ShardIterator}`,
        })),
    };
  };
  const read = (asked: Asked): Fate => {
    const [id = '', last = '', ...rest] = (asked.ShardIterator ?? '').split('~');
    const shard = shards.get(id);
    if (shard === undefined || shard.gone || BigInt(last) < shard.trimmedTo)
      return { answer: awsError('TrimmedDataAccessException') };
    if (state.held) return { answer: awsAnswer({ Records: [], NextShardIterator: asked.ShardIterator }) };
    return {
      body: Buffer.from(JSON.stringify({ ShardIterator: rest.join('~') })),
      change: (answer) => changed<Page>(answer, (page) => shownPage(shard, BigInt(last), page)),
    };
  };
  const shownPage = (shard: Shown, last: bigint, { Records = [], NextShardIterator: next }: Page): Page => {
    const at = most(last, ...Records.map(numberOf));
    shard.given = most(shard.given, at);
    const { closedAt } = shard;
    const its = Records.filter((one) => isOf(shard.half, one) && (closedAt === undefined || numberOf(one) <= closedAt));
    const given = state.change?.(its, shard.id) ?? its;
    if (next !== undefined && (closedAt === undefined || at < closedAt))
      return { Records: given, NextShardIterator: `${shard.id}~${at}~${next}` };
    shard.told = true;
    for (const look of waiting.splice(0)) look();
    return { Records: given };
  };

  return {
    fateOf({ service, operation, body }) {
      if (service !== 'dynamodb') return undefined;
      if (operation === 'DescribeStream') return describe();
      if (operation === 'GetShardIterator') return iterate(JSON.parse(body.toString('utf8')) as Asked);
      return operation === 'GetRecords' ? read(JSON.parse(body.toString('utf8')) as Asked) : undefined;
    },
    change: (change) => void Object.assign(state, { change }),
    hold: (held) => void Object.assign(state, { held }),
    holdChildren(held) {
      readable = held ? new Set(shards.keys()) : undefined;
    },
    split() {
      const oldest = new Map(
        open()
          .toReversed()
          .map((shard) => [shard.stream, shard]),
      );
      for (const shard of oldest.values()) {
        shard.closedAt = shard.given;
        const { id: parent, real, stream, given: after, half } = shard;
        for (const side of ['0', '1']) add({ id: `${parent}-${side}`, parent, real, stream, after, half: half + side });
      }
    },
    async trim(what) {
      let lost = 0;
      for (const shard of open()) {
        const { end, unread } = await rest(client, shard);
        lost += unread;
        const { id: parent, real, stream, half } = shard;
        if (what === 'records') shard.trimmedTo = end;
        else add({ id: `${parent}-later`, parent, real, stream, half, after: end });
        shard.gone = what === 'shards';
      }
      for (const shard of there()) if (shard.closedAt !== undefined) shard.gone = true;
      return lost;
    },
    async closedAreRead() {
      const isRead = ({ closedAt, told }: Shown) => closedAt === undefined || told;
      while (!there().every(isRead)) await new Promise<void>((look) => waiting.push(look));
    },
    early: () => state.early,
    close: () => client.destroy(),
  };
}

const most = (...numbers: bigint[]) => numbers.reduce((a, b) => (a > b ? a : b));
const numberOf = ({ dynamodb }: StreamRecord) => BigInt(dynamodb.SequenceNumber);
const digits = (number: bigint) => String(number).padStart(DIGITS, '0');

function described({ id, parent, after, closedAt }: Shown): object {
  const StartingSequenceNumber = digits(after + 1n);
  return {
    ShardId: id,
    ...(parent !== undefined && { ParentShardId: parent }),
    SequenceNumberRange: {
      StartingSequenceNumber,
      ...(closedAt !== undefined && { EndingSequenceNumber: digits(closedAt) }),
    },
  };
}

function iteratorAfter({ stream, real }: Shown, after: bigint) {
  const from =
    after === 0n
      ? ({ ShardIteratorType: 'TRIM_HORIZON' } as const)
      : ({ ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: digits(after) } as const);
  return { StreamArn: stream, ShardId: real, ...from };
}

/** Whether the record's key is in this half of a half of all keys. */
function isOf(half: string, { dynamodb }: StreamRecord): boolean {
  const [byte = 0] = createHash('sha256').update(JSON.stringify(dynamodb.Keys)).digest();
  return [...half].every((side, at) => ((byte >> at) & 1) === Number(side));
}

/** The last record that was written, and how many there are that no reader was given. */
async function rest(client: DynamoDBStreamsClient, shard: Shown): Promise<{ end: bigint; unread: number }> {
  const start = await client.send(new GetShardIteratorCommand(iteratorAfter(shard, shard.given)));
  let [end, unread, iterator] = [shard.given, 0, start.ShardIterator];
  while (iterator !== undefined) {
    const { Records = [], NextShardIterator } = await client.send(new GetRecordsCommand({ ShardIterator: iterator }));
    if (Records.length === 0) break;
    end = most(end, ...Records.map((one) => BigInt(one.dynamodb?.SequenceNumber ?? 0)));
    unread += Records.length;
    iterator = NextShardIterator;
  }
  return { end, unread };
}
