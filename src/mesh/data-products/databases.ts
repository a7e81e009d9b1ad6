import {
  CreateDatabaseCommand,
  CreateTableCommand,
  type Database,
  type DatabaseInput,
  GetDatabaseCommand,
  GetTableCommand,
  type Table,
  UpdateDatabaseCommand,
} from '@aws-sdk/client-glue';
import { unless } from '../aws/failures.ts';
import type { MeshSession } from '../aws/sessions.ts';
import { MeshError } from '../errors.ts';

/** The database, or undefined. */
export async function databaseOf(session: MeshSession, name: string): Promise<Database | undefined> {
  const found = await unless('EntityNotFoundException', undefined, () =>
    session.glue.send(new GetDatabaseCommand({ Name: name })),
  );
  return found?.Database;
}

/**
 * Makes sure of a database of the mesh, whose new tables belong to Lake Formation alone: no default permissions. What else
 * an existing database has stays. Answers whether it is new, and so has nothing in it.
 */
export async function ensureMeshDatabase(mesh: MeshSession, name: string, description: string): Promise<boolean> {
  const found = await databaseOf(mesh, name);
  if (!found) return create(mesh, { Name: name, Description: description, CreateTableDefaultPermissions: [] });
  if ((found.CreateTableDefaultPermissions ?? []).length > 0) {
    const input = { ...databaseInput(found), Name: name, CreateTableDefaultPermissions: [] };
    await mesh.glue.send(new UpdateDatabaseCommand({ Name: name, DatabaseInput: input }));
  }
  return false;
}

/** Makes sure of a database for links in an account. Answers whether it is new, and so has nothing in it. */
export async function ensureDatabase(session: MeshSession, name: string, description: string): Promise<boolean> {
  return (await databaseOf(session, name)) ? false : create(session, { Name: name, Description: description });
}

/** Makes sure of a link to a database of the mesh. Throws NameTaken when something else bears the name. */
export async function ensureDatabaseLink(session: MeshSession, meshAccountId: string, name: string): Promise<void> {
  const target = { CatalogId: meshAccountId, DatabaseName: name };
  const found = await databaseOf(session, name);
  if (!found) {
    await create(session, { Name: name, TargetDatabase: target });
  } else if (found.TargetDatabase?.CatalogId !== meshAccountId || found.TargetDatabase.DatabaseName !== name) {
    throw new MeshError('NameTaken', { accountId: session.accountId, databaseName: name, tableName: null });
  }
}

/** Makes sure of a link to a table of the mesh, in a database of the same name. Throws NameTaken. */
export async function ensureTableLink(
  session: MeshSession,
  meshAccountId: string,
  databaseName: string,
  link: { name: string; table: string },
  existing: Table | undefined,
): Promise<'created' | 'unchanged'> {
  const target = { CatalogId: meshAccountId, DatabaseName: databaseName, Name: link.table };
  const taken = () => new MeshError('NameTaken', { accountId: session.accountId, databaseName, tableName: link.name });
  const isOurs = (found: Table | undefined) => {
    const to = found?.TargetTable;
    return to?.CatalogId === meshAccountId && to.DatabaseName === databaseName && to.Name === link.table;
  };
  if (existing) {
    if (isOurs(existing)) return 'unchanged';
    throw taken();
  }
  const made = await unless('AlreadyExistsException', undefined, () =>
    session.glue.send(
      new CreateTableCommand({ DatabaseName: databaseName, TableInput: { Name: link.name, TargetTable: target } }),
    ),
  );
  if (made) return 'created';
  // It came meanwhile, or was made by a call whose answer was lost.
  const { Table: found } = await session.glue.send(
    new GetTableCommand({ DatabaseName: databaseName, Name: link.name }),
  );
  if (!isOurs(found)) throw taken();
  return 'created';
}

/** False: somebody else has made it meanwhile. */
async function create(session: MeshSession, input: DatabaseInput): Promise<boolean> {
  const made = await unless('AlreadyExistsException', undefined, () =>
    session.glue.send(new CreateDatabaseCommand({ DatabaseInput: input })),
  );
  return made !== undefined;
}

/** A database as input: what may be written of it. */
function databaseInput(found: Database): Omit<DatabaseInput, 'Name'> {
  const { Description, LocationUri, Parameters, TargetDatabase, FederatedDatabase } = found;
  return {
    ...(Description !== undefined && { Description }),
    ...(LocationUri !== undefined && { LocationUri }),
    ...(Parameters && { Parameters }),
    ...(TargetDatabase && { TargetDatabase }),
    ...(FederatedDatabase && { FederatedDatabase }),
  };
}
