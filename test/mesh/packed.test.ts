import { randomBytes } from 'node:crypto';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FrozenPlan, Order, TableResult } from '../../src/mesh/order.ts';
import { operationStore } from '../../src/mesh/stores/operations.ts';
import { pack, unpack } from '../../src/mesh/stores/packed.ts';
import { anOperation } from '../support/factories.ts';
import { openTables, type TestTables } from '../support/tables.ts';

/** Names of 60 letters that no compression can make much of. */
const names = Array.from({ length: 2000 }, () => randomBytes(45).toString('base64url').toLowerCase());

const frozen: FrozenPlan = {
  tables: names,
  plan: {
    principal: '999999999999',
    databaseName: 'tpcds-111111111111',
    grant: names.map((table) => ({
      table,
      permissions: ['DESCRIBE', 'INSERT', 'SELECT'],
      grantable: ['DESCRIBE', 'SELECT'],
    })),
    revoke: [],
    hash: 'a'.repeat(64),
  },
  seen: { status: 'Pending', updatedDate: null },
};
const results: TableResult[] = names.map((table) => ({
  table,
  state: 'failed',
  code: 'ConcurrentModificationException',
  reason: 'Another operation is in progress on this resource, try again later.',
}));

describe('packed values', () => {
  let tables: TestTables;
  beforeAll(async () => {
    tables = await openTables();
  });
  afterAll(() => tables.close());

  it('come back as they were', () => {
    expect(unpack(pack(frozen))).toEqual(frozen);
    expect(unpack(pack([]))).toEqual([]);
    expect(unpack(pack('é 🙂'))).toBe('é 🙂');
  });

  it('of 2,000 tables, with the decision before and the results, fit into one item of DynamoDB', async () => {
    const operations = operationStore(tables.documents, tables.meshdeskTable);
    const order: Order = { kind: 'approve', tables: names, grantPermissions: ['SELECT'], notes: 'n'.repeat(2000) };
    const standing = { order, actor: 'U0RITA', claimedAt: '2026-11-20T06:30:00.000Z', frozen };
    const operation = anOperation({ order, frozen, standing, tables: results });
    await operations.claim(operation, undefined);
    expect(await operations.get(operation.subscriptionId)).toEqual(operation);
    const held = await operations.takeUp(operation, 'w', new Date());
    const { worker: _, leaseUntil: __, ...done } = { ...held, state: 'partly' as const };
    await operations.finish({ ...held, state: 'partly' });
    expect(await operations.get(operation.subscriptionId)).toEqual(done);
    expect((await operations.history(operation.subscriptionId)).at(-1)?.tables).toEqual(results);
  });

  it('of an order come back, whether it names a few tables or thousands', async () => {
    const operations = operationStore(tables.documents, tables.meshdeskTable);
    for (const chosen of [names.slice(0, 2), names]) {
      const operation = anOperation({
        subscriptionId: `of ${chosen.length}`,
        order: { kind: 'approve', tables: chosen },
      });
      await operations.claim(operation, undefined);
      expect(await operations.get(operation.subscriptionId)).toEqual(operation);
      expect((await operations.many([operation.subscriptionId])).get(operation.subscriptionId)?.order).toEqual(
        operation.order,
      );
    }
  });

  it('would not fit without packing', async () => {
    const Item = { pk: 'unpacked', sk: 'operation', frozen, tables: results };
    await expect(tables.documents.send(new PutCommand({ TableName: tables.meshdeskTable, Item }))).rejects.toThrow(
      /size/i,
    );
  });
});
