/** The database in the mesh that data products are in: the one that is named, or `<source>-<account>`. Lower case, as Glue has it. */
export function meshDatabaseOf(
  parameters: { exposeDataMeshDbName?: string | undefined; sourceDatabaseName: string },
  accountId: string,
): string {
  const { exposeDataMeshDbName: named, sourceDatabaseName: source } = parameters;
  return (named ?? `${source}-${accountId}`).toLowerCase();
}
