import type { DataLakeSettings } from '@aws-sdk/client-lakeformation';
import { type Catalog, emptyCatalog } from './catalog.ts';
import { emptyLake, type LakeFormation } from './lake.ts';
import type { ResourceShare } from './shares.ts';

/** An S3 bucket: its owner, its home and its policy as it was put. */
export interface Bucket {
  readonly name: string;
  readonly owner: string;
  readonly region: string;
  readonly created: Date;
  policy?: string | undefined;
}

/** An AWS account and its regional services. */
export interface Account {
  readonly id: string;
  readonly catalog: Catalog;
  readonly lake: LakeFormation;
}

/** Everything the stand-in knows. */
export interface World {
  readonly region: string;
  readonly meshAccount: string;
  readonly externalId: string;
  readonly now: () => Date;
  readonly accounts: Map<string, Account>;
  readonly shares: ResourceShare[];
  readonly buckets: Map<string, Bucket>;
  /** Sharing within the organisation is on: RAM needs no invitations. */
  organization: boolean;
  /** Accounts whose roles let the mesh account in whatever external id it says. */
  readonly unguarded: Set<string>;
  /** How long ListPermissions lags behind grants and revokes, in ms. */
  listDelayMs: number;
}

export interface WorldOptions {
  readonly region: string;
  readonly meshAccount: string;
  readonly externalId: string;
  readonly now: () => Date;
}

/** The accounts every fresh world has: the mesh, two producers and a consumer. */
export const CAST = {
  mesh: '555555555555',
  producers: ['111111111111', '222222222222'],
  consumers: ['999999999999'],
} as const;

export const roleArn = (account: string, name: string) => `arn:aws:iam::${account}:role/AwsDataMesh/${name}`;
export const userArn = (account: string) => `arn:aws:iam::${account}:user/local`;

/** A world with the cast in it and nothing else. */
export function newWorld(options: WorldOptions): World {
  const world: World = {
    ...options,
    accounts: new Map(),
    shares: [],
    buckets: new Map(),
    organization: false,
    unguarded: new Set(),
    listDelayMs: 0,
  };
  addAccount(world, options.meshAccount);
  for (const id of [...CAST.producers, ...CAST.consumers]) addAccount(world, id);
  return world;
}

/**
 * Adds an account as the original library leaves one behind: its user and its DataMesh roles are data lake admins, and the
 * mesh knows its `DataMeshAdminProducer-<id>` as an admin. Elsewhere the settings are those of a new account, where
 * IAM_ALLOWED_PRINCIPALS get everything; the mesh account has turned that off. Adding one that is there changes nothing.
 */
export function addAccount(world: World, id: string): Account {
  const known = world.accounts.get(id);
  if (known !== undefined) return known;
  const isMesh = id === world.meshAccount;
  const account: Account = {
    id,
    catalog: emptyCatalog(),
    lake: emptyLake(isMesh ? meshSettings(id) : ownSettings(id)),
  };
  world.accounts.set(id, account);
  if (!isMesh) {
    account.lake.grants.put(
      {
        principal: IAM_ALLOWED,
        resource: { kind: 'catalog' },
        permissions: ['CREATE_DATABASE'],
        grantable: [],
        granter: id,
        updated: world.now(),
        updatedBy: userArn(id),
      },
      false,
    );
    const mesh = world.accounts.get(world.meshAccount);
    mesh?.lake.settings.DataLakeAdmins?.push(admin(roleArn(world.meshAccount, `DataMeshAdminProducer-${id}`)));
  }
  return account;
}

/** The group of all principals that IAM alone lets in. */
export const IAM_ALLOWED = 'IAM_ALLOWED_PRINCIPALS';

const admin = (arn: string) => ({ DataLakePrincipalIdentifier: arn });

function meshSettings(id: string): DataLakeSettings {
  return {
    DataLakeAdmins: [admin(userArn(id)), admin(roleArn(id, 'DataMeshManager'))],
    CreateDatabaseDefaultPermissions: [],
    CreateTableDefaultPermissions: [],
    Parameters: { CROSS_ACCOUNT_VERSION: '3', SET_CONTEXT: 'TRUE' },
    TrustedResourceOwners: [],
    AllowExternalDataFiltering: false,
    ExternalDataFilteringAllowList: [],
    AuthorizedSessionTagValueList: [],
  };
}

function ownSettings(id: string): DataLakeSettings {
  const everyone = () => [{ Principal: admin(IAM_ALLOWED), Permissions: ['ALL' as const] }];
  return {
    ...meshSettings(id),
    DataLakeAdmins: [
      admin(userArn(id)),
      admin(roleArn(id, 'DataMeshProducer')),
      admin(roleArn(id, 'DataMeshConsumer')),
    ],
    CreateDatabaseDefaultPermissions: everyone(),
    CreateTableDefaultPermissions: everyone(),
  };
}
