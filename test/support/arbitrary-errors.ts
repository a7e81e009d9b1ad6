import fc from 'fast-check';
import type { MeshErrorCode, MeshErrorDetails } from '../../src/mesh/errors.ts';
import type { OperationError } from '../../src/mesh/operation.ts';
import type { TableResult } from '../../src/mesh/order.ts';
import { digits, instant, KNOWN_GROUPS, many, names, numberedName, text, user } from './arbitrary-text.ts';

export const results: fc.Arbitrary<TableResult[]> = many(
  fc.record(
    {
      table: text(255),
      state: fc.constantFrom('granted', 'revoked', 'unchanged', 'failed'),
      code: text(255),
      reason: text(3000),
    },
    { requiredKeys: ['table', 'state'] },
  ),
  2000,
  (result, at) => ({ ...result, table: numberedName(result.table, at) }),
);

const anyText = text(3000, 0);
export const anyNames = names(2000);
const id = text(256);
const moments = fc.oneof(
  instant.map((date) => date.toISOString()),
  anyText,
);

/** Details of every coded error, as far out as its types allow. */
export const DETAILS: { [C in MeshErrorCode]: fc.Arbitrary<MeshErrorDetails[C]> } = {
  InvalidParameter: fc.record({ parameter: anyText, value: fc.anything(), expected: anyText }),
  SubscriptionNotFound: fc.record({ subscriptionId: id }),
  PlanNotSeen: fc.record({ subscriptionId: id }),
  ProductsNotFound: fc.record({ productsId: id }),
  SubscriptionUnreadable: fc.record({ subscriptionId: id, problems: anyNames }),
  WrongStatus: fc.record({ subscriptionId: id, status: anyText, action: anyText }),
  StatusMoved: fc.record({
    subscriptionId: id,
    seen: anyText,
    found: anyText,
    by: fc.option(anyText),
    at: fc.option(moments),
  }),
  PlanMoved: fc.record({ subscriptionId: id, lookedAt: anyText, now: anyText }),
  ForeignTables: fc.record({
    subscriptionId: id,
    owner: digits,
    tables: anyNames.chain((list) => fc.constant(list.map((table) => ({ table, owner: null })))),
  }),
  NothingToGrant: fc.record({
    subscriptionId: id,
    reasons: anyNames.map((list) => list.map((asked) => ({ asked, reason: 'missing' }))),
  }),
  DatabaseNotFound: fc.record({ accountId: digits, databaseName: anyText }),
  TableNotFound: fc.record({ accountId: digits, databaseName: anyText, tableName: anyText }),
  NameTaken: fc.record({ accountId: digits, databaseName: anyText, tableName: fc.option(anyText) }),
  AccountUnreachable: fc.record({ accountId: digits, roleArn: anyText }),
  AwsCallFailed: fc.record({ service: anyText, operation: anyText, awsCode: anyText, awsMessage: anyText }),
  GrantsNotVerified: fc.record({ subscriptionId: id, missing: anyNames }),
  RecordFull: fc.record({ subscriptionId: id }),
  PlanTooLarge: fc.record({ kind: fc.oneof(fc.constantFrom('approve', 'create'), anyText), tables: fc.nat() }),
  NotTakenBack: fc.record({ subscriptionId: id, tables: results }),
  PartlyDone: fc.record({ subscriptionId: id, tables: results }),
  ShareUnavailable: fc.record({ accountId: digits, share: anyText, state: anyText }),
  DecisionTaken: fc.record({
    subscriptionId: id,
    kind: fc.oneof(fc.constantFrom('approve', 'deny', 'change', 'revoke'), anyText),
    by: user,
    at: moments,
    state: fc.oneof(fc.constantFrom('claimed', 'running', 'done'), anyText),
  }),
  NotAllowed: fc.record({
    action: fc.constantFrom('approve', 'deny', 'change', 'revoke', 'create', 'request', 'import', 'connect', 'see'),
    reason: fc.constantFrom(
      'no-member',
      'not-connected',
      'not-an-approver',
      'not-of-the-account',
      'not-an-admin',
      'own-request',
      'benefits-own-account',
    ),
    accountId: fc.option(digits),
    who: many(user, 200, (one) => one),
    groups: many(fc.constantFrom(...KNOWN_GROUPS), 200, (one) => one),
  }),
};

export const CODES = Object.keys(DETAILS) as MeshErrorCode[];

export const errors: fc.Arbitrary<OperationError> = fc.oneof(
  fc.constant<OperationError>({ code: 'Unexpected', details: { message: 'x'.repeat(3000) } }),
  ...CODES.map((code) =>
    (DETAILS[code] as fc.Arbitrary<object>).map((details): OperationError => ({ code, details: { ...details } })),
  ),
);
