import type { Table as TableDescription } from '@aws-sdk/client-glue';
import type { Call } from '../call.ts';
import { ServiceError } from '../errors.ts';
import { canDescribe, heldBy, isReader, requirePermission } from '../lakeformation/access.ts';
import { registeredLocation } from '../lakeformation/locations.ts';
import { foldName, type Table } from '../state/catalog.ts';
import type { Account } from '../state/world.ts';
import { type FoundTable, followLink } from './lookup.ts';

/** The table as GetTable shows it. A link shows its target's structure under its own name, if the caller may see it. */
export function describeTable(call: Call, found: FoundTable): TableDescription {
  const target = found.table.input.TargetTable;
  if (target === undefined) return ownView(call, found.account, found.table);
  const linked = followLink(call, target);
  const place = { kind: 'table', database: linked.database.name, table: linked.table.name } as const;
  requirePermission(call, linked.account, place, 'DESCRIBE', linked.table.name);
  return { ...structureOf(ownView(call, linked.account, linked.table)), ...bareView(found.account, found.table) };
}

/** The table as GetTables lists it: a link whose target the caller cannot see is listed bare. */
export function listTable(call: Call, found: FoundTable): TableDescription {
  const target = found.table.input.TargetTable;
  if (target === undefined) return ownView(call, found.account, found.table);
  try {
    return describeTable(call, found);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return bareView(found.account, found.table);
  }
}

function bareView(account: Account, table: Table): TableDescription {
  return {
    ...table.input,
    Name: table.name,
    DatabaseName: table.database,
    CreateTime: table.createTime,
    UpdateTime: table.updateTime,
    CreatedBy: table.createdBy,
    CatalogId: account.id,
    VersionId: String(table.version),
    IsMultiDialectView: table.input.ViewDefinition !== undefined,
  } as TableDescription;
}

function ownView(call: Call, account: Account, table: Table): TableDescription {
  const location = table.input.StorageDescriptor?.Location;
  const description: TableDescription = {
    ...bareView(account, table),
    IsRegisteredWithLakeFormation: location !== undefined && registeredLocation(account, location) !== undefined,
  };
  return withoutHiddenColumns(call, account, table, description);
}

/** What a link borrows from its target. */
function structureOf(target: TableDescription): Partial<TableDescription> {
  const { StorageDescriptor, PartitionKeys, TableType, Parameters, IsRegisteredWithLakeFormation } = target;
  return {
    ...(StorageDescriptor && { StorageDescriptor }),
    ...(PartitionKeys && { PartitionKeys }),
    ...(TableType !== undefined && { TableType }),
    ...(Parameters && { Parameters }),
    ...(IsRegisteredWithLakeFormation !== undefined && { IsRegisteredWithLakeFormation }),
  };
}

/** Who holds SELECT on some columns and nothing else sees those columns only. */
function withoutHiddenColumns(call: Call, account: Account, table: Table, description: TableDescription) {
  if (isReader(account, call.caller)) return description;
  const target = { kind: 'table', database: table.database, table: table.name } as const;
  const columns = heldBy(call.world, account, call.caller, target).columns;
  if (columns === undefined || !canDescribe(call, account, target)) return description;
  const visible = description.StorageDescriptor?.Columns?.filter((one) => columns.has(foldName(one.Name ?? '')));
  return { ...description, StorageDescriptor: { ...description.StorageDescriptor, Columns: visible ?? [] } };
}
