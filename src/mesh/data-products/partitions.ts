import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import {
  BatchCreatePartitionCommand,
  BatchUpdatePartitionCommand,
  GetPartitionsCommand,
  type Partition,
  type PartitionError,
  type PartitionInput,
  paginateGetPartitions,
} from '@aws-sdk/client-glue';
import pLimit, { type LimitFunction } from 'p-limit';
import { isTransient } from '../aws/failures.ts';
import { backoff } from '../aws/grants.ts';
import type { MeshSession } from '../aws/sessions.ts';
import { canonical, chunked } from '../canonical.ts';
import { MeshError } from '../errors.ts';
import { allDone } from './all-done.ts';

const PARTITIONS_A_PAGE = 1000;
/** The most that GetPartitions divides a table into. */
const SEGMENTS = 10;
const PARTITIONS_A_WRITE = 100;
const ATTEMPTS = 6;

/** A table in somebody's catalog. */
export interface PartitionedTable {
  session: MeshSession;
  databaseName: string;
  table: string;
}

/** What was done about a table's partitions. */
export interface CopiedPartitions {
  created: number;
  updated: number;
  /** Partitions whose data are not below the table's location. */
  elsewhere: number;
}

/** How many pages are in memory at once, over all tables. */
export interface Pages {
  /** Of tables that have no more than one. */
  whole: LimitFunction;
  /** Of larger tables: each is many calls to write. */
  segments: LimitFunction;
}

/** So many of each. */
export function openPages(whole: number, segments: number): Pages {
  return { whole: pLimit(whole), segments: pLimit(segments) };
}

/** How partitions are copied. */
export interface PartitionCopy {
  /** Whether the target is expected to be made just now, and so to have none yet. */
  isNew: boolean;
  /** The target's own writing; `created`: it had none indeed. */
  written: Promise<'created' | 'updated' | 'unchanged'>;
  /** The table's. */
  location: string | undefined;
  pages: Pages;
  /** Called once, before the first write, if there is one. */
  beforeWriting(): Promise<void>;
}

/**
 * Brings the partitions of `target` to those of `source`: creates what is missing, updates what has changed. What the source
 * has no longer stays, as a crawler with delete behaviour LOG leaves it. The source is read while a new target is made.
 */
export async function copyPartitions(
  source: PartitionedTable,
  target: PartitionedTable,
  { isNew, written, location, pages, beforeWriting }: PartitionCopy,
): Promise<CopiedPartitions> {
  const known = once(async () => {
    if ((await written) === 'created') return new Map<string, string>();
    // Somebody made the new one meanwhile: whoever asks holds a page already.
    return digests(target, isNew ? openPages(1, 1) : pages);
  });
  const begun = once(beforeWriting);
  if (!isNew) await known();
  const copied: CopiedPartitions = { created: 0, updated: 0, elsewhere: 0 };
  await eachPage(source, pages, async (partitions) => {
    const inputs = partitions.map(partitionInput);
    const there = await known();
    const missing = inputs.filter((input) => !there.has(keyOf(input)));
    const changed = inputs.filter((input) => ![undefined, digest(input)].includes(there.get(keyOf(input))));
    if (missing.length + changed.length > 0) await begun();
    await allDone([
      ...chunked(missing, PARTITIONS_A_WRITE).map((batch) => create(target, batch)),
      ...chunked(changed, PARTITIONS_A_WRITE).map((batch) => update(target, batch)),
    ]);
    copied.elsewhere += inputs.filter((input) => !isBelow(input.StorageDescriptor?.Location, location)).length;
    copied.created += missing.length;
    copied.updated += changed.length;
  });
  return copied;
}

function once<T>(work: () => Promise<T>): () => Promise<T> {
  let begun: Promise<T> | undefined;
  return () => {
    begun ??= work();
    return begun;
  };
}

function isBelow(location: string | undefined, outer: string | undefined): boolean {
  return location === undefined || outer === undefined || `${location}/`.startsWith(`${outer.replace(/\/+$/, '')}/`);
}

/** Every partition: one call for a table of few, segments side by side for one of many. */
async function eachPage(
  of: PartitionedTable,
  pages: Pages,
  onPage: (partitions: Partition[]) => Promise<void>,
): Promise<void> {
  const isWhole = await pages.whole(async () => {
    const input = { ...inputFor(of), MaxResults: PARTITIONS_A_PAGE };
    const { NextToken, Partitions = [] } = await of.session.glue.send(new GetPartitionsCommand(input));
    if (NextToken === undefined) await onPage(Partitions);
    return NextToken === undefined;
  });
  if (isWhole) return;
  const segments = Array.from({ length: SEGMENTS }, (_, SegmentNumber) =>
    pages.segments(async () => {
      const input = { ...inputFor(of), Segment: { SegmentNumber, TotalSegments: SEGMENTS } };
      const paged = { client: of.session.glue, pageSize: PARTITIONS_A_PAGE };
      for await (const page of paginateGetPartitions(paged, input)) await onPage(page.Partitions ?? []);
    }),
  );
  await allDone(segments);
}

const inputFor = ({ databaseName, table }: PartitionedTable) => ({ DatabaseName: databaseName, TableName: table });

async function digests(of: PartitionedTable, pages: Pages): Promise<Map<string, string>> {
  const known = new Map<string, string>();
  await eachPage(of, pages, async (partitions) => {
    for (const input of partitions.map(partitionInput)) known.set(keyOf(input), digest(input));
  });
  return known;
}

/** What a partition is copied with. */
function partitionInput({ Values, StorageDescriptor, Parameters, LastAccessTime, LastAnalyzedTime }: Partition) {
  return {
    ...(Values && { Values }),
    ...(StorageDescriptor && { StorageDescriptor }),
    ...(Parameters && { Parameters }),
    ...(LastAccessTime && { LastAccessTime }),
    ...(LastAnalyzedTime && { LastAnalyzedTime }),
  } satisfies PartitionInput;
}

const keyOf = ({ Values }: PartitionInput) => JSON.stringify(Values ?? []);

function digest({ StorageDescriptor, Parameters }: PartitionInput): string {
  return createHash('sha1')
    .update(canonical([StorageDescriptor, Parameters ?? {}]))
    .digest('base64');
}

async function create(target: PartitionedTable, inputs: PartitionInput[]): Promise<void> {
  await untilDone(inputs, 'BatchCreatePartition', async (batch) => {
    const { Errors } = await target.session.glue.send(
      new BatchCreatePartitionCommand({
        DatabaseName: target.databaseName,
        TableName: target.table,
        PartitionInputList: batch,
      }),
    );
    return (Errors ?? []).filter((error) => error.ErrorDetail?.ErrorCode !== 'AlreadyExistsException');
  });
}

async function update(target: PartitionedTable, inputs: PartitionInput[]): Promise<void> {
  await untilDone(inputs, 'BatchUpdatePartition', async (batch) => {
    const { Errors } = await target.session.glue.send(
      new BatchUpdatePartitionCommand({
        DatabaseName: target.databaseName,
        TableName: target.table,
        Entries: batch.map((input) => ({ PartitionValueList: input.Values, PartitionInput: input })),
      }),
    );
    return (Errors ?? []).map(({ PartitionValueList, ErrorDetail }) => ({
      ...(PartitionValueList && { PartitionValues: PartitionValueList }),
      ...(ErrorDetail && { ErrorDetail }),
    }));
  });
}

/** Tries again what fails for a moment. Throws AwsCallFailed with the first error that does not pass. */
async function untilDone(
  inputs: PartitionInput[],
  operation: string,
  write: (batch: PartitionInput[]) => Promise<PartitionError[]>,
): Promise<void> {
  let rest = inputs;
  for (let attempt = 1; rest.length > 0; attempt += 1) {
    const errors = await write(rest);
    const failed = new Set(errors.map((error) => JSON.stringify(error.PartitionValues ?? [])));
    const stuck = errors.find((error) => {
      const { ErrorCode = '', ErrorMessage = '' } = error.ErrorDetail ?? {};
      return attempt >= ATTEMPTS || !isTransient(ErrorCode, ErrorMessage);
    });
    if (stuck) {
      const { ErrorCode: awsCode = 'Unknown', ErrorMessage = '' } = stuck.ErrorDetail ?? {};
      const awsMessage = `${errors.length} of ${rest.length} partitions, first ${stuck.PartitionValues?.join('/')}: ${ErrorMessage}`;
      throw new MeshError('AwsCallFailed', { service: 'Glue', operation, awsCode, awsMessage });
    }
    rest = rest.filter((input) => failed.has(keyOf(input)));
    if (rest.length > 0) await delay(backoff(attempt));
  }
}
