import type { Permission } from '@aws-sdk/client-lakeformation';
import type { Call } from '../call.ts';
import { entityOf, type Grant, type LakeResource } from '../state/grants.ts';
import type { Account } from '../state/world.ts';
import { isLagging } from './implicit.ts';
import { invalidModification } from './permissions.ts';

type OnColumns = Extract<LakeResource, { kind: 'columns' }>;

/** The principal's column grants on the same table from the same hand. */
export function columnGrants(account: Account, granter: string, principal: string, resource: OnColumns) {
  const found: (Grant & { readonly resource: OnColumns })[] = [];
  for (const grant of account.lake.grants.ofEntity(entityOf(resource))) {
    if (grant.principal !== principal || grant.granter !== granter || grant.resource.kind !== 'columns') continue;
    found.push({ ...grant, resource: grant.resource });
  }
  return found;
}

/**
 * The column set that results when `resource` is granted beside what is held: lists grow, exclusions shrink, all columns
 * take the place of lists. Narrowing all columns by granting fewer is refused as the real service does.
 */
export function mergeColumns(
  call: Call,
  account: Account,
  principal: string,
  resource: OnColumns,
  grantable: readonly Permission[],
): OnColumns {
  const held = columnGrants(account, call.caller.account, principal, resource);
  const whole = held.find((grant) => grant.resource.columns.kind !== 'only')?.resource.columns;
  const asked = resource.columns;
  if (asked.kind === 'all') {
    for (const grant of held) {
      if (grant.resource.columns.kind !== 'only') continue;
      account.lake.grants.remove({ ...grant, updated: call.now }, isLagging(call));
    }
    return resource;
  }
  if (whole?.kind === 'all' || (asked.kind === 'only' && whole !== undefined)) throw invalidModification();
  if (asked.kind === 'except') {
    const names = whole?.kind === 'except' ? asked.names.filter((name) => whole.names.includes(name)) : asked.names;
    return { ...resource, columns: names.length === 0 ? { kind: 'all' } : { kind: 'except', names } };
  }
  const passable = grantable.includes('SELECT');
  const list = held
    .flatMap(({ resource: { columns } }) =>
      columns.kind === 'only' && columns.grantable === passable ? [columns] : [],
    )
    .at(0);
  const names = [...new Set([...(list?.names ?? []), ...asked.names])];
  return { ...resource, columns: { kind: 'only', names, grantable: passable } };
}
