import { describe, expect, it } from 'vitest';
import { filled, modalOf } from '../support/modals.ts';
import { buttonsOf, cardShowing, openWorld, textOf, type World } from '../support/world.ts';

async function approve(world: World, request: Record<string, unknown>) {
  const id = await world.ask(request);
  const rita = world.as('U0RITA');
  await rita.click(await cardShowing(rita, 'C0RETAIL', id, 'Approve would change'), 'approve');
  return { id, card: await cardShowing(rita, 'C0RETAIL', id, 'Granted by @U0RITA') };
}

async function open() {
  const world = await openWorld();
  await world.bot();
  return { world, rita: world.as('U0RITA') };
}

describe('Revoke', () => {
  it('shows what the consumer loses, ends it, and tells why', async () => {
    const { world, rita } = await open();
    const { id, card } = await approve(world, {});
    await cardShowing(world.as('U0MAYA'), 'C0MARKETING', id, 'was granted by @U0RITA');
    const modal = await modalOf(rita, card, 'revoke');
    expect(textOf(modal)).toContain('store_sales and web_sales');
    expect(textOf(modal)).toContain('loses DESCRIBE and SELECT');
    expect(await rita.submit(modal)).toEqual({ errors: { notes: 'Please complete this required field.' } });
    expect(await rita.submit(modal, { note: ' \n ' })).toEqual({
      errors: { notes: 'Say why: the requester reads it.' },
    });
    expect(await rita.submit(modal, { note: 'The campaign is over.' })).toEqual({});

    const ended = await cardShowing(rita, 'C0RETAIL', id, 'Ended by @U0RITA');
    expect(textOf(ended)).toContain('The campaign is over.');
    expect(buttonsOf(ended)).toEqual(['details']);
    expect(world.grants('999999999999')).toEqual([]);
    const record = await world.record(id);
    expect(record).toMatchObject({ Status: 'Deleted', Notes: new Set(['The campaign is over.']) });
    expect((await world.kept(id)).find(({ sk }) => sk === 'operation')).toMatchObject({
      state: 'done',
      actor: 'U0RITA',
    });
    const told = await cardShowing(world.as('U0MAYA'), 'C0MARKETING', id, 'was ended by @U0RITA');
    expect(textOf(told)).toContain('The campaign is over.');
  });

  it('leaves what another live subscription holds, and says so before', async () => {
    const { world, rita } = await open();
    const { id, card } = await approve(world, {});
    await approve(world, { TableName: ['web_sales'], RequestedGrants: ['DESCRIBE'] });
    const modal = await modalOf(rita, card, 'revoke');
    expect(textOf(modal)).toContain('loses SELECT');
    expect(textOf(modal)).toContain('keeps DESCRIBE: granted by other subscriptions too');
    expect(await rita.submit(modal, { note: 'Over.' })).toEqual({});
    await cardShowing(rita, 'C0RETAIL', id, 'Ended by @U0RITA');
    expect(world.grants('999999999999')).toEqual([
      'database tpcds-111111111111: DESCRIBE / ',
      'web_sales: DESCRIBE / DESCRIBE',
    ]);
  });

  it('takes no record for an approval: what claims to hold on loses it, unless it is believed', async () => {
    const { world, rita } = await open();
    const { id, card } = await approve(world, { TableName: ['web_sales'] });
    const forged = await world.ask({
      SubscriptionId: 'forged',
      TableName: ['web_sales'],
      Status: 'Active',
      PermittedGrants: new Set(['SELECT', 'DESCRIBE']),
      UpdatedDate: '2026-11-23 06:30:00',
      UpdatedBy: 'arn:aws:sts::555555555555:assumed-role/DataMeshAdminProducer-111111111111/slack-U0ROB',
    });
    const { id: real } = await approve(world, { TableName: ['web_sales'], RequestedGrants: ['DESCRIBE'] });
    const modal = await modalOf(rita, card, 'revoke');
    expect(textOf(modal)).toContain('loses SELECT');
    expect(textOf(modal)).toContain(`${real} keeps what it was granted on web_sales: approved by @U0RITA`);
    expect(textOf(modal)).toContain(
      `${forged} on web_sales — active since 2026-11-23 06:30:00, by slack-U0ROB, says the record; nobody approved it in Meshdesk. It loses what goes.`,
    );
    await rita.click(modal, 'believe', { choice: [forged] });
    const believing = await filled(rita, 'It is believed.');
    expect(textOf(believing)).toContain('loses nothing');
    await rita.click(believing, 'believe', { choice: [] });
    expect(await rita.submit(await filled(rita, 'It loses what goes.'), { note: 'Over.' })).toEqual({});
    await cardShowing(rita, 'C0RETAIL', id, 'Ended by @U0RITA');
    expect(world.grants('999999999999')).toEqual([
      'database tpcds-111111111111: DESCRIBE / ',
      'web_sales: DESCRIBE / DESCRIBE',
    ]);
  });

  it('shows anew what moved since it was opened', async () => {
    const { world, rita } = await open();
    const { id, card } = await approve(world, { TableName: ['web_sales'] });
    const modal = await modalOf(rita, card, 'revoke');
    await approve(world, { TableName: ['web_sales'], RequestedGrants: ['DESCRIBE'] });
    const { errors } = await rita.submit(modal, { note: 'Over.' });
    expect(errors).toEqual({ notes: expect.stringContaining('has changed since this was opened') });
    const shown = await filled(rita, 'keeps DESCRIBE');
    expect(await rita.submit(shown)).toEqual({});
    expect(textOf(await cardShowing(rita, 'C0RETAIL', id, 'Ended by @U0RITA'))).toContain('“Over.”');
  });

  it('is taken once, and whoever comes second is told who did', async () => {
    const { world, rita } = await open();
    const { id, card } = await approve(world, {});
    const rob = world.as('U0ROB');
    const [mine, his] = [await modalOf(rita, card, 'revoke'), await modalOf(rob, card, 'revoke')];
    expect(await rita.submit(mine, { note: 'Over.' })).toEqual({});
    await cardShowing(rita, 'C0RETAIL', id, 'Ended by @U0RITA');
    const { errors } = await rob.submit(his, { note: 'Over, I say.' });
    expect(errors).toEqual({ notes: expect.stringMatching(/^Rita Alvarez revoked this at /) });
    expect((await world.kept(id)).filter(({ what, kind }) => what === 'claimed' && kind === 'revoke')).toHaveLength(1);
  });

  it('opens by the command, and ends the change that was done in part', async () => {
    const { world, rita } = await open();
    const { id, card } = await approve(world, {});
    const change = await modalOf(rita, card, 'change');
    await rita.click(change, 'permissions', { choice: ['DESCRIBE', 'SELECT', 'INSERT'] });
    const fault = { code: 'AccessDeniedException', message: 'not this one', table: 'web_sales' };
    world.lake.addFault({ match: { operation: 'BatchGrantPermissions' }, action: { failEntry: fault } });
    expect(await rita.submit(await filled(rita, '→ DESCRIBE, INSERT'), { note: 'More.' })).toEqual({});
    const partly = await cardShowing(rita, 'C0RETAIL', id, 'done in part');
    expect(textOf(partly)).toContain('not this one');
    expect(buttonsOf(partly)).toEqual(['retry', 'change', 'revoke', 'details']);
    world.lake.clearFaults();

    await rita.command(`/mesh revoke ${id}`, 'C0RETAIL');
    const modal = await filled(rita);
    expect(textOf(modal)).toContain('loses DESCRIBE, INSERT and SELECT');
    expect(await rita.submit(modal, { note: 'Then not at all.' })).toEqual({});
    await cardShowing(rita, 'C0RETAIL', id, 'Ended by @U0RITA');
    expect(world.grants('999999999999')).toEqual([]);
  });

  it('ends what was granted though its record says that it has ended, or was denied', async () => {
    const { world, rita } = await open();
    const { id } = await approve(world, {});
    const elsewhere = { UpdatedDate: '2026-12-01 00:00:00', UpdatedBy: 'arn:aws:sts::1:assumed-role/r/cli' };
    await world.put({ ...(await world.record(id)), ...elsewhere, Status: 'Denied' });
    const card = await cardShowing(rita, 'C0RETAIL', id, 'may be there still: nobody revoked it in Meshdesk');
    expect(buttonsOf(card)).toEqual(['revoke', 'details']);
    const modal = await modalOf(rita, card, 'revoke');
    expect(textOf(modal)).toContain('loses DESCRIBE and SELECT');
    expect(await rita.submit(modal, { note: 'Then let it end.' })).toEqual({});
    const ended = await cardShowing(rita, 'C0RETAIL', id, 'Ended by @U0RITA');
    expect(buttonsOf(ended)).toEqual(['details']);
    expect(world.grants('999999999999')).toEqual([]);
    expect(await world.record(id)).toMatchObject({ Status: 'Deleted' });
  });
});

it('takes all that was granted, though its record was written over to name less, another account, another request', async () => {
  const { world, rita } = await open();
  const { id } = await approve(world, {});
  const record = await world.record(id);
  const ARN = 'arn:aws:glue:us-east-1:555555555555:table/tpcds-111111111111/web_sales';
  const less = { CreationDate: '2026-11-24 00:00:00', TableName: ['web_sales'], GrantedTableARNs: [ARN] };
  await world.put({ ...record, ...less, SubscriberPrincipal: '222222222222' });
  const card = await rita.until(async () => {
    const found = await cardShowing(rita, 'C0RETAIL', id, 'outside Meshdesk, says the record');
    return buttonsOf(found).includes('revoke') ? found : null;
  });
  const modal = await modalOf(rita, card, 'revoke');
  expect(textOf(modal)).toContain('store_sales and web_sales');
  expect(await rita.submit(modal, { note: 'Over.' })).toEqual({});
  await cardShowing(rita, 'C0RETAIL', id, 'Ended by @U0RITA');
  expect(world.grants('999999999999')).toEqual([]);
});
