import { type AttributeValue, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { subscriptionStore } from '../../src/mesh/stores/subscriptions.ts';
import { aSubscription, RETAIL } from '../support/factories.ts';
import { openTables, type TestTables } from '../support/tables.ts';

let tables: TestTables;
beforeAll(async () => {
  tables = await openTables();
});
afterAll(() => tables.close());

const odd: Record<string, AttributeValue> = {
  large: { N: '12345678901234567890123' },
  precise: { N: '12345678901234567890.5' },
  tiny: { N: '1E-120' },
  set: { NS: ['99999999999999999999.25', '1'] },
  bytes: { B: new Uint8Array([0, 255]) },
  RamShares: { M: { count: { N: '12345678901234567890123' } } },
};

describe('a record with numbers that JavaScript cannot hold', () => {
  it('is read, and keeps no other record of its owner from being read', async () => {
    const TableName = tables.subscriptionsTable;
    for (const [name, value] of Object.entries(odd)) {
      const Item = { ...marshall(aSubscription({ SubscriptionId: name })), [name]: value };
      await tables.documents.send(new PutItemCommand({ TableName, Item }));
    }
    const store = subscriptionStore(tables.documents, TableName);
    for (const name of Object.keys(odd)) {
      const read = await store.get(name);
      expect(read).toMatchObject({ readable: true, subscription: { SubscriptionId: name } });
      expect(() => JSON.stringify(read)).not.toThrow();
    }
    const ids: string[] = [];
    for await (const read of store.byOwner(RETAIL, { status: 'Pending' })) {
      if (read.readable) ids.push(read.subscription.SubscriptionId);
    }
    expect(ids.toSorted()).toEqual(Object.keys(odd).toSorted());
  });
});
