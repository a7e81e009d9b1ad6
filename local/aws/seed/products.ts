import type { Column, PartitionInput, TableInput } from '@aws-sdk/client-glue';
import { LEDGER, LEDGER_CONFIDENTIAL_COLUMNS, LEDGER_PARTITION_KEYS } from './ledger.ts';
import { CONFIDENTIAL_COLUMNS, TPCDS, TPCDS_PARTITION_KEYS } from './tpcds.ts';

/** A producer of the cast: its account, bucket and database, and the tables with their partitions. */
export interface Producer {
  readonly account: string;
  readonly database: string;
  readonly description: string;
  readonly bucket: string;
  readonly domain: string;
  readonly tables: readonly { readonly input: TableInput; readonly partitions: readonly PartitionInput[] }[];
  /** Columns that bear sensitivity=confidential, by table. */
  readonly confidential: Readonly<Record<string, readonly string[]>>;
}

const PARQUET = {
  InputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
  OutputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat',
  SerdeInfo: {
    SerializationLibrary: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe',
    Parameters: { 'serialization.format': '1' },
  },
};

/** What the two producers of the cast offer. */
export const PRODUCERS: readonly Producer[] = [
  producer({
    account: '111111111111',
    database: 'tpcds',
    description: 'Sales, returns, customers and stock of the retail company (TPC-DS)',
    bucket: 'retail-tpcds-111111111111',
    domain: 'retail',
    schema: TPCDS,
    partitionKeys: TPCDS_PARTITION_KEYS,
    // Six days of sales; TPC-DS counts days from 2415022.
    partitionValues: ['2452637', '2452638', '2452639', '2452640', '2452641', '2452642'],
    confidential: CONFIDENTIAL_COLUMNS,
  }),
  producer({
    account: '222222222222',
    database: 'ledger',
    description: 'General ledger, invoices and payments',
    bucket: 'finance-ledger-222222222222',
    domain: 'finance',
    schema: LEDGER,
    partitionKeys: LEDGER_PARTITION_KEYS,
    partitionValues: ['2026-08', '2026-09', '2026-10'],
    confidential: LEDGER_CONFIDENTIAL_COLUMNS,
  }),
];

function producer(given: {
  account: string;
  database: string;
  description: string;
  bucket: string;
  domain: string;
  schema: Readonly<Record<string, string>>;
  partitionKeys: Readonly<Record<string, string>>;
  partitionValues: readonly string[];
  confidential: Readonly<Record<string, readonly string[]>>;
}): Producer {
  const tables = Object.entries(given.schema).map(([name, columns]) => {
    const input = tableInput(name, columnsOf(columns), given.partitionKeys[name], `s3://${given.bucket}/${name}/`);
    const partitions = (input.PartitionKeys ?? []).flatMap((key) =>
      given.partitionValues.map((value) => partitionInput(input, `${key.Name}`, value)),
    );
    return { input, partitions };
  });
  const { account, database, description, bucket, domain, confidential } = given;
  return { account, database, description, bucket, domain, confidential, tables };
}

function columnsOf(schema: string): Column[] {
  return schema.split(/,\s+/).map((column) => {
    const [Name, Type] = column.trim().split(' ');
    return { Name, Type: Type === 'money' ? 'decimal(7,2)' : Type };
  });
}

function tableInput(
  name: string,
  columns: readonly Column[],
  partitionKey: string | undefined,
  Location: string,
): TableInput {
  return {
    Name: name,
    TableType: 'EXTERNAL_TABLE',
    Parameters: { EXTERNAL: 'TRUE', classification: 'parquet' },
    StorageDescriptor: { Columns: columns.filter((column) => column.Name !== partitionKey), Location, ...PARQUET },
    PartitionKeys: columns.filter((column) => column.Name === partitionKey),
  };
}

function partitionInput(table: TableInput, key: string, value: string): PartitionInput {
  const descriptor = table.StorageDescriptor;
  return {
    Values: [value],
    StorageDescriptor: { ...descriptor, Location: `${descriptor?.Location}${key}=${value}/` },
  };
}

/** What a producer's database may hold besides plain tables: a view, a resource link and an Iceberg table. */
export function specialTables({ database, bucket }: Producer, meshAccount: string, linked: string): TableInput[] {
  const sql = `SELECT d_year, sum(ws_net_paid) paid FROM ${database}.web_sales JOIN ${database}.date_dim ON ws_sold_date_sk = d_date_sk GROUP BY d_year`;
  const view = { originalSql: sql, catalog: 'awsdatacatalog', schema: database, columns: [] };
  return [
    {
      Name: 'web_sales_by_year',
      TableType: 'VIRTUAL_VIEW',
      ViewOriginalText: `/* Presto View: ${Buffer.from(JSON.stringify(view)).toString('base64')} */`,
      ViewExpandedText: '/* Presto View */',
      Parameters: { presto_view: 'true', comment: 'Presto View' },
      StorageDescriptor: {
        Columns: [
          { Name: 'd_year', Type: 'int' },
          { Name: 'paid', Type: 'decimal(38,2)' },
        ],
        Location: '',
        SerdeInfo: {},
      },
      PartitionKeys: [],
    },
    { Name: 'fx_rates_link', TargetTable: { CatalogId: meshAccount, DatabaseName: linked, Name: 'fx_rates' } },
    {
      Name: 'web_clickstream',
      TableType: 'EXTERNAL_TABLE',
      Parameters: {
        table_type: 'ICEBERG',
        metadata_location: `s3://${bucket}/web_clickstream/metadata/00004-7c9e6679-7425-40de-944b-e07fc1f90ae7.metadata.json`,
      },
      StorageDescriptor: {
        Columns: [
          { Name: 'click_id', Type: 'string' },
          { Name: 'web_page_sk', Type: 'int' },
          { Name: 'customer_sk', Type: 'int' },
          { Name: 'clicked_at', Type: 'timestamp' },
        ],
        Location: `s3://${bucket}/web_clickstream`,
      },
    },
  ];
}
