import {
  type Permission,
  type PrincipalResourcePermissions,
  paginateListPermissions,
  type Resource,
} from '@aws-sdk/client-lakeformation';
import { TABLE_PERMISSIONS, type TablePermission } from '../permissions.ts';
import type { ColumnChoice, GrantEntry } from '../plan.ts';
import type { GrantItem } from './grants.ts';
import type { MeshSession } from './sessions.ts';

/** Entries a page of ListPermissions, the most that Lake Formation gives. */
const ENTRIES_A_PAGE = 1000;

/** What a principal holds in one database of a catalog, as Lake Formation lists it. */
export interface Holdings {
  /** On tables, their columns and their filters. */
  entries: GrantEntry[];
  /** On the database itself. */
  onDatabase: ReadonlySet<string>;
  /** Whether it may DESCRIBE the database itself. */
  describesDatabase: boolean;
  /** ARNs of the RAM shares that the grants came about by: the database's under null. */
  shares: ReadonlyMap<string | null, string>;
}

/** Every grant to `principal` on the database and in it. One call for each thousand grants that the principal has. */
export async function heldBy(
  session: MeshSession,
  catalogId: string,
  principal: string,
  databaseName: string,
): Promise<Holdings> {
  const entries: GrantEntry[] = [];
  const shares = new Map<string | null, string>();
  const onDatabase = new Set<string>();
  for await (const listed of permissionsOf(session, catalogId, principal)) {
    const resource = listed.Resource ?? {};
    const share = listed.AdditionalDetails?.ResourceShare?.[0];
    if (resource.Database?.Name === databaseName) {
      for (const permission of listed.Permissions ?? []) onDatabase.add(permission);
      if (share) shares.set(null, share);
    }
    const scope = scopeOf(resource, databaseName);
    if (!scope) continue;
    entries.push({
      ...scope,
      permissions: tablePermissions(listed.Permissions),
      grantable: tablePermissions(listed.PermissionsWithGrantOption),
    });
    if (share) shares.set(scope.table, share);
  }
  const describesDatabase = onDatabase.has('DESCRIBE') || onDatabase.has('ALL');
  return { entries, onDatabase, describesDatabase, shares };
}

/** Tables of the database on which the group IAMAllowedPrincipals holds anything: those cannot be shared with accounts. */
export async function openToIam(session: MeshSession, catalogId: string, databaseName: string): Promise<Set<string>> {
  const { entries } = await heldBy(session, catalogId, 'IAM_ALLOWED_PRINCIPALS', databaseName);
  return new Set(entries.filter((entry) => entry.permissions.length > 0).map((entry) => entry.table));
}

/** An entry of a plan as one of a batch. */
export function tableItem(catalogId: string, principal: string, databaseName: string, entry: GrantEntry): GrantItem {
  const { table, columns, filter, permissions, grantable } = entry;
  return {
    principal,
    subject: `${databaseName}/${table}`,
    resource: resourceOf({ CatalogId: catalogId, DatabaseName: databaseName, Name: table }, columns, filter),
    permissions,
    grantable,
  };
}

/** A database grant; DESCRIBE unless told: a resource link to the database needs it. */
export function databaseItem(
  catalogId: string,
  principal: string,
  databaseName: string,
  permissions: readonly Permission[] = ['DESCRIBE'],
): GrantItem {
  return {
    principal,
    subject: databaseName,
    resource: { Database: { CatalogId: catalogId, Name: databaseName } },
    permissions,
    grantable: [],
  };
}

/** Locations that `principal` may create tables at. */
export async function locationsOf(session: MeshSession, catalogId: string, principal: string): Promise<Set<string>> {
  const locations = new Set<string>();
  for await (const { Resource, Permissions } of permissionsOf(session, catalogId, principal)) {
    const arn = Resource?.DataLocation?.ResourceArn;
    if (arn && Permissions?.includes('DATA_LOCATION_ACCESS')) locations.add(arn);
  }
  return locations;
}

/** What `principal` may DESCRIBE in a catalog, as `database/table`; all tables of a database are `database/*`. */
export async function describedBy(session: MeshSession, catalogId: string, principal: string): Promise<Set<string>> {
  const seen = new Set<string>();
  for await (const { Resource, Permissions } of permissionsOf(session, catalogId, principal)) {
    const { DatabaseName, Name, TableWildcard } = Resource?.Table ?? {};
    const describes = Permissions?.some((permission) => permission === 'DESCRIBE' || permission === 'ALL');
    if (DatabaseName && describes) seen.add(`${DatabaseName}/${TableWildcard || !Name ? '*' : Name}`);
  }
  return seen;
}

/** DATA_LOCATION_ACCESS on an S3 location. */
export function locationItem(catalogId: string, principal: string, locationArn: string): GrantItem {
  return {
    principal,
    subject: locationArn,
    resource: { DataLocation: { CatalogId: catalogId, ResourceArn: locationArn } },
    permissions: ['DATA_LOCATION_ACCESS'],
    grantable: [],
  };
}

async function* permissionsOf(
  session: MeshSession,
  catalogId: string,
  principal: string,
): AsyncGenerator<PrincipalResourcePermissions> {
  const paged = { client: session.lakeFormation, pageSize: ENTRIES_A_PAGE };
  const input = { CatalogId: catalogId, Principal: { DataLakePrincipalIdentifier: principal } };
  for await (const page of paginateListPermissions(paged, input)) {
    for (const listed of page.PrincipalResourcePermissions ?? []) {
      if (listed.Principal?.DataLakePrincipalIdentifier === principal) yield listed;
    }
  }
}

type TableName = { CatalogId: string; DatabaseName: string; Name: string };

function resourceOf(table: TableName, columns: ColumnChoice | undefined, filter: string | undefined): Resource {
  if (filter !== undefined) {
    const { CatalogId, DatabaseName, Name } = table;
    return { DataCellsFilter: { TableCatalogId: CatalogId, DatabaseName, TableName: Name, Name: filter } };
  }
  if (columns === undefined) return { Table: table };
  if ('include' in columns) return { TableWithColumns: { ...table, ColumnNames: columns.include } };
  return { TableWithColumns: { ...table, ColumnWildcard: { ExcludedColumnNames: columns.exclude } } };
}

function scopeOf(
  resource: Resource,
  databaseName: string,
): Pick<GrantEntry, 'table' | 'columns' | 'filter'> | undefined {
  const { Table, TableWithColumns, DataCellsFilter } = resource;
  if (Table?.DatabaseName === databaseName && Table.Name && !Table.TableWildcard) return { table: Table.Name };
  if (TableWithColumns?.DatabaseName === databaseName && TableWithColumns.Name) {
    const { Name, ColumnNames, ColumnWildcard } = TableWithColumns;
    const exclude = ColumnWildcard?.ExcludedColumnNames ?? [];
    if (ColumnNames && ColumnNames.length > 0) return { table: Name, columns: { include: ColumnNames } };
    return exclude.length > 0 ? { table: Name, columns: { exclude } } : { table: Name };
  }
  if (DataCellsFilter?.DatabaseName === databaseName && DataCellsFilter.TableName && DataCellsFilter.Name) {
    return { table: DataCellsFilter.TableName, filter: DataCellsFilter.Name };
  }
  return undefined;
}

/** Of what Lake Formation lists, what a table can bear; a permission that it learns later is passed over. */
function tablePermissions(listed: readonly string[] | undefined): TablePermission[] {
  return TABLE_PERMISSIONS.filter((permission) => listed?.includes(permission));
}
