import { readFileSync } from 'node:fs';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, it } from 'vitest';
import { isOpen, readSubscription, type Subscription } from '../../src/mesh/subscription.ts';

interface StreamRecord {
  dynamodb: { NewImage: Record<string, AttributeValue>; OldImage?: Record<string, AttributeValue> };
}
const path = new URL('../records/stream-event.json', import.meta.url);
const { Records } = JSON.parse(readFileSync(path, 'utf8')) as { Records: StreamRecord[] };

function read(item: Record<string, unknown>): Subscription {
  const result = readSubscription(item);
  if (!result.readable) throw new Error(result.unreadable.problems.join());
  return result.subscription;
}

/** The recording has an empty map as an attribute value without a type. */
const plain = (image: Record<string, AttributeValue>) =>
  unmarshall(
    Object.fromEntries(
      Object.entries(image).map(([name, value]) => [name, Object.keys(value).length === 0 ? { M: {} } : value]),
    ),
  );
const recorded = Records.map(({ dynamodb }) => read(plain(dynamodb.NewImage)));
const parts = {
  OwnerPrincipal: '111111111111',
  SubscriberPrincipal: '999999999999',
  DatabaseName: 'tpcds-111111111111',
  CreationDate: '2026-11-23 06:21:57',
  CreatedBy:
    'arn:aws:sts::555555555555:assumed-role/DataMeshAdminConsumer-999999999999/AROA3X42LBCDA5CJ28I2EAROA3X42LBCDD4029BBWSbench-999999999999-202',
};
const UpdatedBy =
  'arn:aws:sts::555555555555:assumed-role/DataMeshAdminProducer-111111111111/AROA3X42LBCDBTN56AKA1AROA3X42LBCD47OYXO5APbench-111111111111-202';
const arn = (table: string) => `arn:aws:glue:us-east-1:555555555555:table/tpcds-111111111111/${table}`;
const tables = ['web_sales', 'store_sales'];
const [first, second, third] = ['KsW3zj257VX4YAnKjg2rt8', 'Njt5ii7zxJQuDj75K2sYSv', 'jhceLJEVZ8zfaoCz8HT5ws'];
const granted = {
  ...parts,
  SubscriptionId: first,
  Status: 'Active',
  TableName: tables,
  RequestedGrants: ['SELECT', 'DESCRIBE'],
  GrantedTableARNs: tables.map(arn),
  GrantableGrants: ['SELECT'],
  RamShares: {},
  UpdatedBy,
};

describe('the recorded stream', () => {
  it.each<[number, string, boolean, object]>([
    [
      0,
      'a request for two tables',
      true,
      {
        ...parts,
        SubscriptionId: first,
        Status: 'Pending',
        TableName: tables,
        RequestedGrants: ['SELECT', 'DESCRIBE'],
      },
    ],
    [
      1,
      'a request for one table',
      true,
      { ...parts, SubscriptionId: second, Status: 'Pending', TableName: ['customer'], RequestedGrants: ['SELECT'] },
    ],
    [
      2,
      'a request for a whole database',
      true,
      { ...parts, SubscriptionId: third, Status: 'Pending', RequestedGrants: ['DESCRIBE'] },
    ],
    [
      3,
      'an approval with a note',
      false,
      { ...granted, PermittedGrants: ['SELECT', 'DESCRIBE'], Notes: ['Enjoy!'], UpdatedDate: '2026-11-23 06:21:57' },
    ],
    [
      4,
      'a denial, which has PermittedGrants all the same',
      false,
      {
        ...parts,
        SubscriptionId: second,
        Status: 'Denied',
        TableName: ['customer'],
        RequestedGrants: ['SELECT'],
        PermittedGrants: ['SELECT'],
        Notes: ['no way'],
        UpdatedBy,
        UpdatedDate: '2026-11-23 06:21:57',
      },
    ],
    [
      5,
      'an approval of a whole database, without tables',
      false,
      {
        ...parts,
        SubscriptionId: third,
        Status: 'Active',
        RequestedGrants: ['DESCRIBE'],
        PermittedGrants: ['DESCRIBE'],
        GrantableGrants: [],
        GrantedTableARNs: [],
        RamShares: {},
        UpdatedBy,
        UpdatedDate: '2026-11-23 06:21:58',
      },
    ],
    [
      6,
      'a change of the grants',
      false,
      {
        ...granted,
        PermittedGrants: ['SELECT', 'INSERT'],
        Notes: ['Enjoy!', 'insert too'],
        UpdatedDate: '2026-11-23 06:21:58',
      },
    ],
    [
      7,
      'an import by the consumer',
      false,
      {
        ...granted,
        PermittedGrants: ['SELECT', 'INSERT'],
        Notes: ['Enjoy!', 'insert too'],
        ImportedToConsumer: true,
        UpdatedDate: '2026-11-23 06:21:58',
        UpdatedBy: UpdatedBy.replace('Producer-111111111111', 'Consumer-999999999999').replace(
          /\/[^/]+$/,
          parts.CreatedBy.slice(parts.CreatedBy.lastIndexOf('/')),
        ),
      },
    ],
    [
      8,
      'a deletion',
      false,
      (({ GrantedTableARNs: _, GrantableGrants: __, ...rest }) => ({
        ...rest,
        Status: 'Deleted',
        PermittedGrants: ['SELECT', 'DESCRIBE'],
        Notes: ['Enjoy!', 'done', 'insert too'],
        ImportedToConsumer: true,
        UpdatedDate: '2026-11-23 06:21:58',
      }))(granted),
    ],
    [
      9,
      'a request made again after its denial, which is open',
      true,
      {
        ...parts,
        SubscriptionId: second,
        Status: 'Denied',
        TableName: ['customer'],
        RequestedGrants: ['SELECT'],
        CreationDate: '2026-11-23 06:21:58',
      },
    ],
  ])('holds at %i %s', (at, _what, open, expected) => {
    const subscription = recorded[at] as Subscription;
    expect({ ...subscription, ...(subscription.Notes && { Notes: subscription.Notes.toSorted() }) }).toEqual(expected);
    expect(isOpen(subscription)).toBe(open);
  });

  it('has ten records, and each image before a change can be read as well', () => {
    expect(Records).toHaveLength(10);
    for (const { dynamodb } of Records) if (dynamodb.OldImage) read(plain(dynamodb.OldImage));
  });
});
