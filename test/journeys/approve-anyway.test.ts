import { describe, expect, it } from 'vitest';
import { filled, modalOf } from '../support/modals.ts';
import { buttonsOf, cardOf, cardShowing, openWorld, textOf } from '../support/world.ts';

async function asked() {
  const world = await openWorld();
  await world.bot();
  const id = await world.ask();
  const rita = world.as('U0RITA');
  return { world, id, rita, card: await cardShowing(rita, 'C0RETAIL', id, 'Approve would change') };
}

describe('Approve anyway', () => {
  it('overturns a denial knowingly', async () => {
    const { world, id, rita, card } = await asked();
    await rita.command(`/mesh deny ${id}`, 'C0RETAIL');
    const denial = await filled(rita);
    expect(await rita.submit(denial, { reason: ' ' })).toEqual({
      errors: { reason: 'Say why: the requester reads it.' },
    });
    expect(await rita.submit(denial, { reason: 'Not now.' })).toEqual({});
    const denied = await cardShowing(rita, 'C0RETAIL', id, 'Denied by @U0RITA');
    expect(denied.ts).toBe(card.ts);

    const rob = world.as('U0ROB');
    const modal = await modalOf(rob, denied, 'approve_anyway');
    expect(modal.submit).toBe('Approve anyway');
    expect(textOf(modal)).toContain('@U0RITA denied it at');
    expect(textOf(modal)).toContain('“Not now.”');
    expect(await rob.submit(modal, { note: 'Agreed with legal.' })).toEqual({});

    const granted = await cardShowing(rob, 'C0RETAIL', id, 'Granted by @U0ROB');
    expect(buttonsOf(granted)).toEqual(['change', 'revoke', 'details']);
    expect(await world.record(id)).toMatchObject({ Status: 'Active' });
    await cardShowing(world.as('U0MAYA'), 'C0MARKETING', id, 'was granted by @U0ROB');
  });

  it('that was done in part can be denied again, which takes back what was granted', async () => {
    const { world, id, rita, card } = await asked();
    await rita.click(card, 'deny');
    await rita.submit(await filled(rita), { reason: 'No.' });
    const denied = await cardShowing(rita, 'C0RETAIL', id, 'Denied by @U0RITA');
    const fault = { code: 'AccessDeniedException', message: 'not this one', table: 'web_sales' };
    world.lake.addFault({ match: { operation: 'BatchGrantPermissions' }, action: { failEntry: fault } });
    const modal = await modalOf(rita, denied, 'approve_anyway');
    expect(await rita.submit(modal, {})).toEqual({});
    const partly = await cardShowing(rita, 'C0RETAIL', id, 'Access request: done in part');
    expect(textOf(partly)).toContain('not this one');
    expect(buttonsOf(partly)).toEqual(['retry', 'deny', 'details']);
    expect(world.grants('999999999999')).toContain('store_sales: SELECT / SELECT');

    await rita.click(partly, 'deny');
    expect(await rita.submit(await filled(rita), { reason: 'Then not.' })).toEqual({});

    await cardShowing(rita, 'C0RETAIL', id, 'Then not.');
    await cardShowing(rita, 'C0RETAIL', id, 'Denied by @U0RITA');
    expect(world.grants('999999999999')).toEqual([]);
  });

  it('is not what an approval that was opened before the denial does', async () => {
    const { world, id, rita, card } = await asked();
    const modal = await modalOf(rita, card, 'approve_with_changes');
    const rob = world.as('U0ROB');
    await rob.click(card, 'deny');
    await rob.submit(await filled(rob), { reason: 'No.' });
    await cardShowing(rita, 'C0RETAIL', id, 'Denied by @U0ROB');
    const { errors } = await rita.submit(modal);
    expect(errors?.notes).toContain('Rob Chen denied this at');
    await filled(rita, '@U0ROB denied this at');
    expect((await cardOf(rita, 'C0RETAIL', id))?.ts).toBe(card.ts);
    expect(await world.record(id)).toMatchObject({ Status: 'Denied' });
  });
});
