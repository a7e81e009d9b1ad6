import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isOpen,
  readSubscription,
  SUBSCRIPTION_STATUSES,
  type Subscription,
  sessionNameOf,
  slackUserOf,
} from '../../src/mesh/subscription.ts';
import { aSubscription } from '../support/factories.ts';

function read(item: Record<string, unknown>): Subscription {
  const result = readSubscription(item);
  if (!result.readable) throw new Error(result.unreadable.problems.join());
  return result.subscription;
}

function problems(item: Record<string, unknown>): string[] {
  const result = readSubscription(item);
  return result.readable ? [] : result.unreadable.problems;
}

describe('readSubscription', () => {
  const item = { ...aSubscription() };

  it('passes over attributes that nobody knows', () => {
    expect(read({ ...item, Colour: 'red', ttl: 5, nested: { a: [1] } })).toEqual(item);
  });

  it('takes a single string for a list of one', () => {
    expect(read({ ...item, TableName: 'web_sales', RequestedGrants: 'SELECT', Notes: 'please' })).toMatchObject({
      TableName: ['web_sales'],
      RequestedGrants: ['SELECT'],
      Notes: ['please'],
    });
  });

  it('takes string sets for lists', () => {
    expect(read({ ...item, TableName: new Set(['b', 'a']), Notes: new Set(['x']) })).toMatchObject({
      TableName: ['b', 'a'],
      Notes: ['x'],
    });
  });

  it('leaves out what is NULL', () => {
    const nothing = { TableName: null, UpdatedDate: null, GrantedTableARNs: null, Notes: null, RamShares: null };
    const { TableName: _, ...rest } = item;
    expect(read({ ...item, ...nothing })).toEqual(rest);
  });

  it('takes an empty list of tables for the whole database', () => {
    expect(read({ ...item, TableName: [] })).not.toHaveProperty('TableName');
  });

  it('reads 2,000 tables', () => {
    const TableName = Array.from({ length: 2000 }, (_, at) => `table_${at}`);
    expect(read({ ...item, TableName }).TableName).toEqual(TableName);
  });

  it.each([
    ['SubscriptionId', undefined],
    ['SubscriptionId', 'x'.repeat(257)],
    ['Status', 'Approved'],
    ['OwnerPrincipal', '1111'],
    ['OwnerPrincipal', 111111111111],
    ['SubscriberPrincipal', '99999999999x'],
    ['DatabaseName', ''],
    ['DatabaseName', 'd'.repeat(256)],
    ['TableName', { web_sales: true }],
    ['TableName', [1]],
    ['RequestedGrants', null],
    ['RequestedGrants', new Set([1])],
    ['CreationDate', undefined],
    ['CreatedBy', null],
    ['UpdatedDate', 5],
    ['Notes', [['nested']]],
    ['ImportedToConsumer', 'yes'],
  ])('says what is wrong with %s: %j', (name, value) => {
    const found = problems({ ...item, [name]: value });
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(new RegExp(`^${name}`));
  });

  it('describes a record of 2,000 wrong tables by the first of them', () => {
    const found = problems({ ...item, TableName: Array.from({ length: 2000 }, () => 7) });
    expect(found).toHaveLength(21);
    expect(found.at(-1)).toBe('and 1980 more');
  });

  it('tells the owner of what cannot be read, where that can be', () => {
    const owner = (over: object) => {
      const result = readSubscription({ ...item, ...over });
      return result.readable ? undefined : result.unreadable;
    };
    expect(owner({ Status: 'Odd' })).toMatchObject({
      SubscriptionId: item.SubscriptionId,
      OwnerPrincipal: '111111111111',
    });
    expect(owner({ OwnerPrincipal: 'me' })).toMatchObject({ OwnerPrincipal: null });
  });

  const value = fc.oneof(
    fc.anything({
      withSet: true,
      withMap: true,
      withNullPrototype: true,
      withBigInt: true,
      withDate: true,
      maxDepth: 2,
    }),
    fc.string({ unit: 'binary' }),
    fc.array(fc.string()),
    fc.constantFrom(...SUBSCRIPTION_STATUSES, '111111111111', null, undefined),
  );
  const names = [
    ...Object.keys(item),
    ...['UpdatedDate', 'UpdatedBy', 'PermittedGrants', 'GrantableGrants', 'GrantedTableARNs'],
    ...['RamShares', 'Notes', 'ImportedToConsumer', 'other'],
  ];
  const anyItem = fc
    .tuple(fc.boolean(), fc.dictionary(fc.constantFrom(...names), value, { noNullPrototype: true }))
    .map(([whole, over]): Record<string, unknown> => ({ ...(whole && item), ...over }));

  it('answers for any item, and never throws', () => {
    fc.assert(
      fc.property(anyItem, (odd) => {
        const result = readSubscription(odd);
        if (result.readable) {
          expect(isOpen(result.subscription)).toBeTypeOf('boolean');
          const again = readSubscription({ ...result.subscription });
          expect(again).toEqual({ ...result, bytes: expect.any(Number) });
        } else {
          expect(result.unreadable.SubscriptionId).toBeTypeOf('string');
          expect(result.unreadable.problems.length).toBeGreaterThan(0);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe('session names', () => {
  const role = 'arn:aws:sts::555555555555:assumed-role/DataMeshAdminConsumer-999999999999';
  it.each([
    [`${role}/maya`, 'maya', null],
    [`${role}/slack-U0MAYA`, 'slack-U0MAYA', 'U0MAYA'],
    [`${role}/slack-W0MAYA`, 'slack-W0MAYA', 'W0MAYA'],
    ['arn:aws-cn:sts::555555555555:assumed-role/R/slack-U0MAYA', 'slack-U0MAYA', 'U0MAYA'],
    [`${role}/slack-maya`, 'slack-maya', null],
    [`${role}/slack-U0MAYA/x`, `${role}/slack-U0MAYA/x`, null],
    ['arn:aws:iam::555555555555:user/maya', 'arn:aws:iam::555555555555:user/maya', null],
    ['slack-U0MAYA', 'slack-U0MAYA', 'U0MAYA'],
    ['', '', null],
  ])('of %s', (from, session, user) => {
    expect(sessionNameOf(from)).toBe(session);
    expect(slackUserOf(from)).toBe(user);
  });
});
