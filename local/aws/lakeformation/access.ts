import type { Permission } from '@aws-sdk/client-lakeformation';
import type { Call, Caller } from '../call.ts';
import { accessDenied, insufficientPermission } from '../errors.ts';
import { ALL_TABLES, type Grant, type TagExpression } from '../state/grants.ts';
import { type Account, IAM_ALLOWED, type World } from '../state/world.ts';
import { effectiveTags } from './effective-tags.ts';

/** A thing in a catalog that permissions are held on. */
export type Target =
  | { readonly kind: 'catalog' }
  | { readonly kind: 'database'; readonly database: string }
  | { readonly kind: 'table'; readonly database: string; readonly table: string }
  | { readonly kind: 'location'; readonly arn: string };

/** What a caller holds on one target. */
export interface Held {
  readonly permissions: Set<Permission>;
  readonly grantable: Set<Permission>;
  /** The columns it may see; undefined: all of them. */
  readonly columns: Set<string> | undefined;
}

/** Whether `caller` is a data lake administrator of `account` (its own account; there are none from outside). */
export function isAdmin(account: Account, caller: Caller): boolean {
  if (caller.account !== account.id) return false;
  return (account.lake.settings.DataLakeAdmins ?? []).some(
    (admin) => admin.DataLakePrincipalIdentifier === caller.principal,
  );
}

/** Whether `caller` may look at everything in `account`'s catalog: an administrator, or a read-only one. */
export function isReader(account: Account, caller: Caller): boolean {
  if (isAdmin(account, caller)) return true;
  if (caller.account !== account.id) return false;
  return (account.lake.settings.ReadOnlyAdmins ?? []).some(
    (admin) => admin.DataLakePrincipalIdentifier === caller.principal,
  );
}

/** Whether `consumer` has accepted the share of what `owner` granted it (or needs not, within an organisation). */
export function isShareAccepted(world: World, owner: string, consumer: string): boolean {
  return world.shares.some(
    (share) =>
      share.owner === owner &&
      share.consumer === consumer &&
      share.status === 'ACTIVE' &&
      share.association === 'ASSOCIATED',
  );
}

/** The principals whose grants on `account`'s catalog count for `caller`. */
function identitiesOf(world: World, account: Account, caller: Caller): Set<string> {
  const everyone = `${caller.account}:IAMPrincipals`;
  if (caller.account === account.id) return new Set([caller.principal, everyone, IAM_ALLOWED]);
  if (!isShareAccepted(world, account.id, caller.account)) return new Set();
  const own = world.accounts.get(caller.account);
  const wholeAccount = own !== undefined && isAdmin(own, caller) ? [caller.account] : [];
  return new Set([caller.principal, everyone, ...wholeAccount]);
}

/** What `caller` holds on `target` in `account`'s catalog. */
export function heldBy(world: World, account: Account, caller: Caller, target: Target): Held {
  const identities = identitiesOf(world, account, caller);
  const counted: Grant[] = [];
  for (const entity of entitiesOf(target)) {
    for (const grant of account.lake.grants.ofEntity(entity)) if (identities.has(grant.principal)) counted.push(grant);
  }
  counted.push(...policyGrants(account, identities, target));
  return sumOf(counted);
}

function entitiesOf(target: Target): string[] {
  switch (target.kind) {
    case 'catalog':
      return ['catalog'];
    case 'database':
      return [`database/${target.database}`];
    case 'table':
      return [`table/${target.database}/${target.table}`, `table/${target.database}/${ALL_TABLES}`];
    case 'location':
      return ancestorsOf(target.arn).map((arn) => `location/${arn}`);
  }
}

/** A location and what contains it: access to a prefix is access to all below it. */
function ancestorsOf(arn: string): string[] {
  const parts = arn.replace(/\/+$/, '').split('/');
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

function policyGrants(account: Account, identities: Set<string>, target: Target): Grant[] {
  if (target.kind !== 'database' && target.kind !== 'table') return [];
  const type = target.kind === 'database' ? 'DATABASE' : 'TABLE';
  const candidates = [...account.lake.grants.ofEntity(`policy/${type}`)].filter((grant) =>
    identities.has(grant.principal),
  );
  if (candidates.length === 0) return [];
  const tags = effectiveTags(account.lake, target.database, target.kind === 'table' ? target.table : undefined).tags;
  return candidates.filter(
    (grant) => grant.resource.kind === 'policy' && matchesExpression(grant.resource.expression, tags),
  );
}

/** Whether tags satisfy an LF-tag expression: each key has one of its values; `*` is any value. */
export function matchesExpression(expression: TagExpression, tags: ReadonlyMap<string, string>): boolean {
  return expression.every(({ key, values }) => {
    const value = tags.get(key);
    return value !== undefined && (values.includes(value) || values.includes('*'));
  });
}

function sumOf(grants: readonly Grant[]): Held {
  const permissions = new Set<Permission>();
  const grantable = new Set<Permission>();
  const columns = new Set<string>();
  let whole = grants.length === 0;
  for (const grant of grants) {
    for (const permission of grant.permissions) permissions.add(permission);
    const limited = grant.resource.kind === 'columns' ? grant.resource.columns : undefined;
    if (limited === undefined || limited.kind === 'all') {
      whole = true;
      for (const permission of grant.grantable) grantable.add(permission);
    } else if (limited.kind === 'only') {
      for (const name of limited.names) columns.add(name);
    } else {
      whole = true;
    }
  }
  return { permissions, grantable, columns: whole ? undefined : columns };
}

/** Whether `permission` is in the set, itself or as ALL. */
export const includes = (held: ReadonlySet<Permission>, permission: Permission) =>
  held.has(permission) || held.has('ALL');

/** Whether the caller sees the target's metadata: any permission on it does, and a reader sees all. */
export function canDescribe(call: Call, account: Account, target: Target): boolean {
  if (isReader(account, call.caller)) return true;
  const held = heldBy(call.world, account, call.caller, target);
  if (held.permissions.size > 0 || held.grantable.size > 0) return true;
  return target.kind === 'database' && holdsInside(call, account, target.database);
}

/** A permission on one table of a database lets its holder see the database, too. */
function holdsInside(call: Call, account: Account, database: string): boolean {
  for (const identity of identitiesOf(call.world, account, call.caller)) {
    for (const { resource } of account.lake.grants.ofPrincipal(identity)) {
      if ('table' in resource && resource.database === database) return true;
    }
  }
  return false;
}

/** Throws AccessDeniedException unless the caller's account has any way into `account`'s catalog. */
export function requireCatalog(call: Call, account: Account): void {
  if (call.caller.account === account.id || isShareAccepted(call.world, account.id, call.caller.account)) return;
  const resource = `arn:aws:glue:${call.world.region}:${account.id}:catalog`;
  const action = `glue:${call.operation}`;
  throw accessDenied(
    `User: ${call.caller.arn} is not authorized to perform: ${action} on resource: ${resource} because no resource-based policy allows the ${action} action`,
  );
}

/** Throws Glue's "Insufficient Lake Formation permission(s)" unless the caller holds `permission` on the target. */
export function requirePermission(call: Call, account: Account, target: Target, permission: Permission, on: string) {
  requireCatalog(call, account);
  if (permission === 'DESCRIBE') {
    if (canDescribe(call, account, target)) return;
  } else {
    const implicit = permission === 'CREATE_DATABASE' || permission === 'DATA_LOCATION_ACCESS';
    if (implicit && isAdmin(account, call.caller)) return;
    if (includes(heldBy(call.world, account, call.caller, target).permissions, permission)) return;
  }
  throw insufficientPermission(permission, on);
}
