import { afterEach, beforeEach, expect, it } from 'vitest';
import { fulfil } from '../../src/mesh/fulfilment.ts';
import { openDeciding } from '../support/deciding.ts';

let at: Awaited<ReturnType<typeof openDeciding>>;
beforeEach(async () => {
  at = await openDeciding('web_sales', 'store_sales');
});
afterEach(() => at.close());

const NARROW = { web_sales: { include: ['id'] } };
const WIDE = { web_sales: { include: ['id', 'customer_email'] } };
/** What of the table may be read. */
const read = async () =>
  (await at.grants()).filter((line) => line.startsWith('web_sales(')).map((line) => line.replace(/:.*/, ''));
const change = (id: string, grantPermissions: string[]) =>
  at.decide(id, { kind: 'change', grantPermissions, grantablePermissions: [], notes: 'n' });

it('an approval that failed widens no later change', async () => {
  const id = await at.asked();
  await at.decide(id, { kind: 'approve', columns: NARROW });
  await at.library.repeat(id);
  const failed = await at.decide(id, { kind: 'approve', columns: WIDE }, { planHash: 'of before' });
  expect(failed).toMatchObject({ state: 'failed', error: { code: 'PlanMoved' } });
  await at.decide(id, { kind: 'approve', tables: ['store_sales'] });
  await change(id, ['INSERT']);
  expect(await read()).toEqual([]);
  await change(id, ['SELECT']);
  expect(await read()).toEqual(['web_sales(id)']);
});

it('an approval that was done in part and denied widens no later change', async () => {
  const id = await at.asked();
  await at.decide(id, { kind: 'approve', columns: NARROW });
  await at.library.repeat(id);
  at.refuse('BatchGrantPermissions', 'store_sales');
  expect((await at.decide(id, { kind: 'approve', columns: WIDE })).state).toBe('partly');
  at.lake.clearFaults();
  await at.decide(id, { kind: 'deny', notes: 'no e-mail for them' });
  await at.decide(id, { kind: 'approve', tables: ['store_sales'] }, { overturns: true });
  await change(id, ['INSERT']);
  await change(id, ['SELECT']);
  expect(await read()).toEqual(['web_sales(id)']);
});

it('an approval of the whole table after a denied one of some columns is what later changes go by', async () => {
  const id = await at.asked();
  at.refuse('BatchGrantPermissions', 'store_sales');
  await at.decide(id, { kind: 'approve', columns: NARROW });
  at.lake.clearFaults();
  await at.decide(id, { kind: 'deny', notes: 'all or nothing' });
  await at.decide(id, { kind: 'approve' }, { overturns: true });
  await change(id, ['INSERT']);
  await change(id, ['SELECT']);
  expect(await read()).toEqual(['web_sales(*)']);
});

/** What this library approved, which keeps no decisions. */
async function approvedByLibrary(): Promise<string> {
  const id = await at.asked();
  const by = { actor: 'rhea.stone', decidedAt: new Date('2026-11-23T06:40:00Z') };
  await fulfil(at.alone, await at.record(id), { kind: 'approve', columns: NARROW }, by);
  expect(await read()).toEqual(['web_sales(id)']);
  return id;
}

it('what this library approved some columns of is not opened by ALL in Slack', async () => {
  const id = await approvedByLibrary();
  const all = at.preview(id, { kind: 'change', grantPermissions: ['ALL'], notes: 'n' });
  await expect(all).rejects.toThrow('permissions without ALL');
});

it('what this library approved some columns of is kept to by a change in Slack, and not given back by a later one, which cannot know them', async () => {
  const id = await approvedByLibrary();
  await change(id, ['SELECT', 'INSERT']);
  expect(await read()).toEqual(['web_sales(id)']);
  await change(id, ['INSERT']);
  expect(await read()).toEqual([]);
  await at.library.repeat(id);
  await at.decide(id, { kind: 'approve', tables: ['store_sales'], grantPermissions: ['INSERT'] });
  await change(id, ['INSERT', 'DELETE']);
  const back = at.preview(id, { kind: 'change', grantPermissions: ['SELECT'], notes: 'n' });
  await expect(back).rejects.toThrow('what of web_sales was approved is not known here');
  expect((await at.decide(id, { kind: 'revoke', notes: 'over' })).state).toBe('done');
});
