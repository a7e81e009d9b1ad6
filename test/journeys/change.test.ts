import { describe, expect, it } from 'vitest';
import { filled, modalOf, preselected } from '../support/modals.ts';
import { buttonsOf, cardOf, cardShowing, openWorld, textOf } from '../support/world.ts';

/** A request that Rita has approved as it was asked. */
async function approved(request: Record<string, unknown> = {}) {
  const world = await openWorld();
  await world.bot();
  const id = await world.ask({ TableName: ['web_sales'], ...request });
  const rita = world.as('U0RITA');
  await rita.click(await cardShowing(rita, 'C0RETAIL', id, 'Approve would change'), 'approve');
  return { world, id, rita, card: await cardShowing(rita, 'C0RETAIL', id, 'Granted by @U0RITA') };
}

describe('Change grants', () => {
  it('takes and gives permissions, and tells the consumer', async () => {
    const { world, id, rita, card } = await approved();
    await cardShowing(world.as('U0MAYA'), 'C0MARKETING', id, 'was granted by @U0RITA');
    const modal = await modalOf(rita, card, 'change');
    expect(preselected(modal)).toEqual({ permissions: ['SELECT', 'DESCRIBE'], grantable: ['SELECT', 'DESCRIBE'] });
    expect(textOf(modal)).toContain('This is what is granted now: tick or untick something.');

    await rita.click(modal, 'permissions', { choice: ['DESCRIBE', 'INSERT'] });
    const shown = await filled(rita, 'holds DESCRIBE and SELECT → DESCRIBE and INSERT');
    expect(textOf(shown)).toContain('may pass on DESCRIBE and SELECT → DESCRIBE');
    expect(await rita.submit(shown)).toEqual({ errors: { notes: 'Please complete this required field.' } });
    expect(await rita.submit(shown, { note: 'They write now, and read elsewhere.' })).toEqual({});

    const changed = await cardShowing(rita, 'C0RETAIL', id, 'Grants changed by @U0RITA');
    expect(textOf(changed)).toContain('DESCRIBE and INSERT on one table.');
    expect(textOf(changed)).toContain('They write now, and read elsewhere.');
    expect(buttonsOf(changed)).toEqual(['change', 'revoke', 'details']);
    expect(world.grants('999999999999')).toEqual([
      'database tpcds-111111111111: DESCRIBE / ',
      'web_sales: DESCRIBE,INSERT / DESCRIBE',
    ]);
    expect(await world.record(id)).toMatchObject({ Status: 'Active', GrantableGrants: ['DESCRIBE'] });
    const told = await cardShowing(world.as('U0MAYA'), 'C0MARKETING', id, 'the grants were changed by @U0RITA');
    expect(textOf(told)).toContain('They write now, and read elsewhere.');
    for (const seen of [changed, told]) expect(textOf(seen)).toContain('➖ No longer granted: SELECT.');
  });

  it('that changes nothing says so, and that a reason is missing, beside their fields', async () => {
    const { rita, card } = await approved();
    const modal = await modalOf(rita, card, 'change');
    expect(textOf(modal)).toContain('on web_sales of tpcds-111111111111.');
    const permissions = 'This is what is granted now: tick or untick something.';
    expect(await rita.submit(modal, { note: 'Why not.' })).toEqual({ errors: { permissions } });
    expect(await rita.submit(modal, { note: ' ' })).toMatchObject({
      errors: { permissions, notes: expect.anything() },
    });
    expect(textOf(await filled(rita))).not.toContain('was of other choices');
  });

  it('changes what may be passed on, and nothing else', async () => {
    const { world, id, rita, card } = await approved();
    const first = await cardShowing(world.as('U0MAYA'), 'C0MARKETING', id, 'was granted by @U0RITA');
    const modal = await modalOf(rita, card, 'change');
    await rita.click(modal, 'grantable', { choice: [] });
    const shown = await filled(rita, 'may pass on DESCRIBE and SELECT → nothing');
    expect(textOf(shown)).toContain('holds DESCRIBE and SELECT, as before');
    expect(await rita.submit(shown, { note: 'Not to be passed on.' })).toEqual({});

    await cardShowing(rita, 'C0RETAIL', id, 'may pass nothing on');
    expect(world.grants('999999999999')).toEqual([
      'database tpcds-111111111111: DESCRIBE / ',
      'web_sales: DESCRIBE / ',
      'web_sales: SELECT / ',
    ]);
    const told = await cardShowing(world.as('U0MAYA'), 'C0MARKETING', id, 'the grants were changed by @U0RITA');
    expect(textOf(told)).toContain('➖ No longer to be passed on: DESCRIBE and SELECT.');
    expect(told.ts).not.toBe(first.ts);

    const back = await modalOf(rita, await cardShowing(rita, 'C0RETAIL', id, 'Not to be passed on.'), 'change');
    await rita.click(back, 'grantable', { choice: ['SELECT'] });
    expect(await rita.submit(await filled(rita, 'may pass on nothing → SELECT'), { note: 'Now it may.' })).toEqual({});
    await cardShowing(rita, 'C0RETAIL', id, 'may pass SELECT on');
    expect(world.grants('999999999999')).toContain('web_sales: SELECT / SELECT');
  });

  it('keeps the columns and rows that were left out, and goes on saying so', async () => {
    const { world, id, rita, card } = await (async () => {
      const world = await openWorld();
      await world.bot();
      const id = await world.ask({ TableName: ['customer'] });
      const rita = world.as('U0RITA');
      return { world, id, rita, card: await cardShowing(rita, 'C0RETAIL', id, 'Approve would change') };
    })();
    const approval = await modalOf(rita, card, 'approve_with_changes');
    await rita.click(approval, 'row_filter', { choice: "c_preferred_cust_flag = 'Y'" });
    expect(await rita.submit(await filled(rita, 'rows: c_preferred_cust_flag'))).toEqual({});
    const granted = await cardShowing(rita, 'C0RETAIL', id, 'Granted by @U0RITA');

    const modal = await modalOf(rita, granted, 'change');
    await rita.click(modal, 'permissions', { choice: ['DESCRIBE', 'SELECT', 'INSERT'] });
    const shown = await filled(rita, 'DESCRIBE, INSERT and SELECT');
    expect(textOf(shown)).toContain('columns: all but c_birth_country');
    expect(await rita.submit(shown, { note: 'And write.' })).toEqual({});

    const changed = await cardShowing(rita, 'C0RETAIL', id, 'Grants changed by @U0RITA');
    expect(textOf(changed)).toContain('columns: all but c_birth_country');
    expect(textOf(changed)).toContain("rows: c_preferred_cust_flag = 'Y'");
    expect(world.grants('999999999999')).toEqual([
      'customer filtered: SELECT / SELECT',
      'customer: DESCRIBE,INSERT / DESCRIBE',
      'database tpcds-111111111111: DESCRIBE / ',
    ]);
  });

  it('gives SELECT back for the columns and rows that were approved, and for no more', async () => {
    const world = await openWorld();
    await world.bot();
    const id = await world.ask({ TableName: ['customer'] });
    const rita = world.as('U0RITA');
    const card = await cardShowing(rita, 'C0RETAIL', id, 'Approve would change');
    const approval = await modalOf(rita, card, 'approve_with_changes');
    await rita.click(approval, 'row_filter', { choice: "c_preferred_cust_flag = 'Y'" });
    expect(await rita.submit(await filled(rita, 'rows: c_preferred_cust_flag'))).toEqual({});
    await cardShowing(rita, 'C0RETAIL', id, 'Granted by @U0RITA');
    const granted = world.grants('999999999999');
    const changed = async (permissions: string[], preview: string, note: string) => {
      const modal = await modalOf(rita, await cardShowing(rita, 'C0RETAIL', id, 'by @U0RITA'), 'change');
      await rita.click(modal, 'permissions', { choice: permissions });
      expect(await rita.submit(await filled(rita, preview), { note })).toEqual({});
      await cardShowing(rita, 'C0RETAIL', id, note);
      return cardShowing(rita, 'C0RETAIL', id, 'Grants changed by @U0RITA');
    };
    await changed(['DESCRIBE'], '→ DESCRIBE', 'Only the schema.');
    await changed(['DESCRIBE', 'INSERT'], '→ DESCRIBE and INSERT', 'They write.');
    expect(world.grants('999999999999').join()).not.toContain('SELECT');
    const back = await changed(['DESCRIBE', 'SELECT'], 'rows: c_preferred_cust_flag', 'They read again.');
    expect(textOf(back)).toContain('columns: all but c_birth_country');
    expect(textOf(back)).toContain("rows: c_preferred_cust_flag = 'Y'");
    expect(world.grants('999999999999').map((grant) => grant.replace(/ \/ .*/, ''))).toEqual(
      granted.map((grant) => grant.replace(/ \/ .*/, '')),
    );

    const modal = await modalOf(rita, back, 'change');
    await rita.click(modal, 'permissions', { choice: ['ALL'] });
    await filled(rita, 'were left out when it was approved');
  });

  it('warns of what is sensitive before it can be read', async () => {
    const { rita, card } = await approved({ TableName: ['customer'], RequestedGrants: ['DESCRIBE'] });
    const modal = await modalOf(rita, card, 'change');
    await rita.click(modal, 'permissions', { choice: ['DESCRIBE', 'SELECT'] });
    const shown = await filled(rita, 'sensitive and readable');
    expect(textOf(shown)).toContain('c_email_address');
  });

  it('leaves the decision standing when it fails, and says what was tried', async () => {
    const { world, id, rita, card } = await approved();
    const modal = await modalOf(rita, card, 'change');
    await rita.click(modal, 'permissions', { choice: ['DESCRIBE'] });
    const shown = await filled(rita, '→ DESCRIBE');
    const rob = world.as('U0ROB');
    const other = await world.ask({ TableName: ['web_sales'], RequestedGrants: ['INSERT'] });
    await rob.click(await cardShowing(rob, 'C0RETAIL', other, 'Approve would change'), 'approve');
    await cardShowing(rob, 'C0RETAIL', other, 'Granted by @U0ROB');
    world.lake.addFault({ match: { operation: 'ListPermissions' }, action: { latencyMs: 1_500 }, times: 1 });

    expect(await rita.submit(shown, { note: 'Less.' })).toEqual({});

    const failed = await cardShowing(rita, 'C0RETAIL', id, 'It did not work.');
    expect(textOf(failed)).toContain('Granted by @U0RITA');
    expect(textOf(failed)).toContain('What is granted has changed since this was looked at.');
    expect(buttonsOf(failed)).toEqual(['change', 'revoke', 'details']);
    expect(world.grants('999999999999')).toContain('web_sales: SELECT / SELECT');
  });

  it('opens from the details as well, which close with it', async () => {
    const { id, rita, card } = await approved();
    await rita.click(card, 'details');
    const details = await filled(rita, 'History');
    await rita.click(details, 'change');
    const modal = await filled(rita, 'This is what is granted now');
    expect(await rita.views()).toHaveLength(2);
    await rita.click(modal, 'permissions', { choice: ['DESCRIBE'] });
    expect(await rita.submit(await filled(rita, '→ DESCRIBE'), { note: 'Less.' })).toEqual({});
    expect(await rita.views()).toEqual([]);
    await cardShowing(rita, 'C0RETAIL', id, 'Grants changed by @U0RITA');
  });

  it('is taken once, and what was typed is kept for whoever comes second', async () => {
    const { world, id, rita, card } = await approved();
    const rob = world.as('U0ROB');
    const open = async (me: typeof rita) => {
      const modal = await modalOf(me, card, 'change');
      await me.click(modal, 'permissions', { choice: ['DESCRIBE'] });
      return filled(me, '→ DESCRIBE');
    };
    const [mine, his] = [await open(rita), await open(rob)];
    expect(await rita.submit(mine, { note: 'Less.' })).toEqual({});
    await cardShowing(rita, 'C0RETAIL', id, 'Grants changed by @U0RITA');
    const { errors } = await rob.submit(his, { note: 'Less, please.' });
    expect(errors).toEqual({ permissions: 'This is what is granted now: tick or untick something.' });
    expect((await world.kept(id)).filter(({ what, kind }) => what === 'claimed' && kind === 'change')).toHaveLength(1);
    expect(textOf((await cardOf(rita, 'C0RETAIL', id)) ?? card)).toContain('“Less.”');
  });
});
