import {
  BatchCreatePartitionCommand,
  CreateDatabaseCommand,
  CreateTableCommand,
  type TableInput,
} from '@aws-sdk/client-glue';
import { AddLFTagsToResourceCommand, CreateLFTagCommand } from '@aws-sdk/client-lakeformation';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import type { MeshSession } from '../../../src/mesh/aws/sessions.ts';
import { aTable } from './mesh.ts';

/** What a producer has before anything is shared: a bucket, a database, tables with partitions and LF-tags. */
export interface Source {
  database: string;
  bucket?: string;
  tables: readonly Partial<TableInput>[];
  partitionsEach?: number;
  /** LF-tags on every table. */
  tags?: Record<string, string>;
}

/** Makes it in the session's account. */
export async function makeSource(session: MeshSession, source: Source): Promise<void> {
  const { database, bucket = 'retail-lake', tables, partitionsEach = 0, tags = {} } = source;
  await session.s3.send(new CreateBucketCommand({ Bucket: bucket }));
  await session.glue.send(
    new CreateDatabaseCommand({ DatabaseInput: { Name: database, CreateTableDefaultPermissions: [] } }),
  );
  for (const [TagKey, value] of Object.entries(tags)) {
    await session.lakeFormation.send(new CreateLFTagCommand({ TagKey, TagValues: [value, 'other'] }));
  }
  await Promise.all(tables.map((table) => makeTable(session, source, table, partitionsEach)));
}

async function makeTable(session: MeshSession, source: Source, over: Partial<TableInput>, partitions: number) {
  const { Owner: _owner, ...input } = aTable(over);
  const { database, bucket = 'retail-lake', tags = {} } = source;
  const location = `s3://${bucket}/${database}/${input.Name}`;
  const descriptor = input.TargetTable ? undefined : { ...input.StorageDescriptor, Location: location };
  const { StorageDescriptor: _descriptor, PartitionKeys, ...rest } = input;
  await session.glue.send(
    new CreateTableCommand({
      DatabaseName: database,
      TableInput: descriptor ? { ...rest, PartitionKeys, StorageDescriptor: descriptor } : rest,
    }),
  );
  const TableName = input.Name ?? '';
  await addPartitions(session, database, TableName, 0, partitions, location);
  const LFTags = Object.entries(tags).map(([TagKey, value]) => ({ TagKey, TagValues: [value] }));
  if (LFTags.length === 0) return;
  const Resource = { Table: { DatabaseName: database, Name: TableName } };
  await session.lakeFormation.send(new AddLFTagsToResourceCommand({ Resource, LFTags }));
}

/** Adds partitions number `from` to `to`, one a day. */
export async function addPartitions(
  session: MeshSession,
  database: string,
  table: string,
  from: number,
  to: number,
  location = `s3://retail-lake/${database}/${table}`,
) {
  for (let start = from; start < to; start += 100) {
    const count = Math.min(100, to - start);
    await session.glue.send(
      new BatchCreatePartitionCommand({
        DatabaseName: database,
        TableName: table,
        PartitionInputList: Array.from({ length: count }, (_, index) => ({
          Values: [dayNumber(start + index)],
          StorageDescriptor: {
            Columns: [{ Name: 'id', Type: 'bigint' }],
            Location: `${location}/sold_date=${dayNumber(start + index)}`,
          },
        })),
      }),
    );
  }
}

export function dayNumber(number: number): string {
  return new Date(Date.UTC(2000, 0, 1 + number)).toISOString().slice(0, 10);
}
