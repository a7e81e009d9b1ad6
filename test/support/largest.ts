import type { RequestFacts } from '../../src/blocks/facts.ts';
import type { GrantedPart } from '../../src/mesh/granted.ts';
import type { Import } from '../../src/mesh/import.ts';
import type { OperationError, OperationState } from '../../src/mesh/operation.ts';
import { type Holding, TABLE_PERMISSIONS, type TableOutlook } from '../../src/mesh/plan.ts';
import { sensitiveColumns } from '../../src/mesh/sensitivity.ts';
import type { HistoryEvent } from '../../src/mesh/stores/operations.ts';
import type { Subscription } from '../../src/mesh/subscription.ts';
import { anAccount, anOperation, anOutlook, aSubscription, facts, marketing } from './factories.ts';

/**
 * The largest request there can be, with `filler` in every text: 2,000 tables of 500 columns, names of 255 characters, all
 * permissions, everything sensitive, long notes, and errors with AWS's longest words.
 */
export function largest(filler: string, state: OperationState | null, status: Subscription['Status']) {
  const long = (length: number) => filler.repeat(Math.ceil(length / filler.length)).slice(0, length);
  const name = (at: number) => `${long(250)}${String(at).padStart(5, '0')}`;
  const names = Array.from({ length: 2000 }, (_, at) => name(at));
  const tags = { sensitivity: [long(256), long(255)], pii: [long(256)], phi: [long(256)] };
  const columns = Array.from({ length: 500 }, (_, at) => ({ name: name(at), type: long(1000), partition: true, tags }));
  const every = [...TABLE_PERMISSIONS];
  const held: Holding = {
    permissions: every.slice(1),
    grantable: every.slice(1),
    columns: { include: names },
    rowFilter: 'a = 1',
  };
  const after: Holding = { permissions: every, grantable: every };
  const table = (at: number): TableOutlook => ({
    name: name(at),
    owner: '111111111111',
    location: long(2056),
    columns,
    tags,
    held,
    after,
  });
  const tables = names.map((_, at) => table(at));
  const marked = sensitiveColumns(table(0));
  const error: OperationError = {
    code: 'AwsCallFailed',
    details: { service: long(3000), operation: long(3000), awsCode: long(3000), awsMessage: long(3000) },
  };
  const decided = status !== 'Pending';
  const subscription = aSubscription({
    SubscriptionId: long(256),
    Status: status,
    DatabaseName: long(255),
    TableName: state === 'done' ? names : names.slice(0, 3),
    RequestedGrants: names,
    CreationDate: long(64),
    CreatedBy: long(2048),
    Notes: Array.from({ length: 50 }, () => long(3000)),
    PermittedGrants: names,
    GrantableGrants: names,
    GrantedTableARNs: names,
    ...(decided && { UpdatedDate: long(64), UpdatedBy: long(2048) }),
  });
  const operation = anOperation({
    requested: subscription.CreationDate,
    seenStatus: subscription.Status,
    state: state ?? 'claimed',
    order: { kind: 'deny', notes: long(2000) },
    tables: names.map((of, at) => ({
      table: of,
      state: at % 2 === 0 ? 'failed' : 'granted',
      code: long(255),
      reason: long(3000),
    })),
    error,
  });
  const leftOut = names.map((asked, at) => ({ asked, reason: at === 0 ? ('foreign' as const) : ('view' as const) }));
  const request: RequestFacts = {
    ...facts(subscription, state === null ? {} : { operation }),
    owner: anAccount({ name: long(255) }),
    subscriber: marketing({ name: long(255) }),
    outlook: anOutlook({ tables, leftOut }),
    sensitive: new Map(names.map((of) => [of, marked])),
    granted: { parts: parts(names, long), leftOut, taken: { permissions: every, grantable: every } },
    importing: anImport(error),
  };
  const history: HistoryEvent[] = Array.from({ length: 500 }, () => ({
    eventId: '01JD0000000000000000000000',
    at: '2026-11-23T06:30:00.000Z',
    what: 'failed',
    kind: 'approve',
    by: 'U0RITA',
    operationId: '01JD0000000000000000000000',
    requested: subscription.CreationDate,
    notes: long(2000),
    error,
  }));
  return { request, history };
}

/** As many ways to hold something as there are tables, each with columns and rows left out. */
function parts(names: string[], long: (length: number) => string): GrantedPart[] {
  const permissions = TABLE_PERMISSIONS.slice(1);
  const holding: Holding = { permissions, grantable: permissions, columns: { exclude: names }, rowFilter: long(2048) };
  return names.slice(0, 300).map(() => ({ tables: names, holding }));
}

const anImport = (error: OperationError): Import => ({
  ...{ operationId: '01JD0000000000000000000001', subscriptionId: 's', requested: '', decided: '', accounts: [] },
  ...{ order: { kind: 'import' }, actor: 'U0MAYA', claimedAt: '2026-11-23T06:30:00.000Z', attempt: 5, tables: [] },
  ...{ state: 'failed', error },
});

/** Plain letters, three bytes a letter, four bytes and two units, text that JSON has to escape, and markup. */
export const FILLERS = ['a', '表', '🙂', '\u0000', '"\\', '*<!here>'];

/** Every phase that a request can be in, by its operation and its record. */
export const PHASES: [OperationState | null, Subscription['Status']][] = [
  [null, 'Pending'],
  ['failed', 'Pending'],
  ['running', 'Pending'],
  ['partly', 'Pending'],
  ['done', 'Pending'],
  [null, 'Active'],
  [null, 'Denied'],
  [null, 'Deleted'],
];
