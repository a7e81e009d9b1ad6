import type {
  Column,
  CrawlerTargets,
  DatabaseInput,
  LakeFormationConfiguration,
  LineageConfiguration,
  PartitionInput,
  RecrawlPolicy,
  SchemaChangePolicy,
  TableInput,
} from '@aws-sdk/client-glue';

/** A Glue database and its tables, keyed by their folded names. */
export interface Database {
  readonly name: string;
  input: DatabaseInput;
  readonly createTime: Date;
  readonly tables: Map<string, Table>;
}

/** A Glue table, or a resource link when its input has a TargetTable. */
export interface Table {
  readonly name: string;
  readonly database: string;
  input: TableInput;
  readonly createTime: Date;
  updateTime: Date;
  readonly createdBy: string;
  version: number;
  /** Keyed by `partitionKey` of their values. */
  readonly partitions: Map<string, Partition>;
}

/** A partition of a table; its values are in the order of the table's PartitionKeys. */
export interface Partition {
  readonly values: readonly string[];
  input: PartitionInput;
  readonly creationTime: Date;
}

/** A Glue crawler as it was created or last updated. */
export interface Crawler {
  readonly name: string;
  readonly role: string;
  readonly targets: CrawlerTargets;
  readonly databaseName?: string;
  readonly description?: string;
  readonly classifiers: string[];
  readonly tablePrefix?: string;
  readonly schedule?: string;
  readonly schemaChangePolicy: SchemaChangePolicy;
  readonly recrawlPolicy: RecrawlPolicy;
  readonly lineage: LineageConfiguration;
  readonly lakeFormation?: LakeFormationConfiguration;
  readonly configuration?: string;
  readonly creationTime: Date;
  readonly lastUpdated: Date;
  startedAt?: Date;
  readonly version: number;
}

/** The Data Catalog's resource policy. */
export interface ResourcePolicy {
  readonly json: string;
  readonly hash: string;
  readonly createTime: Date;
  readonly updateTime: Date;
}

/** One account's Glue Data Catalog. */
export interface Catalog {
  readonly databases: Map<string, Database>;
  readonly crawlers: Map<string, Crawler>;
  /** AWS tags by ARN. */
  readonly tags: Map<string, Map<string, string>>;
  policy?: ResourcePolicy | undefined;
}

export function emptyCatalog(): Catalog {
  return { databases: new Map(), crawlers: new Map(), tags: new Map() };
}

/** Glue folds the names of databases, tables and columns to lower case. */
export const foldName = (name: string) => name.toLowerCase();

/** Joins partition values so that no two lists of values give the same key. */
export const partitionKey = (values: readonly string[]) => values.map((value) => encodeURIComponent(value)).join('/');

/** All columns of a table, its partition keys last, as engines see them. */
export const allColumns = (input: TableInput): Column[] => [
  ...(input.StorageDescriptor?.Columns ?? []),
  ...(input.PartitionKeys ?? []),
];
