import { CreateCrawler, DeleteCrawler, GetCrawler, StartCrawler, UpdateCrawler } from './crawlers.ts';
import { CreateDatabase, DeleteDatabase, GetDatabase, GetDatabases, UpdateDatabase } from './databases.ts';
import {
  BatchCreatePartition,
  BatchDeletePartition,
  BatchUpdatePartition,
  CreatePartition,
  DeletePartition,
  UpdatePartition,
} from './partition-writes.ts';
import { BatchGetPartition, GetPartition, GetPartitions } from './partitions.ts';
import { DeleteResourcePolicy, GetResourcePolicies, GetResourcePolicy, PutResourcePolicy } from './resource-policy.ts';
import { BatchDeleteTable, CreateTable, DeleteTable, GetTable, GetTables, UpdateTable } from './tables.ts';
import { GetTags, TagResource, UntagResource } from './tags.ts';

/** The operations of Glue's Data Catalog that the stand-in answers. */
export const glueOperations = {
  CreateDatabase,
  GetDatabase,
  GetDatabases,
  UpdateDatabase,
  DeleteDatabase,
  CreateTable,
  GetTable,
  GetTables,
  UpdateTable,
  DeleteTable,
  BatchDeleteTable,
  CreatePartition,
  BatchCreatePartition,
  GetPartition,
  GetPartitions,
  BatchGetPartition,
  UpdatePartition,
  BatchUpdatePartition,
  DeletePartition,
  BatchDeletePartition,
  TagResource,
  UntagResource,
  GetTags,
  GetResourcePolicy,
  PutResourcePolicy,
  DeleteResourcePolicy,
  GetResourcePolicies,
  CreateCrawler,
  UpdateCrawler,
  GetCrawler,
  StartCrawler,
  DeleteCrawler,
};
