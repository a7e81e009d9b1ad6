import type { Permission } from '@aws-sdk/client-lakeformation';
import type { Call } from '../call.ts';
import { invalidInput } from '../errors.ts';
import { entityOf, type LakeResource } from '../state/grants.ts';
import { IAM_ALLOWED } from '../state/world.ts';
import { mergeColumns } from './columns.ts';
import type { Modification } from './grants.ts';
import { isLagging } from './implicit.ts';
import { expandAll, invalidModification } from './permissions.ts';
import { accountOfPrincipal, extendShare } from './sharing.ts';

/** A filter grants SELECT on at most so many filters of one table to one principal. */
const MOST_FILTERS = 100;

/** Stores what is granted beside what the principal holds already, and shares it when it goes to another account. */
export function applyGrant(call: Call, modification: Modification) {
  const { account, principal, resource } = modification;
  const abroad = accountOfPrincipal(principal);
  if (abroad !== undefined && abroad !== account.id && call.caller.account === account.id) {
    shareAbroad(call, modification, abroad);
  }
  if (resource.kind === 'filter') refuseTooManyFilters(modification);
  for (const part of partsOf(modification)) merge(call, modification, part);
}

/** One stored record's share of a request. */
export interface Part {
  readonly resource: LakeResource;
  readonly permissions: readonly Permission[];
  readonly grantable: readonly Permission[];
}

/** Splits a request into the records it is kept as: SELECT on a table is kept, and listed, on its columns. */
export function partsOf({ resource, principal, takes, permissions, grantable }: Modification): Part[] {
  const spelledOut = (list: readonly Permission[]): Permission[] =>
    list.includes('ALL') && principal !== IAM_ALLOWED
      ? [...new Set([...expandAll(takes), ...(takes === 'table' ? (['SELECT'] as const) : []), ...list])]
      : [...list];
  const all = { permissions: spelledOut(permissions), grantable: spelledOut(grantable) };
  if (resource.kind !== 'table') return [{ resource, ...all }];
  const isSelect = (one: Permission) => one === 'SELECT';
  const onTable = {
    resource,
    permissions: all.permissions.filter((one) => !isSelect(one)),
    grantable: all.grantable.filter((one) => !isSelect(one)),
  };
  const onColumns = {
    resource: { ...resource, kind: 'columns', columns: { kind: 'all' } } as const,
    permissions: all.permissions.filter(isSelect),
    grantable: all.grantable.filter(isSelect),
  };
  return [onTable, onColumns].filter((part) => part.permissions.length > 0 || part.grantable.length > 0);
}

function shareAbroad(call: Call, { account, resource, principal }: Modification, consumer: string) {
  if (resource.kind === 'location') return;
  if (resource.kind === 'catalog') throw invalidModification();
  const what = resource.kind === 'database' ? 'database' : 'table';
  for (const held of account.lake.grants.ofEntity(entityOf(resource))) {
    if (held.principal === IAM_ALLOWED) {
      throw invalidInput(`Please revoke permission(s) for IAM_ALLOWED_PRINCIPALS on the ${what}.`);
    }
  }
  const version = Number(account.lake.settings.Parameters?.CROSS_ACCOUNT_VERSION ?? '1');
  if (principal !== consumer && version < 3) {
    throw invalidInput('Granting to IAM principals of another account needs cross-account version 3 or later.');
  }
  extendShare(call, account, consumer);
}

function refuseTooManyFilters({ account, principal, resource, permissions }: Modification) {
  if (!permissions.includes('SELECT')) return;
  const held = [...account.lake.grants.ofEntity(entityOf(resource))].filter(
    (grant) =>
      grant.principal === principal && grant.resource.kind === 'filter' && grant.permissions.includes('SELECT'),
  );
  if (held.length >= MOST_FILTERS) {
    throw invalidInput(`A principal can be granted SELECT on at most ${MOST_FILTERS} data cells filters of a table.`);
  }
}

function merge(call: Call, { account, principal }: Modification, part: Part) {
  const { grants } = account.lake;
  const granter = call.caller.account;
  const resource =
    part.resource.kind === 'columns'
      ? mergeColumns(call, account, principal, part.resource, part.grantable)
      : part.resource;
  const held = grants.find({ principal, resource, granter });
  grants.put(
    {
      principal,
      resource,
      granter,
      permissions: [...new Set([...(held?.permissions ?? []), ...part.permissions])],
      grantable: [...new Set([...(held?.grantable ?? []), ...part.grantable])],
      updated: call.now,
      updatedBy: call.caller.arn,
    },
    isLagging(call),
  );
}
