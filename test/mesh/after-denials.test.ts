import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Order } from '../../src/mesh/order.ts';
import { openDeciding } from '../support/deciding.ts';

let at: Awaited<ReturnType<typeof openDeciding>>;
beforeEach(async () => {
  at = await openDeciding('web_sales', 'store_sales', 'promotion');
});
afterEach(() => at.close());

const DENY: Order = { kind: 'deny', notes: 'no' };
const CHANGE: Order = { kind: 'change', grantPermissions: ['SELECT', 'INSERT'], notes: 'and write' };

/** A request whose approval was done in part, as ordered, and denied. */
async function deniedInPart(order: { columns?: Record<string, { include: string[] }> } = {}): Promise<string> {
  const id = await at.asked();
  at.refuse('BatchGrantPermissions', 'web_sales');
  expect((await at.decide(id, { kind: 'approve', ...order })).state).toBe('partly');
  at.lake.clearFaults();
  expect((await at.decide(id, DENY)).state).toBe('done');
  expect(await at.grants()).toEqual([]);
  return id;
}
const linesOf = async (table: string) => (await at.grants()).filter((line) => line.startsWith(table));

describe('what was approved, denied and approved anyway', () => {
  it('for fewer tables: a change is carried out as it was looked at, and grants nothing on the others', async () => {
    const id = await deniedInPart();
    await at.decide(id, { kind: 'approve', tables: ['store_sales'] }, { overturns: true });
    expect((await at.decide(id, CHANGE)).state).toBe('done');
    expect(await linesOf('web_sales')).toEqual([]);
    expect(await linesOf('store_sales')).not.toEqual([]);
  });

  it('for fewer tables: a revocation is carried out as it was looked at', async () => {
    const id = await deniedInPart();
    await at.decide(id, { kind: 'approve', tables: ['store_sales'] }, { overturns: true });
    const other = await at.asked({ TableName: ['web_sales'] });
    await at.decide(other, { kind: 'approve' });
    const before = await linesOf('web_sales');
    expect((await at.decide(id, { kind: 'revoke', notes: 'over' })).state).toBe('done');
    expect(await at.grants()).toEqual(expect.arrayContaining(before));
    expect(await linesOf('store_sales')).toEqual([]);
  });

  it('for some columns: a change keeps to them', async () => {
    const id = await deniedInPart();
    const without = { exclude: ['customer_email'] };
    const columns = { store_sales: without, web_sales: without };
    await at.decide(id, { kind: 'approve', columns }, { overturns: true });
    const select = async () => (await at.grants()).filter((line) => line.includes('('));
    const before = await select();
    expect((await at.decide(id, CHANGE)).state).toBe('done');
    expect(await select()).toEqual(before);
  });

  it('for all columns: they may be changed to ALL, whatever the denied approval left out', async () => {
    const id = await deniedInPart({ columns: { store_sales: { include: ['id'] } } });
    await at.decide(id, { kind: 'approve' }, { overturns: true });
    expect((await at.decide(id, { kind: 'change', grantPermissions: ['ALL'], notes: 'all' })).state).toBe('done');
  });

  it('is denied again where that was done in part, until nothing is left', async () => {
    const id = await at.asked();
    await at.decide(id, DENY);
    at.refuse('BatchGrantPermissions', 'store_sales');
    expect((await at.decide(id, { kind: 'approve' }, { overturns: true })).state).toBe('partly');
    at.lake.clearFaults();
    at.refuse('BatchRevokePermissions', 'web_sales');
    expect((await at.decide(id, DENY)).state).toBe('partly');
    at.lake.clearFaults();
    expect((await at.decide(id, DENY)).state).toBe('done');
    expect(await at.grants()).toEqual([]);
  });
});

it('what an end has taken that was done in part is not given back when less is approved later, and what it left is taken by the next end', async () => {
  const id = await at.asked({ TableName: ['web_sales', 'store_sales', 'promotion'] });
  await at.decide(id, { kind: 'approve' });
  at.refuse('BatchRevokePermissions', 'web_sales');
  expect((await at.decide(id, { kind: 'revoke', notes: 'over' })).state).toBe('partly');
  at.lake.clearFaults();
  expect(await linesOf('store_sales')).toEqual([]);
  await at.library.repeat(id);
  expect((await at.decide(id, { kind: 'approve', tables: ['promotion'] })).state).toBe('done');
  expect((await at.decide(id, CHANGE)).state).toBe('done');
  expect(await linesOf('store_sales')).toEqual([]);
  expect(await linesOf('promotion')).not.toEqual([]);
  expect((await at.decide(id, { kind: 'revoke', notes: 'over' })).state).toBe('done');
  expect(await at.grants()).toEqual([]);
});
