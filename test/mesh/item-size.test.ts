import { PutCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { itemBytes, MOST_ITEM_BYTES } from '../../src/mesh/stores/item-size.ts';
import { openDecisions } from '../support/decision-desk.ts';

const texts = fc.string({ unit: 'binary', minLength: 1, maxLength: 300 });
const values = fc.oneof(
  texts,
  fc.constant(null),
  fc.boolean(),
  fc.uint8Array({ maxLength: 300 }),
  fc.uniqueArray(texts, { minLength: 1 }).map((all) => new Set(all)),
  fc.letrec((tie) => ({
    value: fc.oneof({ maxDepth: 3 }, texts, fc.constant(null), tie('list'), tie('map')),
    list: fc.array(tie('value')),
    map: fc.dictionary(texts, tie('value')),
  })).value,
);

it('an item is as large as DynamoDB has it, to the byte', async () => {
  const { tables, close } = await openDecisions();
  const fits = async (item: Record<string, unknown>) => {
    const write = new PutCommand({ TableName: tables.subscriptionsTable, Item: item });
    return tables.documents.send(write).then(
      () => true,
      ({ name }: Error) => (name === 'ValidationException' ? false : Promise.reject(new Error(name))),
    );
  };
  const anyItem = fc.array(values, { maxLength: 8 }).map((all) => ({ SubscriptionId: 'id', Junk: '', V: all }));
  await fc.assert(
    fc.asyncProperty(anyItem, async (item) => {
      const Junk = 'j'.repeat(MOST_ITEM_BYTES - itemBytes(item));
      expect([await fits({ ...item, Junk }), await fits({ ...item, Junk: `${Junk}j` })]).toEqual([true, false]);
    }),
    { numRuns: 10 },
  );
  close();
});

it('a number counts as the longest there is', () => {
  expect(itemBytes({ at: 1 })).toBe(23);
});
