import type { Permission } from '@aws-sdk/client-lakeformation';
import type { Call } from '../call.ts';
import { invalidInput } from '../errors.ts';
import { entityOf, type Grant } from '../state/grants.ts';
import type { Account } from '../state/world.ts';
import { type Part, partsOf } from './apply-grant.ts';
import { columnGrants } from './columns.ts';
import type { Modification } from './grants.ts';
import { isLagging } from './implicit.ts';
import { invalidModification } from './permissions.ts';
import { settleShares } from './sharing.ts';

/**
 * Takes away exactly what is asked; all of it must be held, or nothing is revoked. A permission and its grant option are
 * revoked apart. What an account loses, those to whom it passed it on lose, too, and a share without grants ends.
 */
export function applyRevoke(call: Call, modification: Modification) {
  const { account, principal } = modification;
  const granter = call.caller.account;
  const steps = partsOf(modification).flatMap((part) => stepsFor(account, granter, principal, part));
  const missing = steps.flatMap((step) => step.missing);
  if (steps.every((step) => step.held === undefined)) {
    throw invalidInput('No permissions revoked. Grantee has no permissions and no grantable permissions on resource.');
  }
  if (missing.length > 0) {
    throw invalidInput(`No permissions revoked. Grantee does not have:[${[...new Set(missing)].join(', ')}]`);
  }
  for (const step of steps) if (step.held !== undefined) store(call, account, step.held, step.left);
  if (granter === account.id) {
    withdrawPassedOn(call, account, modification);
    settleShares(call, account);
  }
}

interface Step {
  readonly held: Grant | undefined;
  readonly missing: readonly Permission[];
  readonly left: Pick<Grant, 'resource' | 'permissions' | 'grantable'>;
}

function stepsFor(account: Account, granter: string, principal: string, part: Part): Step[] {
  if (part.resource.kind === 'columns')
    return columnSteps(account, granter, principal, { ...part, resource: part.resource });
  return [stepFor(account.lake.grants.find({ principal, resource: part.resource, granter }), part)];
}

function stepFor(held: Grant | undefined, part: Part): Step {
  const lost = (asked: readonly Permission[], has: readonly Permission[]) => asked.filter((one) => !has.includes(one));
  const missing = [...lost(part.permissions, held?.permissions ?? []), ...lost(part.grantable, held?.grantable ?? [])];
  const left = {
    resource: held?.resource ?? part.resource,
    permissions: without(held?.permissions ?? [], part.permissions),
    grantable: without(held?.grantable ?? [], part.grantable),
  };
  return { held, missing, left };
}

/** ALL is held no more when one of its parts is gone. */
function without(held: readonly Permission[], taken: readonly Permission[]): Permission[] {
  const left = held.filter((one) => !taken.includes(one));
  return taken.length > 0 ? left.filter((one) => one !== 'ALL') : left;
}

/** Of a column list some columns can be taken; all columns, or all but some, only as they were granted. */
function columnSteps(
  account: Account,
  granter: string,
  principal: string,
  part: Part & { readonly resource: Extract<Grant['resource'], { kind: 'columns' }> },
): Step[] {
  const held = columnGrants(account, granter, principal, part.resource);
  const asked = part.resource.columns;
  if (asked.kind !== 'only') {
    const whole = held.find(({ resource: { columns } }) => columns.kind !== 'only');
    if (whole?.resource.columns.kind === 'except' && JSON.stringify(whole.resource.columns) !== JSON.stringify(asked)) {
      throw invalidModification();
    }
    return [stepFor(whole, part)];
  }
  if (held.some(({ resource: { columns } }) => columns.kind !== 'only')) throw invalidModification();
  const listed = new Set(held.flatMap(({ resource: { columns } }) => (columns.kind === 'only' ? columns.names : [])));
  if (asked.names.some((name) => !listed.has(name))) return [{ ...stepFor(undefined, part), held: held[0] }];
  return held.map((grant) => {
    const columns = grant.resource.columns;
    const names = columns.kind === 'only' ? columns.names.filter((name) => !asked.names.includes(name)) : [];
    const left =
      names.length === 0
        ? { resource: grant.resource, permissions: [], grantable: [] }
        : { ...grant, resource: { ...grant.resource, columns: { ...columns, names } as typeof columns } };
    return { held: grant, missing: [], left };
  });
}

function store(call: Call, account: Account, held: Grant, left: Step['left']) {
  const stamped = { ...held, ...left, updated: call.now, updatedBy: call.caller.arn };
  account.lake.grants.put(stamped, isLagging(call));
}

/** The grants that another account's principals made hold no more than that account still may pass on. */
function withdrawPassedOn(call: Call, account: Account, { principal, resource }: Modification) {
  const entity = entityOf(resource);
  const grants = [...account.lake.grants.ofEntity(entity)];
  const passable = new Set(grants.filter((grant) => grant.principal === principal).flatMap((grant) => grant.grantable));
  for (const grant of grants) {
    if (grant.granter !== principal) continue;
    const keep = (list: readonly Permission[]) => list.filter((one) => passable.has(one));
    const left = { resource: grant.resource, permissions: keep(grant.permissions), grantable: keep(grant.grantable) };
    if (left.permissions.length < grant.permissions.length) store(call, account, grant, left);
  }
}
