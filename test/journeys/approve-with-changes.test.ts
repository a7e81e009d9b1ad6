import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { filled, modalOf, preselected } from '../support/modals.ts';
import { buttonsOf, cardShowing, openWorld, tellSlack, textOf, type World } from '../support/world.ts';

const OPEN = 'Approve would change';
const SENSITIVE = ['c_birth_country', 'c_birth_day', 'c_birth_month', 'c_birth_year', 'c_email_address', 'c_login'];

async function asked(request: Record<string, unknown> = {}, card = OPEN) {
  const world = await openWorld();
  await world.bot();
  const id = await world.ask(request);
  const rita = world.as('U0RITA');
  return { world, id, rita, card: await cardShowing(rita, 'C0RETAIL', id, card) };
}

/** What the operation of a request is, once it has ended. */
async function operationOf(world: World, id: string) {
  return (await world.kept(id)).find(({ sk }) => sk === 'operation');
}

/** Has one person decide for the retail account, and nobody else. */
async function leaveTo({ documents, config }: World, user: string) {
  await documents.send(
    new UpdateCommand({
      TableName: config.meshdeskTable,
      Key: { pk: 'account#111111111111', sk: 'account' },
      UpdateExpression: 'SET approvers = :approvers',
      ExpressionAttributeValues: { ':approvers': { users: [user], groups: [] } },
    }),
  );
}

describe('Approve with changes', () => {
  it('grants what was chosen, and says so to everybody', async () => {
    const { world, id, rita, card } = await asked({ TableName: ['customer', 'web_sales', 'store_sales'] });
    const modal = await modalOf(rita, card, 'approve_with_changes');
    const { some_columns: columns = [], ...ticked } = preselected(modal);
    expect([...columns].sort()).toEqual(SENSITIVE.map((name) => JSON.stringify(['customer', name])));
    expect(ticked).toEqual({
      tables: ['customer', 'store_sales', 'web_sales'],
      permissions: ['SELECT', 'DESCRIBE'],
      grantable: ['SELECT', 'DESCRIBE'],
    });
    expect(textOf(modal)).toContain('holds nothing → DESCRIBE and SELECT');

    await rita.click(modal, 'tables', { choice: ['customer', 'web_sales'] });
    const fewer = await filled(rita, 'store_sales was not chosen');
    await rita.click(fewer, 'grantable', { choice: ['DESCRIBE'], entered: { note: 'Without the personal data.' } });
    const described = await filled(rita, 'may pass on nothing → DESCRIBE');
    await rita.click(described, 'look_again', { entered: { row_filters: 'web_sales: ws_quantity > 10' } });
    const shown = await filled(rita, 'rows: ws_quantity > 10');
    expect(textOf(shown)).toContain('columns: all but c_birth_country');
    expect(await rita.submit(shown, {})).toEqual({});

    const granted = await cardShowing(rita, 'C0RETAIL', id, 'Granted by @U0RITA');
    expect(textOf(granted)).toContain('Without the personal data.');
    expect(textOf(granted)).toContain('columns: all but c_birth_country');
    expect(textOf(granted)).toContain('rows: ws_quantity > 10');
    expect(textOf(granted)).toContain('store_sales was not chosen');
    expect(buttonsOf(granted)).toEqual(['change', 'revoke', 'details']);
    expect(await rita.views()).toEqual([]);
    expect(world.grants('999999999999')).toEqual([
      `customer without ${SENSITIVE}: SELECT / `,
      'customer: DESCRIBE / DESCRIBE',
      'database tpcds-111111111111: DESCRIBE / ',
      'web_sales filtered: SELECT / ',
      'web_sales: DESCRIBE / DESCRIBE',
    ]);
    expect(await world.record(id)).toMatchObject({
      Status: 'Active',
      GrantableGrants: ['DESCRIBE'],
      GrantedTableARNs: ['customer', 'web_sales'].map(
        (table) => `arn:aws:glue:us-east-1:555555555555:table/tpcds-111111111111/${table}`,
      ),
      Notes: new Set(['Without the personal data.']),
    });
    expect(await operationOf(world, id)).toMatchObject({
      state: 'done',
      actor: 'U0RITA',
      planHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      order: { tables: ['customer', 'web_sales'], grantablePermissions: ['DESCRIBE'] },
    });
    const told = await cardShowing(world.as('U0MAYA'), 'C0MARKETING', id, 'was granted with changes');
    expect(textOf(told)).toContain('columns: all but c_birth_country');
    expect(textOf(told)).toContain('store_sales was not chosen');
    expect(textOf(told)).toContain('Without the personal data.');
  });

  it('shows a single table without a choice of tables, and searches its columns', async () => {
    const { rita, card } = await asked({ TableName: ['customer'] });
    const modal = await modalOf(rita, card, 'approve_with_changes');
    expect(Object.keys(preselected(modal))).toEqual(['permissions', 'grantable', 'some_columns']);
    const { options } = await rita.options(modal, 'some_columns', 'NAME');
    expect(options.map(({ value }) => value)).toEqual(['["customer","c_first_name"]', '["customer","c_last_name"]']);
  });

  it('names tables of a long request by searching for them', async () => {
    const { world, id, rita, card } = await asked({ TableName: undefined, RequestedGrants: ['DESCRIBE'] });
    const modal = await modalOf(rita, card, 'approve_with_changes');
    const { options } = await rita.options(modal, 'some_tables', 'web');
    expect(options.map(({ value }) => value)).toEqual(['web_page', 'web_returns', 'web_sales', 'web_site']);
    expect(await rita.submit(modal, { which_tables: 'only' })).toMatchObject({
      errors: { tables: 'Choose at least one table.' },
    });
    await rita.click(modal, 'some_tables', { choice: ['web_page', 'web_site'], entered: { which_tables: 'only' } });
    const shown = await filled(rita, 'web_page and web_site');
    expect(await rita.submit(shown)).toEqual({});
    await cardShowing(rita, 'C0RETAIL', id, 'Granted by @U0RITA');
    expect(world.grants('999999999999')).toEqual([
      'database tpcds-111111111111: DESCRIBE / ',
      'web_page: DESCRIBE / DESCRIBE',
      'web_site: DESCRIBE / DESCRIBE',
    ]);
  });

  it('says at the fields what cannot be done, and does nothing', async () => {
    const { world, id, rita, card } = await asked({ TableName: ['customer', 'web_sales'] });
    const modal = await modalOf(rita, card, 'approve_with_changes');
    expect(await rita.submit(modal, { permissions: ['ALL'] })).toEqual({
      errors: { columns: 'ALL reads every column and row. Tick the permissions one by one instead.' },
    });
    expect(await rita.submit(modal, { permissions: ['SELECT'], row_filters: 'store_sales: 1 = 1' })).toEqual({
      errors: { rowFilters: 'Line 1 has to be the name of a chosen table, a colon and a predicate.' },
    });
    expect(await rita.submit(modal, { row_filters: '', permissions: [] })).toEqual({
      errors: { permissions: 'Please complete this required field.' },
    });
    expect(await operationOf(world, id)).toBeUndefined();
    expect(await world.record(id)).toMatchObject({ Status: 'Pending' });
  });

  it('says beside its field which character of a row filter is wrong, keeps what was typed, and grants nothing', async () => {
    const { world, id, rita, card } = await asked({ TableName: ['customer', 'web_sales'] });
    const modal = await modalOf(rita, card, 'approve_with_changes');
    expect(await rita.submit(modal, { row_filter: "c_nope ==== 'x' ;drop" })).toEqual({
      errors: { rowFilter: 'Character 9: a column or a value is expected instead of =.' },
    });
    await rita.click(modal, 'look_again', { entered: { row_filter: "c_nope = 'x'" } });
    const shown = await filled(rita, 'Character 1: there is no column c_nope in customer.');
    expect(await rita.submit(shown, { row_filter: '', row_filters: "web_sales: ws_quantity > 'a" })).toEqual({
      errors: { rowFilters: 'Line 1, character 26: this quote is never closed.' },
    });
    expect(await operationOf(world, id)).toBeUndefined();
    expect(world.grants('999999999999')).toEqual([]);

    await rita.click(shown, 'look_again', { entered: { row_filters: 'web_sales: ws_quantity > 10' } });
    expect(await rita.submit(await filled(rita, 'rows: ws_quantity > 10'))).toEqual({});
    await cardShowing(rita, 'C0RETAIL', id, 'Granted by @U0RITA');
    expect(world.grants('999999999999')).toContain('web_sales filtered: SELECT / SELECT');
  });

  it('tells on the card why Lake Formation does not take a row filter that PartiQL has a form for', async () => {
    const { world, id, rita, card } = await asked({ TableName: ['customer', 'web_sales'] });
    const modal = await modalOf(rita, card, 'approve_with_changes');
    await rita.click(modal, 'look_again', { entered: { row_filters: 'web_sales: ws_quantity + 1 > 10' } });
    expect(await rita.submit(await filled(rita, 'rows: ws_quantity + 1 > 10'))).toEqual({});
    const partly = await cardShowing(rita, 'C0RETAIL', id, 'Access request: done in part');
    expect(textOf(partly)).toContain('Invalid row filter expression: unexpected token +');
    expect(world.grants('999999999999')).not.toContainEqual(expect.stringContaining('web_sales'));
    expect(await world.record(id)).toMatchObject({ Status: 'Pending' });
  });

  it('does not take what was chosen before its difference was shown, and shows it', async () => {
    const { world, id, rita, card } = await asked();
    const modal = await modalOf(rita, card, 'approve_with_changes');
    const { errors } = await rita.submit(modal, { tables: ['web_sales'], note: 'kept' });
    expect(errors).toEqual({ notes: expect.stringContaining('was of other choices') });
    const shown = await filled(rita, 'store_sales was not chosen');
    expect(await operationOf(world, id)).toBeUndefined();
    expect(await rita.submit(shown)).toEqual({});
    const granted = await cardShowing(rita, 'C0RETAIL', id, 'Granted by @U0RITA');
    expect(textOf(granted)).toContain('“kept”');
    expect(world.grants('999999999999')).not.toContainEqual(expect.stringContaining('store_sales'));
  });

  it('shows anew what moved since it was opened, and takes it when it was looked at', async () => {
    const { world, id, rita, card } = await asked({ TableName: ['web_sales'] });
    const other = await world.ask({ TableName: ['web_sales'], RequestedGrants: ['DESCRIBE'] });
    const modal = await modalOf(rita, card, 'approve_with_changes');
    const rob = world.as('U0ROB');
    await rob.click(await cardShowing(rob, 'C0RETAIL', other, OPEN), 'approve');
    await cardShowing(rob, 'C0RETAIL', other, 'Granted by @U0ROB');

    const { errors } = await rita.submit(modal, { note: 'kept' });

    expect(errors).toEqual({ notes: expect.stringContaining('has changed since this was opened') });
    const shown = await filled(rita, 'Look at the new difference');
    expect(textOf(shown)).toContain('holds DESCRIBE → DESCRIBE and SELECT');
    expect(await rita.submit(shown)).toEqual({});
    expect(textOf(await cardShowing(rita, 'C0RETAIL', id, 'Granted by @U0RITA'))).toContain('“kept”');
  });

  it('has the operation find what moved, where the lake does not answer in time', async () => {
    const { world, id, rita, card } = await asked({ TableName: ['web_sales'] });
    const other = await world.ask({ TableName: ['web_sales'], RequestedGrants: ['DESCRIBE'] });
    const modal = await modalOf(rita, card, 'approve_with_changes');
    const rob = world.as('U0ROB');
    await rob.click(await cardShowing(rob, 'C0RETAIL', other, OPEN), 'approve');
    await cardShowing(rob, 'C0RETAIL', other, 'Granted by @U0ROB');
    world.lake.addFault({ match: { operation: 'ListPermissions' }, action: { latencyMs: 1_500 }, times: 1 });

    expect(await rita.submit(modal)).toEqual({});

    const again = await cardShowing(rita, 'C0RETAIL', id, 'It did not work.');
    expect(textOf(again)).toContain('holds DESCRIBE → DESCRIBE and SELECT');
    expect(await world.record(id)).toMatchObject({ Status: 'Pending' });
    expect(world.grants('999999999999')).not.toContainEqual(expect.stringContaining('SELECT'));
  });

  it('is taken once: whoever submits later is told who decided, at the field', async () => {
    const { world, id, rita, card } = await asked();
    const rob = world.as('U0ROB');
    const [mine, his] = [
      await modalOf(rita, card, 'approve_with_changes'),
      await modalOf(rob, card, 'approve_with_changes'),
    ];
    expect(await rita.submit(mine)).toEqual({});
    const { errors } = await rob.submit(his, { note: 'typed for nothing' });
    expect(errors).toEqual({ notes: expect.stringMatching(/^Rita Alvarez approved this at /) });
    await cardShowing(rita, 'C0RETAIL', id, 'Granted by @U0RITA');
    expect((await world.kept(id)).filter(({ what }) => what === 'claimed')).toHaveLength(1);
    await filled(rob, '@U0RITA approved this');
  });

  it('answers at the field who is no approver any more', async () => {
    const { world, id, rita, card } = await asked();
    const modal = await modalOf(rita, card, 'approve_with_changes');
    await leaveTo(world, 'U0ROB');
    const { errors } = await rita.submit(modal);
    expect(errors).toEqual({ notes: expect.stringContaining('You are not an approver of this account.') });
    expect(await operationOf(world, id)).toBeUndefined();
  });

  it('opens by the command, for who has a part in it; nobody else learns that there is such a request', async () => {
    const { world, id, rita } = await asked();
    await rita.command(`/mesh approve ${id}`, 'C0RETAIL');
    expect((await filled(rita)).title).toBe('Approve with changes');

    const answer = async (user: string, channel: string, line: string) => {
      const me = world.as(user);
      const before = (await me.messages(channel)).length;
      await me.command(line, channel);
      const told = await me.until(async () => (await me.messages(channel)).slice(before).find((m) => m.ephemeral));
      return textOf(told);
    };
    const nobodys = await answer('U0FINN', 'C0FINANCE', '/mesh approve nosuchrequest');
    for (const word of ['approve', 'deny', 'change', 'revoke']) {
      const others = await answer('U0FINN', 'C0FINANCE', `/mesh ${word} ${id}`);
      expect(others).toBe(nobodys.replace('nosuchrequest', id));
    }
    expect(await answer('U0MAYA', 'C0MARKETING', `/mesh approve ${id}`)).toContain('You are not an approver');
    expect(await answer('U0RITA', 'C0RETAIL', `/mesh revoke ${id}`)).toContain('nothing to revoke');
    expect(await answer('U0RITA', 'C0RETAIL', '/mesh change')).toContain('Which request?');
  });
});

describe('with AWS at 150 ms a call and Slack at 200 ms', () => {
  it('every click and submission is answered in time', async () => {
    const { world, id, rita, card } = await asked({ TableName: undefined });
    world.lake.setLatency(150);
    await tellSlack(world, 'faults', { method: '*', action: 'latency', ms: 200, count: null });
    expect(await rita.click(card, 'approve_with_changes')).toEqual({});
    const modal = await filled(rita);
    expect(await rita.options(modal, 'some_tables', 'web')).not.toHaveProperty('notice');
    const only = { choice: ['web_page'], entered: { which_tables: 'only' } };
    expect(await rita.click(modal, 'some_tables', only)).toEqual({});
    const shown = await filled(rita, 'tables that were not chosen');
    expect(await rita.submit(shown)).toEqual({});
    await cardShowing(rita, 'C0RETAIL', id, 'Granted by @U0RITA');
  });
});
