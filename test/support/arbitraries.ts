import fc from 'fast-check';
import type { RequestFacts } from '../../src/blocks/facts.ts';
import type { Account } from '../../src/mesh/account.ts';
import type { Import } from '../../src/mesh/import.ts';
import type { Operation } from '../../src/mesh/operation.ts';
import type { Order } from '../../src/mesh/order.ts';
import { phaseOf, requesterOf } from '../../src/mesh/phase.ts';
import { TABLE_PERMISSIONS } from '../../src/mesh/plan.ts';
import { reasonOf } from '../../src/mesh/reason.ts';
import type { HistoryEvent } from '../../src/mesh/stores/operations.ts';
import { readSubscription, SUBSCRIPTION_STATUSES, type Subscription } from '../../src/mesh/subscription.ts';
import { fromMeshTime } from '../../src/mesh/time.ts';
import { anyNames, errors, results } from './arbitrary-errors.ts';
import { granted, outlooks, permissions, sensitiveIn } from './arbitrary-outlooks.ts';
import {
  digits,
  instant,
  KNOWN_CHANNELS,
  KNOWN_GROUPS,
  KNOWN_USERS,
  many,
  meshTimes,
  names,
  numberedName,
  text,
  user,
} from './arbitrary-text.ts';

export { CODES, DETAILS, errors } from './arbitrary-errors.ts';
export { KNOWN_CHANNELS, KNOWN_GROUPS, KNOWN_USERS, text } from './arbitrary-text.ts';

const claimed = fc.oneof(
  fc.subarray([...TABLE_PERMISSIONS], { minLength: 1 }),
  many(text(255), 2000, numberedName),
  fc.constant([]),
);
const notes = many(text(3000), 200, (note) => note);
const createdBy = fc.oneof(
  text(2048),
  fc.constantFrom(...KNOWN_USERS).map((id) => `arn:aws:sts::555555555555:assumed-role/R/slack-${id}`),
  text(64).map((name) => `arn:aws:sts::555555555555:assumed-role/R/${name}`),
);

/** Any record that can be read, whoever wrote it. */
export const subscriptions: fc.Arbitrary<Subscription> = fc
  .record(
    {
      SubscriptionId: text(256),
      Status: fc.constantFrom(...SUBSCRIPTION_STATUSES),
      OwnerPrincipal: digits,
      SubscriberPrincipal: digits,
      DatabaseName: text(255),
      RequestedGrants: claimed,
      CreationDate: meshTimes,
      CreatedBy: createdBy,
      TableName: names(2000),
      UpdatedDate: meshTimes,
      UpdatedBy: createdBy,
      PermittedGrants: claimed,
      GrantableGrants: claimed,
      GrantedTableARNs: names(2000).map((list) => list.map((name) => `arn:aws:glue:r:5:table/db/${name}`)),
      Notes: notes,
      ImportedToConsumer: fc.boolean(),
    },
    {
      requiredKeys: [
        'SubscriptionId',
        'Status',
        'OwnerPrincipal',
        'SubscriberPrincipal',
        'DatabaseName',
        'RequestedGrants',
        'CreationDate',
        'CreatedBy',
      ],
    },
  )
  .map((item) => {
    const read = readSubscription(item);
    if (!read.readable) throw new Error(read.unreadable.problems.join());
    return read.subscription;
  });

const groups = fc.subarray(KNOWN_GROUPS);
export const accounts: fc.Arbitrary<Account> = fc.record({
  accountId: digits,
  name: text(255),
  producer: fc.boolean(),
  consumer: fc.boolean(),
  channel: fc.constantFrom(...KNOWN_CHANNELS),
  approvers: fc.record({ users: fc.subarray(KNOWN_USERS), groups }),
  members: fc.record({ users: fc.subarray(KNOWN_USERS), groups }),
  selfApproval: fc.boolean(),
});

const orders: fc.Arbitrary<Order> = fc.oneof(
  fc.record({ kind: fc.constant('approve' as const), notes: text(2000) }, { requiredKeys: ['kind'] }),
  fc.record({ kind: fc.constant('deny' as const), notes: text(2000, 0) }, { requiredKeys: ['kind'] }),
  fc.record({ kind: fc.constant('change' as const), grantPermissions: permissions, notes: text(2000) }),
  fc.record({ kind: fc.constant('revoke' as const), notes: text(2000) }),
);

const operations = (subscription: Subscription): fc.Arbitrary<Operation> =>
  fc
    .record({
      order: orders,
      state: fc.constantFrom('claimed', 'running', 'done', 'partly', 'failed'),
      actor: user,
      claimedAt: instant.map((date) => date.toISOString()),
      attempt: fc.nat(5),
      tables: results,
      error: fc.option(errors),
      frozen: fc.option(anyNames),
      reason: fc.option(notes),
    })
    .map(({ error, frozen, reason, ...rest }): Operation => {
      const plan = { principal: '999999999999', databaseName: 'db', grant: [], revoke: [], hash: 'a'.repeat(64) };
      return {
        operationId: '01JD0000000000000000000000',
        subscriptionId: subscription.SubscriptionId,
        requested: subscription.CreationDate,
        seenStatus: subscription.Status,
        ...rest,
        ...(error && { error }),
        ...(reason && { reason }),
        ...(frozen && { frozen: { tables: frozen, plan } }),
      };
    });

const imports = (subscription: Subscription): fc.Arbitrary<Import> =>
  fc
    .record({
      state: fc.constantFrom('claimed', 'running', 'done', 'partly', 'failed'),
      actor: user,
      claimedAt: instant.map((date) => date.toISOString()),
      databaseName: fc.option(text(255)),
      error: fc.option(errors),
    })
    .map(
      ({ databaseName, error, ...rest }): Import => ({
        operationId: '01JD0000000000000000000001',
        subscriptionId: subscription.SubscriptionId,
        requested: subscription.CreationDate,
        decided: subscription.UpdatedDate ?? '',
        accounts: [],
        order: { kind: 'import' },
        attempt: 1,
        tables: [],
        ...rest,
        ...(databaseName && { databaseName }),
        ...(error && { error }),
      }),
    );

/** Any request in any phase, over any catalog, as the front desk would put it together. */
export const anyFacts: fc.Arbitrary<RequestFacts> = subscriptions.chain((subscription) =>
  fc
    .record({
      operation: fc.option(operations(subscription)),
      owner: fc.option(accounts),
      subscriber: fc.option(accounts),
      outlook: fc.option(outlooks),
      lookError: fc.option(errors),
      granted: fc.option(granted),
      importing: fc.option(imports(subscription)),
      asker: fc.option(fc.constant('U0MAYA')),
    })
    .map(
      ({ operation, owner, subscriber, outlook, lookError, granted: parts, importing, asker }): RequestFacts => ({
        subscription,
        phase: phaseOf(subscription, operation ?? undefined),
        reason: reasonOf(subscription, operation ?? undefined),
        owner: owner ?? undefined,
        subscriber: subscriber ?? undefined,
        requester: requesterOf(subscription, asker),
        askedAt: fromMeshTime(subscription.CreationDate),
        sensitive: sensitiveIn(outlook),
        ...(outlook && { outlook }),
        ...(lookError && { lookError }),
        ...(parts && { granted: parts }),
        ...(importing && { importing }),
      }),
    ),
);

export const histories: fc.Arbitrary<HistoryEvent[]> = many(
  fc
    .record({
      eventId: fc.constant('01JD0000000000000000000000'),
      at: instant.map((date) => date.toISOString()),
      what: fc.constantFrom('claimed', 'done', 'partly', 'failed'),
      kind: fc.constantFrom('approve', 'deny', 'change', 'revoke'),
      by: user,
      operationId: fc.constant('01JD0000000000000000000000'),
      requested: meshTimes,
      tables: results,
      notes: fc.option(text(2000)),
      error: fc.option(errors),
    })
    .map(
      ({ notes: said, error, ...rest }): HistoryEvent => ({
        ...rest,
        ...(said !== null && { notes: said }),
        ...(error !== null && { error }),
      }),
    ),
  200,
  (event) => event,
);
