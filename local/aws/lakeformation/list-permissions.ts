import type { ListPermissionsRequest, PrincipalResourcePermissions } from '@aws-sdk/client-lakeformation';
import type { Call } from '../call.ts';
import { catalogOf } from '../call.ts';
import { invalidInput } from '../errors.ts';
import { pageOf } from '../pages.ts';
import { ALL_TABLES, entityOf, type Grant } from '../state/grants.ts';
import { type Account, IAM_ALLOWED } from '../state/world.ts';
import type { Checked } from '../validate.ts';
import { isReader, requireCatalog } from './access.ts';
import { describeResource, type Located, locate } from './resource.ts';
import { accountOfPrincipal, isShared, shareBetween } from './sharing.ts';

/** ListPermissions gives at most 1000 entries a page. */
const PAGE = 1000;

type Filter = (grant: Grant) => boolean;

/**
 * Lists grants. With a principal and a resource, what reaches the principal through groups and all-tables grants is listed
 * as well, under the group's name. Changes show after the lag that the control interface sets.
 */
export function ListPermissions(input: Checked<ListPermissionsRequest>, call: Call) {
  const located = input.Resource === undefined ? undefined : locate(call, input.CatalogId, input.Resource);
  const account = located?.account ?? catalogOf(call, input.CatalogId);
  requireCatalog(call, account);
  const principal = input.Principal?.DataLakePrincipalIdentifier;
  const filters: Filter[] = [
    visibleTo(call, account),
    ofPrincipal(principal, located !== undefined),
    ofResource(located),
    ofType(input.ResourceType),
  ];
  const found = candidates(call, account, principal, located).filter((grant) =>
    filters.every((filter) => filter(grant)),
  );
  const scope = ['ListPermissions', account.id, principal, input.ResourceType, JSON.stringify(input.Resource)].join(
    '/',
  );
  const page = pageOf(found, { nextToken: input.NextToken, maxResults: input.MaxResults, most: PAGE, scope });
  return {
    PrincipalResourcePermissions: page.items.map((grant) => describe(call, account, grant)),
    NextToken: page.nextToken,
  };
}

/** The grants to look through: an index serves unless changes are to show late. */
function candidates(
  call: Call,
  account: Account,
  principal: string | undefined,
  located: Located | undefined,
): Grant[] {
  const { grants } = account.lake;
  const { listDelayMs } = call.world;
  if (listDelayMs > 0) return grants.asOf(call.now.getTime() - listDelayMs);
  if (located !== undefined) {
    const { resource } = located;
    const own = [...grants.ofEntity(entityOf(resource))];
    const wide = principal !== undefined && 'table' in resource && resource.table !== ALL_TABLES;
    return wide ? [...own, ...grants.ofEntity(`table/${resource.database}/${ALL_TABLES}`)] : own;
  }
  return principal === undefined ? [...grants.all()] : [...grants.ofPrincipal(principal)];
}

/** In another account's catalog one sees what one's account was granted and what it passed on; else what is granted here. */
function visibleTo(call: Call, account: Account): Filter {
  const { caller } = call;
  if (caller.account !== account.id) {
    return (grant) => accountOfPrincipal(grant.principal) === caller.account || grant.granter === caller.account;
  }
  if (isReader(account, caller)) return (grant) => grant.granter === account.id;
  const passable = new Set<string>();
  for (const grant of account.lake.grants.ofPrincipal(caller.principal)) {
    if (grant.grantable.length > 0) passable.add(entityOf(grant.resource));
  }
  return (grant) =>
    grant.granter === account.id && (grant.principal === caller.principal || passable.has(entityOf(grant.resource)));
}

function ofPrincipal(principal: string | undefined, effective: boolean): Filter {
  if (principal === undefined) return () => true;
  if (principal !== IAM_ALLOWED && accountOfPrincipal(principal) === undefined) {
    throw invalidInput(`Invalid principal, ${principal}.`);
  }
  const reaching = new Set([principal]);
  if (effective && principal.startsWith('arn:')) {
    reaching.add(IAM_ALLOWED).add(`${accountOfPrincipal(principal)}:IAMPrincipals`);
  }
  return (grant) => reaching.has(grant.principal);
}

function ofResource(located: Located | undefined): Filter {
  if (located === undefined) return () => true;
  const { resource } = located;
  const entity = entityOf(resource);
  const wide = 'table' in resource ? `table/${resource.database}/${ALL_TABLES}` : entity;
  return (grant) => {
    const of = entityOf(grant.resource);
    if (of !== entity && of !== wide) return false;
    switch (resource.kind) {
      case 'table':
        return grant.resource.kind !== 'filter';
      case 'filter':
        return grant.resource.kind === 'filter' && grant.resource.name === resource.name;
      case 'policy':
        return JSON.stringify(grant.resource) === JSON.stringify(resource);
      default:
        return grant.resource.kind === resource.kind;
    }
  };
}

const TYPES: Readonly<Record<string, Filter>> = {
  CATALOG: ({ resource }) => resource.kind === 'catalog',
  DATABASE: ({ resource }) => resource.kind === 'database',
  TABLE: ({ resource }) => resource.kind === 'table' || resource.kind === 'columns',
  DATA_LOCATION: ({ resource }) => resource.kind === 'location',
  LF_TAG: ({ resource }) => resource.kind === 'tag',
  LF_TAG_POLICY: ({ resource }) => resource.kind === 'policy',
  LF_TAG_POLICY_DATABASE: ({ resource }) => resource.kind === 'policy' && resource.type === 'DATABASE',
  LF_TAG_POLICY_TABLE: ({ resource }) => resource.kind === 'policy' && resource.type === 'TABLE',
};

const ofType = (type: string | undefined): Filter => (type === undefined ? () => true : (TYPES[type] ?? (() => false)));

function describe(call: Call, account: Account, grant: Grant): PrincipalResourcePermissions {
  const abroad = isShared(account.id, grant) ? accountOfPrincipal(grant.principal) : undefined;
  const share = abroad === undefined ? undefined : shareBetween(call.world, account.id, abroad);
  return {
    Principal: { DataLakePrincipalIdentifier: grant.principal },
    Resource: describeResource(account.id, grant.resource),
    Permissions: [...grant.permissions],
    PermissionsWithGrantOption: [...grant.grantable],
    ...(share !== undefined && { AdditionalDetails: { ResourceShare: [share.arn] } }),
    LastUpdated: grant.updated,
    LastUpdatedBy: grant.updatedBy,
  };
}
