import { createHash } from 'node:crypto';
import type {
  BatchGetPartitionRequest,
  GetPartitionRequest,
  GetPartitionsRequest,
  Partition as PartitionDescription,
} from '@aws-sdk/client-glue';
import type { Call } from '../call.ts';
import { entityNotFound, invalidInput } from '../errors.ts';
import { pageOf } from '../pages.ts';
import { type Partition, partitionKey } from '../state/catalog.ts';
import type { Checked } from '../validate.ts';
import { type FoundTable, followLink, openTable } from './lookup.ts';
import { parsePartitionExpression } from './partition-expression.ts';
import { requireTable } from './tables.ts';

/** GetPartitions gives at most 1000 partitions a page. */
const PAGE = 1000;

export function GetPartition(input: Checked<GetPartitionRequest>, call: Call) {
  const found = readable(call, input.CatalogId, input.DatabaseName, input.TableName);
  return { Partition: describePartition(found, existing(found, input.PartitionValues)) };
}

export function BatchGetPartition(input: Checked<BatchGetPartitionRequest>, call: Call) {
  const found = readable(call, input.CatalogId, input.DatabaseName, input.TableName);
  const wanted = input.PartitionsToGet.map(({ Values }) => found.table.partitions.get(partitionKey(Values)));
  const UnprocessedKeys = input.PartitionsToGet.filter((_, index) => call.entryFault(index, found.table.name));
  const Partitions = wanted.flatMap((partition, index) => {
    const skipped = UnprocessedKeys.some((key) => key === input.PartitionsToGet[index]);
    return partition === undefined || skipped ? [] : [describePartition(found, partition)];
  });
  return { Partitions, UnprocessedKeys };
}

export function GetPartitions(input: Checked<GetPartitionsRequest>, call: Call) {
  const found = readable(call, input.CatalogId, input.DatabaseName, input.TableName);
  const { table } = found;
  const matches = parsePartitionExpression(input.Expression, table.input.PartitionKeys ?? []);
  const segment = input.Segment;
  if (segment !== undefined && segment.SegmentNumber >= segment.TotalSegments) {
    throw invalidInput('SegmentNumber must be less than TotalSegments.');
  }
  const inSegment = (key: string) =>
    segment === undefined || hashOf(key) % segment.TotalSegments === segment.SegmentNumber;
  const selected = [...table.partitions].filter(([key, partition]) => inSegment(key) && matches(partition.values));
  const scope = [
    'GetPartitions',
    found.account.id,
    table.database,
    table.name,
    input.Expression,
    JSON.stringify(segment),
  ].join('/');
  const page = pageOf(selected, { nextToken: input.NextToken, maxResults: input.MaxResults, most: PAGE, scope });
  const Partitions = page.items.map(([, partition]) => {
    const description = describePartition(found, partition);
    return input.ExcludeColumnSchema === true ? withoutColumns(description) : description;
  });
  return { Partitions, NextToken: page.nextToken };
}

/** The table whose partitions are read: a resource link's are its target's. */
function readable(call: Call, catalogId: string | undefined, database: string, name: string): FoundTable {
  const found = openTable(call, catalogId, database, name);
  requireTable(call, found, 'DESCRIBE');
  const target = found.table.input.TargetTable;
  if (target === undefined) return found;
  const linked = followLink(call, target);
  requireTable(call, linked, 'DESCRIBE');
  return linked;
}

/** The partition with these values. Throws EntityNotFoundException. */
export function existing({ table }: FoundTable, values: readonly string[]): Partition {
  const partition = table.partitions.get(partitionKey(values));
  if (partition === undefined) throw entityNotFound(`Cannot find partition [${values.join(', ')}].`);
  return partition;
}

function describePartition({ account, table }: FoundTable, partition: Partition): PartitionDescription {
  return {
    ...partition.input,
    Values: [...partition.values],
    DatabaseName: table.database,
    TableName: table.name,
    CreationTime: partition.creationTime,
    CatalogId: account.id,
  };
}

function withoutColumns(partition: PartitionDescription): PartitionDescription {
  const { Columns: _, ...descriptor } = partition.StorageDescriptor ?? {};
  return { ...partition, StorageDescriptor: descriptor };
}

const hashOf = (key: string) => createHash('sha1').update(key).digest().readUInt32BE(0);
