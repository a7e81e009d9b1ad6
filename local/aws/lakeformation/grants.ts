import type {
  BatchGrantPermissionsRequest,
  BatchPermissionsRequestEntry,
  BatchRevokePermissionsRequest,
  GrantPermissionsRequest,
  Permission,
  RevokePermissionsRequest,
} from '@aws-sdk/client-lakeformation';
import type { Call } from '../call.ts';
import { invalidInput, ServiceError } from '../errors.ts';
import type { Checked } from '../validate.ts';
import { applyGrant } from './apply-grant.ts';
import { applyRevoke } from './apply-revoke.ts';
import { requireGrantOption } from './grant-authority.ts';
import { invalidModification, VALID } from './permissions.ts';
import { checkedPrincipal } from './principals.ts';
import { type Located, locate } from './resource.ts';

/** Lake Formation takes at most 20 entries in a batch. */
const MOST_ENTRIES = 20;

type Entry = {
  readonly [K in keyof Checked<GrantPermissionsRequest>]?: Checked<GrantPermissionsRequest>[K] | undefined;
};

/** A grant or revoke whose principal, resource and permissions were found valid. */
export interface Modification extends Located {
  readonly principal: string;
  readonly permissions: readonly Permission[];
  readonly grantable: readonly Permission[];
}

export function GrantPermissions(input: Checked<GrantPermissionsRequest>, call: Call) {
  grant(input, call);
  return {};
}

export function RevokePermissions(input: Checked<RevokePermissionsRequest>, call: Call) {
  revoke(input, call);
  return {};
}

export function BatchGrantPermissions(input: Checked<BatchGrantPermissionsRequest>, call: Call) {
  return batch(input, call, grant);
}

export function BatchRevokePermissions(input: Checked<BatchRevokePermissionsRequest>, call: Call) {
  return batch(input, call, revoke);
}

function grant(entry: Entry, call: Call) {
  const modification = checked(entry, call);
  const { permissions, grantable } = modification;
  if (permissions.length === 0 || grantable.some((permission) => !permissions.includes(permission)))
    throw invalidModification();
  requireGrantOption(call, modification);
  applyGrant(call, modification);
}

function revoke(entry: Entry, call: Call) {
  const modification = checked(entry, call);
  if (modification.permissions.length === 0 && modification.grantable.length === 0) throw invalidModification();
  requireGrantOption(call, modification);
  applyRevoke(call, modification);
}

function checked(entry: Entry, call: Call): Modification {
  if (entry.Resource === undefined) throw invalidInput('Resource must be given.');
  if (entry.Condition !== undefined) throw invalidInput('Condition is not supported on this resource.');
  const located = locate(call, entry.CatalogId, entry.Resource);
  const principal = checkedPrincipal(call, located.account, entry.Principal?.DataLakePrincipalIdentifier);
  const permissions = [...new Set(entry.Permissions ?? [])];
  const grantable = [...new Set(entry.PermissionsWithGrantOption ?? [])];
  const valid = VALID[located.takes];
  if ([...permissions, ...grantable].some((permission) => !valid.includes(permission))) throw invalidModification();
  return { ...located, principal, permissions, grantable };
}

function batch(
  input: Checked<BatchGrantPermissionsRequest>,
  call: Call,
  modify: (entry: Entry, call: Call) => void,
): { Failures: object[] } {
  const entries = input.Entries;
  if (entries.length > MOST_ENTRIES) {
    throw new ServiceError(
      'ValidationException',
      `1 validation error detected: Value '[…]' at 'entries' failed to satisfy constraint: Member must have length less than or equal to ${MOST_ENTRIES}`,
    );
  }
  if (entries.length === 0) throw invalidInput('Entries must not be empty.');
  if (new Set(entries.map((entry) => entry.Id)).size < entries.length) throw invalidInput('Entry ids must be unique.');
  const Failures = entries.flatMap((entry, index) => {
    try {
      const fault = call.entryFault(index, nameOf(entry), entries.length);
      if (fault !== undefined) throw fault;
      if (call.forgets(nameOf(entry))) return [];
      modify({ ...entry, ...(input.CatalogId !== undefined && { CatalogId: input.CatalogId }) }, call);
      return [];
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      return [{ RequestEntry: entry, Error: { ErrorCode: error.code, ErrorMessage: error.message } }];
    }
  });
  return { Failures };
}

/** What a fault rule's table name is compared with. */
function nameOf(entry: Checked<BatchPermissionsRequestEntry>): string {
  const { Table, TableWithColumns, DataCellsFilter, Database } = entry.Resource ?? {};
  return Table?.Name ?? TableWithColumns?.Name ?? DataCellsFilter?.TableName ?? Database?.Name ?? '';
}
