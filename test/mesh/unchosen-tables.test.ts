import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Order } from '../../src/mesh/order.ts';
import { openDeciding } from '../support/deciding.ts';
import { tables } from './support/decisions.ts';
import { publish, TPCDS } from './support/mesh.ts';

let at: Awaited<ReturnType<typeof openDeciding>>;
beforeEach(async () => {
  at = await openDeciding();
  await publish(at.session, TPCDS, tables('web_sales', 'store_sales'));
});
afterEach(() => at.close());

const REVOKE: Order = { kind: 'revoke', notes: 'over' };
const CHANGE: Order = { kind: 'change', grantPermissions: ['SELECT', 'INSERT'], notes: 'n' };

/** A request for two tables, of which one was chosen. */
async function chosen(): Promise<string> {
  const id = await at.asked();
  expect((await at.decide(id, { kind: 'approve', tables: ['web_sales'] })).state).toBe('done');
  return id;
}

describe('a revocation leaves nothing on tables that were asked for and not chosen', () => {
  it('when the Python library has changed the subscription', async () => {
    const id = await chosen();
    await at.library.change(id, ['SELECT', 'INSERT', 'DESCRIBE']);
    expect((await at.decide(id, REVOKE)).state).toBe('done');
    expect(await at.grants()).toEqual([]);
  });

  it('when the library has approved it, and it was changed in Slack', async () => {
    const id = await chosen();
    await at.library.approve(id);
    await at.decide(id, CHANGE);
    await at.decide(id, REVOKE);
    expect(await at.grants()).toEqual([]);
  });

  it('when it was asked for again and approved with the library, and changed in Slack, at the first attempt', async () => {
    const id = await chosen();
    await at.library.repeat(id);
    await at.library.approve(id);
    expect((await at.decide(id, CHANGE)).state).toBe('done');
    await at.decide(id, REVOKE);
    expect(await at.grants()).toEqual([]);
  });

  it('when the library approves it while it is revoked', async () => {
    const id = await chosen();
    const ended = await at.decide(id, REVOKE, { whenFrozen: () => at.library.approve(id) });
    expect(ended.state).toBe('done');
    expect((await at.record(id)).Status).toBe('Deleted');
    expect(await at.grants()).toEqual([]);
  });
});

it('a revocation of what was chosen takes nothing of another table where nobody but Meshdesk has decided', async () => {
  const id = await chosen();
  await at.grantElsewhere('store_sales');
  const before = (await at.grants()).filter((line) => line.startsWith('store_sales'));
  await at.decide(id, REVOKE);
  expect((await at.grants()).filter((line) => line.startsWith('store_sales'))).toEqual(before);
});
