import type { Permission, PrincipalPermissions } from '@aws-sdk/client-lakeformation';
import type { Call } from '../call.ts';
import { ALL_TABLES, entityOf, type LakeResource } from '../state/grants.ts';
import { type Account, IAM_ALLOWED } from '../state/world.ts';
import { expandAll } from './permissions.ts';
import { settleShares } from './sharing.ts';

type Thing = Extract<LakeResource, { kind: 'database' | 'table' }>;

/** Who creates a database or table holds everything on it with grant option; on a link, DESCRIBE and DROP. */
export function grantToCreator(call: Call, account: Account, thing: Thing, link: boolean) {
  const all: readonly Permission[] = link ? ['DESCRIBE', 'DROP'] : expandAll(thing.kind);
  put(call, account, thing, call.caller.principal, all, all);
  if (thing.kind === 'table' && !link) {
    const columns: LakeResource = { ...thing, kind: 'columns', columns: { kind: 'all' } };
    put(call, account, columns, call.caller.principal, ['SELECT'], ['SELECT']);
  }
}

/** The default permissions of the settings or of the database, given to a new database or table. */
export function grantDefaults(call: Call, account: Account, thing: Thing, defaults: readonly PrincipalPermissions[]) {
  for (const { Principal, Permissions } of defaults) {
    const principal = Principal?.DataLakePrincipalIdentifier;
    if (principal === undefined || Permissions === undefined) continue;
    const permissions =
      principal === IAM_ALLOWED
        ? Permissions
        : [...new Set(Permissions.flatMap((one) => (one === 'ALL' ? expandAll(thing.kind) : [one])))];
    put(
      call,
      account,
      thing,
      principal,
      permissions.filter((one) => one !== 'SELECT'),
      [],
    );
    if (permissions.includes('SELECT') && thing.kind === 'table') {
      put(call, account, { ...thing, kind: 'columns', columns: { kind: 'all' } }, principal, ['SELECT'], []);
    }
  }
}

/** Removes the grants, LF-tags and filters of a database or table that was deleted, and what was shared of it. */
export function forgetEntity(call: Call, account: Account, thing: Thing) {
  const { lake } = account;
  const entities = [entityOf(thing)];
  if (thing.kind === 'database') entities.push(`table/${thing.database}/${ALL_TABLES}`);
  for (const entity of entities) {
    for (const grant of [...lake.grants.ofEntity(entity)])
      lake.grants.remove({ ...grant, updated: call.now }, isLagging(call));
  }
  lake.assignments.delete(entityOf(thing));
  if (thing.kind === 'table') {
    const prefix = `${thing.database}/${thing.table}/`;
    for (const key of [...lake.filters.keys()]) if (key.startsWith(prefix)) lake.filters.delete(key);
  }
  settleShares(call, account);
}

/** Whether ListPermissions is to show changes late. */
export const isLagging = (call: Call) => call.world.listDelayMs > 0;

function put(
  call: Call,
  account: Account,
  resource: LakeResource,
  principal: string,
  permissions: readonly Permission[],
  grantable: readonly Permission[],
) {
  account.lake.grants.put(
    { principal, resource, permissions, grantable, granter: account.id, updated: call.now, updatedBy: call.caller.arn },
    isLagging(call),
  );
}
