import type { Permission } from '@aws-sdk/client-lakeformation';
import type { Call } from '../call.ts';
import { accessDenied } from '../errors.ts';
import { entityOf } from '../state/grants.ts';
import { heldBy, includes, isAdmin, type Target } from './access.ts';
import type { Modification } from './grants.ts';
import { accountOfPrincipal } from './sharing.ts';

/**
 * Throws AccessDeniedException unless the caller may grant and revoke these permissions: as an administrator of the
 * catalog's account, or by holding each with grant option. From another account it can pass on only within its own.
 */
export function requireGrantOption(call: Call, modification: Modification) {
  const { account, principal, permissions, grantable } = modification;
  if (isAdmin(account, call.caller)) return;
  const own = call.caller.account === account.id;
  const inReach = own || accountOfPrincipal(principal) === call.caller.account;
  const target = targetOf(modification);
  if (inReach && target !== undefined) {
    const held = heldBy(call.world, account, call.caller, target).grantable;
    if ([...permissions, ...grantable].every((one) => includes(held, one) || holdsColumns(call, modification, one)))
      return;
  }
  throw accessDenied('Resource does not exist or requester is not authorized to access requested permissions.');
}

/** What the grant option must be held on; LF-tags and policies are an administrator's matter. */
function targetOf({ resource }: Modification): Target | undefined {
  switch (resource.kind) {
    case 'catalog':
    case 'database':
    case 'location':
      return resource;
    case 'table':
    case 'columns':
    case 'filter':
      return { kind: 'table', database: resource.database, table: resource.table };
    default:
      return undefined;
  }
}

/** A column list can be passed on by who holds SELECT on these very columns with grant option. */
function holdsColumns(call: Call, { account, resource }: Modification, permission: Permission): boolean {
  if (permission !== 'SELECT' || resource.kind !== 'columns' || resource.columns.kind !== 'only') return false;
  const passable = new Set<string>();
  for (const grant of account.lake.grants.ofEntity(entityOf(resource))) {
    const columns = grant.resource.kind === 'columns' ? grant.resource.columns : undefined;
    if (grant.principal !== call.caller.principal || columns?.kind !== 'only' || !columns.grantable) continue;
    for (const name of columns.names) passable.add(name);
  }
  return resource.columns.names.every((name) => passable.has(name));
}
