import type { GetDataLakeSettingsRequest, PutDataLakeSettingsRequest } from '@aws-sdk/client-lakeformation';
import { type Call, catalogOf } from '../call.ts';
import { accessDenied, invalidInput } from '../errors.ts';
import type { Account } from '../state/world.ts';
import type { Checked } from '../validate.ts';
import { isAdmin } from './access.ts';
import { accountOfPrincipal } from './sharing.ts';

export function GetDataLakeSettings(input: Checked<GetDataLakeSettingsRequest>, call: Call) {
  const account = own(call, input.CatalogId);
  return { DataLakeSettings: account.lake.settings };
}

/** Replaces the settings: what is not in the request is gone. */
export function PutDataLakeSettings(input: Checked<PutDataLakeSettingsRequest>, call: Call) {
  const account = own(call, input.CatalogId);
  // The first administrator of an account is made by its IAM administrators.
  if ((account.lake.settings.DataLakeAdmins ?? []).length > 0 && !isAdmin(account, call.caller)) {
    throw accessDenied('Insufficient Lake Formation permission(s): Required Put Data Lake Settings on Catalog');
  }
  const given = input.DataLakeSettings;
  for (const { DataLakePrincipalIdentifier: arn } of [
    ...(given.DataLakeAdmins ?? []),
    ...(given.ReadOnlyAdmins ?? []),
  ]) {
    if (arn === undefined || !/^arn:aws:iam::\d{12}:(role|user|group)\//.test(arn) || !known(call, arn)) {
      throw invalidInput(`Invalid principal, ${arn}.`);
    }
  }
  const version = given.Parameters?.CROSS_ACCOUNT_VERSION ?? '1';
  if (!/^[1-5]$/.test(version)) throw invalidInput(`CROSS_ACCOUNT_VERSION ${version} is not valid.`);
  account.lake.settings = {
    DataLakeAdmins: given.DataLakeAdmins ?? [],
    ReadOnlyAdmins: given.ReadOnlyAdmins ?? [],
    CreateDatabaseDefaultPermissions: given.CreateDatabaseDefaultPermissions ?? [],
    CreateTableDefaultPermissions: given.CreateTableDefaultPermissions ?? [],
    Parameters: { SET_CONTEXT: 'TRUE', ...given.Parameters, CROSS_ACCOUNT_VERSION: version },
    TrustedResourceOwners: given.TrustedResourceOwners ?? [],
    AllowExternalDataFiltering: given.AllowExternalDataFiltering ?? false,
    AllowFullTableExternalDataAccess: given.AllowFullTableExternalDataAccess ?? false,
    ExternalDataFilteringAllowList: given.ExternalDataFilteringAllowList ?? [],
    AuthorizedSessionTagValueList: given.AuthorizedSessionTagValueList ?? [],
  };
  return {};
}

/** A principal that is there; of an account's role in the mesh that means that the account is. */
function known({ world }: Call, arn: string): boolean {
  const of = /:role\/AwsDataMesh\/DataMeshAdmin(?:Producer|Consumer)-(\d{12})$/.exec(arn)?.[1];
  return [accountOfPrincipal(arn), of ?? world.meshAccount].every((account) => world.accounts.has(account ?? ''));
}

function own(call: Call, catalogId: string | undefined): Account {
  const account = catalogOf(call, catalogId);
  if (account.id !== call.caller.account) throw accessDenied('Settings of another account cannot be accessed.');
  return account;
}
