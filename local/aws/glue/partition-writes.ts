import type {
  BatchCreatePartitionRequest,
  BatchDeletePartitionRequest,
  BatchUpdatePartitionRequest,
  CreatePartitionRequest,
  DeletePartitionRequest,
  PartitionInput,
  UpdatePartitionRequest,
} from '@aws-sdk/client-glue';
import { type Call, catalogOf } from '../call.ts';
import { alreadyExists, invalidInput, ServiceError } from '../errors.ts';
import { requireCatalog } from '../lakeformation/access.ts';
import { partitionKey } from '../state/catalog.ts';
import type { Checked } from '../validate.ts';
import { type FoundTable, findDatabase, findTable } from './lookup.ts';
import { existing } from './partitions.ts';
import { requireTable } from './tables.ts';

type Place = { readonly CatalogId?: string | undefined; readonly DatabaseName: string; readonly TableName: string };

export function CreatePartition(input: Checked<CreatePartitionRequest>, call: Call) {
  create(call, writable(call, input), input.PartitionInput);
  return {};
}

export function BatchCreatePartition(input: Checked<BatchCreatePartitionRequest>, call: Call) {
  const found = writable(call, input);
  const Errors = each(call, found, input.PartitionInputList, (partition) => create(call, found, partition)).map(
    ({ entry, detail }) => ({ PartitionValues: entry.Values ?? [], ErrorDetail: detail }),
  );
  return { Errors };
}

export function UpdatePartition(input: Checked<UpdatePartitionRequest>, call: Call) {
  update(call, writable(call, input), input.PartitionValueList, input.PartitionInput);
  return {};
}

export function BatchUpdatePartition(input: Checked<BatchUpdatePartitionRequest>, call: Call) {
  const found = writable(call, input);
  const Errors = each(call, found, input.Entries, (entry) =>
    update(call, found, entry.PartitionValueList, entry.PartitionInput),
  ).map(({ entry, detail }) => ({ PartitionValueList: entry.PartitionValueList, ErrorDetail: detail }));
  return { Errors };
}

export function DeletePartition(input: Checked<DeletePartitionRequest>, call: Call) {
  remove(writable(call, input), input.PartitionValues);
  return {};
}

export function BatchDeletePartition(input: Checked<BatchDeletePartitionRequest>, call: Call) {
  const found = writable(call, input);
  const Errors = each(call, found, input.PartitionsToDelete, (entry) => remove(found, entry.Values)).map(
    ({ entry, detail }) => ({ PartitionValues: entry.Values, ErrorDetail: detail }),
  );
  return { Errors };
}

/** Does `act` for every entry and collects the refusals; the others take effect. */
function each<Entry>(call: Call, { table }: FoundTable, entries: readonly Entry[], act: (entry: Entry) => void) {
  return entries.flatMap((entry, index) => {
    try {
      const fault = call.entryFault(index, table.name);
      if (fault !== undefined) throw fault;
      act(entry);
      return [];
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      return [{ entry, detail: { ErrorCode: error.code, ErrorMessage: error.message } }];
    }
  });
}

function writable(call: Call, place: Place): FoundTable {
  const account = catalogOf(call, place.CatalogId);
  requireCatalog(call, account);
  const database = findDatabase(account, place.DatabaseName);
  const found = { account, database, table: findTable(account, place.DatabaseName, place.TableName) };
  requireTable(call, found, 'ALTER');
  if (found.table.input.TargetTable !== undefined) throw invalidInput('A resource link has no partitions of its own.');
  return found;
}

function create(call: Call, found: FoundTable, input: Checked<PartitionInput>) {
  const values = checkedValues(found, input.Values);
  const key = partitionKey(values);
  if (found.table.partitions.has(key)) throw alreadyExists('Partition already exists.');
  found.table.partitions.set(key, { values, input, creationTime: call.now });
}

function update(call: Call, found: FoundTable, values: readonly string[], input: Checked<PartitionInput>) {
  const partition = existing(found, values);
  const renamed = checkedValues(found, input.Values ?? [...values]);
  const key = partitionKey(renamed);
  if (key === partitionKey(values)) {
    partition.input = input;
    return;
  }
  if (found.table.partitions.has(key)) throw alreadyExists('Partition already exists.');
  found.table.partitions.delete(partitionKey(values));
  found.table.partitions.set(key, { values: renamed, input, creationTime: call.now });
}

function remove(found: FoundTable, values: readonly string[]) {
  existing(found, values);
  found.table.partitions.delete(partitionKey(values));
}

function checkedValues({ table }: FoundTable, values: readonly string[] | undefined): readonly string[] {
  const keys = table.input.PartitionKeys ?? [];
  if (values === undefined || values.length !== keys.length || keys.length === 0) {
    throw invalidInput('The number of partition keys do not match the number of partition values.');
  }
  return values;
}
