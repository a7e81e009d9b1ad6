import { ulid } from 'ulid';
import type { RequestFacts } from '../../src/blocks/facts.ts';
import type { Account } from '../../src/mesh/account.ts';
import type { Operation } from '../../src/mesh/operation.ts';
import { phaseOf, requesterOf } from '../../src/mesh/phase.ts';
import type { Outlook, TableOutlook } from '../../src/mesh/plan.ts';
import { reasonOf } from '../../src/mesh/reason.ts';
import { sensitiveColumns } from '../../src/mesh/sensitivity.ts';
import type { Subscription } from '../../src/mesh/subscription.ts';
import { fromMeshTime } from '../../src/mesh/time.ts';

export const RETAIL = '111111111111';
export const MARKETING = '999999999999';

/** A pending request of marketing's, in the form that the original writes. */
export function aSubscription(over: Partial<Subscription> = {}): Subscription {
  return {
    SubscriptionId: 'KsW3zj257VX4YAnKjg2rt8',
    Status: 'Pending',
    OwnerPrincipal: RETAIL,
    SubscriberPrincipal: MARKETING,
    DatabaseName: 'tpcds-111111111111',
    TableName: ['web_sales', 'store_sales'],
    RequestedGrants: ['SELECT', 'DESCRIBE'],
    CreationDate: '2026-11-23 06:21:57',
    CreatedBy: 'arn:aws:sts::555555555555:assumed-role/DataMeshAdminConsumer-999999999999/maya.lindqvist',
    ...over,
  };
}

export function anAccount(over: Partial<Account> = {}): Account {
  return {
    accountId: RETAIL,
    name: 'Retail',
    producer: true,
    consumer: false,
    channel: 'C0RETAIL',
    approvers: { users: ['U0RITA', 'U0ROB'], groups: [] },
    members: { users: [], groups: [] },
    selfApproval: false,
    ...over,
  };
}

export const marketing = (over: Partial<Account> = {}): Account =>
  anAccount({
    accountId: MARKETING,
    name: 'Marketing',
    producer: false,
    consumer: true,
    channel: 'C0MARKETING',
    approvers: { users: ['U0MAYA'], groups: [] },
    ...over,
  });

/** An approval that was just claimed, of the request that `aSubscription` makes. */
export function anOperation(over: Partial<Operation> = {}): Operation {
  return {
    operationId: ulid(),
    subscriptionId: 'KsW3zj257VX4YAnKjg2rt8',
    requested: '2026-11-23 06:21:57',
    seenStatus: 'Pending',
    order: { kind: 'approve' },
    actor: 'U0RITA',
    state: 'claimed',
    claimedAt: '2026-11-23T06:30:00.123Z',
    attempt: 0,
    tables: [],
    ...over,
  };
}

export function aTable(over: Partial<TableOutlook> = {}): TableOutlook {
  return {
    name: 'web_sales',
    owner: RETAIL,
    location: 's3://retail-lake/tpcds/web_sales',
    columns: [
      { name: 'id', type: 'bigint', partition: false, tags: {} },
      { name: 'email', type: 'string', partition: false, tags: { sensitivity: ['personal'] } },
    ],
    tags: {},
    held: { permissions: [], grantable: [] },
    after: { permissions: ['DESCRIBE', 'SELECT'], grantable: ['DESCRIBE', 'SELECT'] },
    ...over,
  };
}

export function anOutlook(over: Partial<Outlook> = {}): Outlook {
  return {
    tables: [aTable()],
    leftOut: [],
    plan: {
      principal: MARKETING,
      databaseName: 'tpcds-111111111111',
      grant: [{ table: 'web_sales', permissions: ['DESCRIBE', 'SELECT'], grantable: ['DESCRIBE', 'SELECT'] }],
      revoke: [],
      hash: 'a'.repeat(64),
    },
    holders: [],
    grows: 0,
    ...over,
  };
}

/** Facts as the front desk puts them together from a record, an operation and a look at the lake. */
export function facts(
  subscription: Subscription = aSubscription(),
  { operation, ...over }: Partial<RequestFacts> & { operation?: Operation } = {},
): RequestFacts {
  const tables = over.outlook?.tables ?? [];
  return {
    subscription,
    phase: phaseOf(subscription, operation),
    owner: anAccount(),
    subscriber: marketing(),
    requester: requesterOf(subscription, null),
    reason: reasonOf(subscription, operation),
    askedAt: fromMeshTime(subscription.CreationDate),
    sensitive: new Map(tables.map((table) => [table.name, sensitiveColumns(table)])),
    ...over,
  };
}

/** One of many records that were decided on, by number: active, denied or deleted in turn, the higher the number the later. */
export function aSettled(at: number): Record<string, unknown> {
  const two = (n: number) => String(n).padStart(2, '0');
  return {
    ...aSubscription({ SubscriptionId: `settled-${at}`, TableName: [`table_${at}`], RequestedGrants: ['SELECT'] }),
    Status: ['Active', 'Denied', 'Deleted'][at % 3],
    PermittedGrants: ['SELECT'],
    CreationDate: '2026-11-01 08:00:00',
    UpdatedDate: `2026-11-02 ${two(Math.floor(at / 3600))}:${two(Math.floor(at / 60) % 60)}:${two(at % 60)}`,
    UpdatedBy: 'arn:aws:sts::555555555555:assumed-role/DataMeshAdminProducer-111111111111/rita.alvarez',
  };
}
