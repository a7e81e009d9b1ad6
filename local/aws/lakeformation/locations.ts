import type {
  DeregisterResourceRequest,
  DescribeResourceRequest,
  ListResourcesRequest,
  RegisterResourceRequest,
  ResourceInfo,
} from '@aws-sdk/client-lakeformation';
import type { Call } from '../call.ts';
import { accessDenied, alreadyExists, entityNotFound, insufficientPermission, invalidInput } from '../errors.ts';
import { pageOf } from '../pages.ts';
import type { RegisteredLocation } from '../state/lake.ts';
import type { Account } from '../state/world.ts';
import type { Checked } from '../validate.ts';
import { isAdmin } from './access.ts';

const PAGE = 100;

/** The ARN of the location registered in `account` that contains the S3 URI, if any. */
export function registeredLocation(account: Account, uri: string): string | undefined {
  const path = /^s3[an]?:\/\/(.+)$/.exec(uri)?.[1];
  if (path === undefined) return undefined;
  const arn = bare(`arn:aws:s3:::${path}`);
  for (const known of account.lake.locations.keys()) if (contains(known, arn)) return known;
  return undefined;
}

export function RegisterResource(input: Checked<RegisterResourceRequest>, call: Call) {
  const account = administered(call);
  const arn = locationArn(input.ResourceArn);
  if (input.RoleArn === undefined && input.UseServiceLinkedRole !== true) {
    throw invalidInput('Either RoleArn or UseServiceLinkedRole must be given.');
  }
  if (input.RoleArn !== undefined && input.UseServiceLinkedRole === true) {
    throw invalidInput('RoleArn and UseServiceLinkedRole cannot be given together.');
  }
  const overlapping = [...account.lake.locations.keys()].find((known) => contains(known, arn) || contains(arn, known));
  if (overlapping !== undefined) throw alreadyExists(`Resource is already registered: ${overlapping}`);
  const serviceRole = `arn:aws:iam::${account.id}:role/aws-service-role/lakeformation.amazonaws.com/AWSServiceRoleForLakeFormationDataAccess`;
  account.lake.locations.set(arn, {
    arn,
    roleArn: input.RoleArn ?? serviceRole,
    lastModified: call.now,
    withFederation: input.WithFederation ?? false,
    hybridAccess: input.HybridAccessEnabled ?? false,
  });
  return {};
}

export function DeregisterResource(input: Checked<DeregisterResourceRequest>, call: Call) {
  const account = administered(call);
  if (!account.lake.locations.delete(locationArn(input.ResourceArn))) throw notRegistered();
  return {};
}

export function DescribeResource(input: Checked<DescribeResourceRequest>, call: Call) {
  const location = administered(call).lake.locations.get(locationArn(input.ResourceArn));
  if (location === undefined) throw notRegistered();
  return { ResourceInfo: describe(location) };
}

export function ListResources(input: Checked<ListResourcesRequest>, call: Call) {
  const account = administered(call);
  const conditions = input.FilterConditionList ?? [];
  const found = [...account.lake.locations.values()].map(describe).filter((location) =>
    conditions.every(({ Field, ComparisonOperator, StringValueList }) => {
      if (Field !== 'RESOURCE_ARN' && Field !== 'ROLE_ARN')
        throw invalidInput(`Filtering by ${Field} is not supported.`);
      const value = (Field === 'RESOURCE_ARN' ? location.ResourceArn : location.RoleArn) ?? '';
      return compare(ComparisonOperator, value, StringValueList ?? []);
    }),
  );
  const scope = `ListResources/${account.id}/${JSON.stringify(conditions)}`;
  const page = pageOf(found, { nextToken: input.NextToken, maxResults: input.MaxResults, most: PAGE, scope });
  return { ResourceInfoList: page.items, NextToken: page.nextToken };
}

function compare(operator: string | undefined, value: string, operands: readonly string[]): boolean {
  const first = operands[0] ?? '';
  switch (operator) {
    case 'EQ':
      return value === first;
    case 'NE':
      return value !== first;
    case 'CONTAINS':
      return value.includes(first);
    case 'NOT_CONTAINS':
      return !value.includes(first);
    case 'BEGINS_WITH':
      return value.startsWith(first);
    case 'IN':
      return operands.includes(value);
    default:
      throw invalidInput(`ComparisonOperator ${operator} does not apply to an ARN.`);
  }
}

const describe = (location: RegisteredLocation): ResourceInfo => ({
  ResourceArn: location.arn,
  RoleArn: location.roleArn,
  LastModified: location.lastModified,
  WithFederation: location.withFederation,
  HybridAccessEnabled: location.hybridAccess,
});

const notRegistered = () => entityNotFound('Entity not found');
const bare = (arn: string) => arn.replace(/\/+$/, '');
const contains = (outer: string, inner: string) => inner === outer || inner.startsWith(`${outer}/`);

function locationArn(given: string): string {
  if (!/^arn:aws:s3:::[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/.*)?$/.test(given)) {
    throw invalidInput(`Resource ARN ${given} is not an S3 location.`);
  }
  return bare(given);
}

/** Locations are a matter of the caller's own account and of its administrators. */
function administered(call: Call): Account {
  const account = call.world.accounts.get(call.caller.account);
  if (account === undefined) throw accessDenied(`Account ${call.caller.account} is not known.`);
  if (!isAdmin(account, call.caller)) throw insufficientPermission('REGISTER_RESOURCE', 'Catalog');
  return account;
}
