import type { DataLakeSettings } from '@aws-sdk/client-lakeformation';

/** Older versions share a table at a time and know no wildcards; Meshdesk's grants need this one at least. */
const LEAST_VERSION = 3;
const EVERYBODY = 'IAM_ALLOWED_PRINCIPALS';

/** What the mesh account's data lake settings lack, in words. */
export function lacking(settings: DataLakeSettings, admins: readonly string[]): string[] {
  const are = new Set((settings.DataLakeAdmins ?? []).map((admin) => admin.DataLakePrincipalIdentifier));
  return [
    ...admins.filter((arn) => !are.has(arn)).map((arn) => `${arn} is no data lake administrator`),
    ...(versionOf(settings) < LEAST_VERSION
      ? [`the cross-account version is ${versionOf(settings)}, not ${LEAST_VERSION} or later`]
      : []),
    ...(grantsEverybody(settings.CreateDatabaseDefaultPermissions) ? ['new databases are open to all of IAM'] : []),
    ...(grantsEverybody(settings.CreateTableDefaultPermissions) ? ['new tables are open to all of IAM'] : []),
  ];
}

/** The settings with what they lack, and all else as it is: a write replaces them as a whole. */
export function completed(settings: DataLakeSettings, admins: readonly string[]): DataLakeSettings {
  const own = settings.DataLakeAdmins ?? [];
  const are = new Set(own.map((admin) => admin.DataLakePrincipalIdentifier));
  const added = admins.filter((arn) => !are.has(arn)).map((arn) => ({ DataLakePrincipalIdentifier: arn }));
  const version = String(Math.max(versionOf(settings), LEAST_VERSION));
  return {
    ...settings,
    DataLakeAdmins: [...own, ...added],
    CreateDatabaseDefaultPermissions: withoutEverybody(settings.CreateDatabaseDefaultPermissions),
    CreateTableDefaultPermissions: withoutEverybody(settings.CreateTableDefaultPermissions),
    Parameters: { ...settings.Parameters, CROSS_ACCOUNT_VERSION: version },
  };
}

type Defaults = DataLakeSettings['CreateTableDefaultPermissions'];

const isEverybody = ({ Principal }: NonNullable<Defaults>[number]) =>
  Principal?.DataLakePrincipalIdentifier === EVERYBODY;
const grantsEverybody = (defaults: Defaults) => (defaults ?? []).some(isEverybody);
const withoutEverybody = (defaults: Defaults) => (defaults ?? []).filter((one) => !isEverybody(one));

function versionOf({ Parameters }: DataLakeSettings): number {
  return Number(Parameters?.CROSS_ACCOUNT_VERSION ?? 1);
}
