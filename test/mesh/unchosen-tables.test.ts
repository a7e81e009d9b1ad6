import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Order } from '../../src/mesh/order.ts';
import { openDeciding } from '../support/deciding.ts';

let at: Awaited<ReturnType<typeof openDeciding>>;
beforeEach(async () => {
  at = await openDeciding('web_sales', 'store_sales');
});
afterEach(() => at.close());

const REVOKE: Order = { kind: 'revoke', notes: 'over' };
/** A session in marketing's own role. */
const CONSUMER = 'arn:aws:sts::555555555555:assumed-role/DataMeshAdminConsumer-999999999999/maya.lindqvist';
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

  it('when the library approved it beside an approval, or a denial, that was done in part', async () => {
    for (const denied of [false, true]) {
      const id = await at.asked();
      at.refuse('BatchGrantPermissions', 'web_sales');
      expect((await at.decide(id, { kind: 'approve' })).state).toBe('partly');
      at.lake.clearFaults();
      if (denied) {
        at.refuse('BatchRevokePermissions', 'store_sales');
        expect((await at.decide(id, { kind: 'deny', notes: 'no' })).state).toBe('partly');
        at.lake.clearFaults();
      }
      await at.library.approve(id);
      expect((await at.decide(id, REVOKE)).state).toBe('done');
      expect(await at.grants()).toEqual([]);
    }
  });
});

describe('a revocation of what was chosen takes nothing of another table', () => {
  const granted = async () => (await at.grants()).filter((line) => line.startsWith('store_sales'));

  it.each([
    ['where nobody but Meshdesk has decided', async () => {}],
    [
      'after an import by the consumer',
      (id: string) => at.library.write(id, { ImportedToConsumer: true, UpdatedBy: CONSUMER }),
    ],
  ])('%s', async (_when, meanwhile) => {
    const id = await chosen();
    await meanwhile(id);
    await at.grantElsewhere('store_sales');
    const before = await granted();
    await at.decide(id, REVOKE);
    expect(await granted()).toEqual(before);
  });

  it.each([
    ['freeze', 'once its plan is frozen'],
    ['finish', 'once the record is settled'],
  ] as const)('when its worker is killed: %s, %s', async (killedAt, _when) => {
    const id = await chosen();
    await at.grantElsewhere('store_sales');
    const before = await granted();
    expect((await at.decide(id, REVOKE, { killedAt })).state).toBe('done');
    expect(await granted()).toEqual(before);
  });
});

describe('an end is carried out as it was looked at', () => {
  it('after the denial of a repeat', async () => {
    const id = await chosen();
    const { GrantedTableARNs } = await at.record(id);
    await at.library.repeat(id);
    await at.decide(id, { kind: 'deny', notes: 'no' });
    await at.library.put(id, { GrantedTableARNs });
    expect((await at.decide(id, REVOKE)).state).toBe('done');
  });

  it('with another note, after it was done in part', async () => {
    const id = await chosen();
    await at.library.change(id, ['SELECT', 'INSERT', 'DESCRIBE']);
    at.refuse('BatchRevokePermissions', 'web_sales');
    expect((await at.decide(id, REVOKE)).state).toBe('partly');
    at.lake.clearFaults();
    expect((await at.decide(id, { kind: 'revoke', notes: 'over and out' })).state).toBe('done');
    expect(await at.grants()).toEqual([]);
  });
});
