import { describe, expect, it } from 'vitest';
import type { PageView } from '../../local/slack/page/protocol.ts';
import type { Person } from '../../local/slack/person.ts';
import { filled, preselected } from '../support/modals.ts';
import { cardShowing, openWorld, textOf, type World } from '../support/world.ts';

const TPCDS = 'd/tpcds-111111111111';
const WHY = 'Which web pages lead to a sale? <!here> *now*';

async function opened(maya: Person): Promise<PageView> {
  await maya.command('/mesh request', 'C0MARKETING');
  return filled(maya);
}

/** Chooses something in the modal and waits until its tables are offered. */
async function withProduct(maya: Person, modal: PageView, product: string): Promise<PageView> {
  await maya.click(modal, 'product', { choice: product });
  return maya.untilView(({ blocks }) => JSON.stringify(blocks).includes(`"tables ${product}"`));
}

/** Names of what a search finds, by kind. */
async function found(maya: Person, modal: PageView, typed: string): Promise<Record<string, string[]>> {
  const { groups } = await maya.options(modal, 'product', typed);
  const text = (value: unknown) => (value as { text: string }).text;
  return Object.fromEntries(
    groups.map(({ label, options }) => [text(label), (options as { text: unknown }[]).map((one) => text(one.text))]),
  );
}

/** The only request of marketing's, as the table has it. */
async function onlyRequest(world: World): Promise<Record<string, unknown>> {
  const { ScanCommand } = await import('@aws-sdk/lib-dynamodb');
  const { Items = [] } = await world.documents.send(new ScanCommand({ TableName: world.config.subscriptionsTable }));
  expect(Items).toHaveLength(1);
  return Items[0] ?? {};
}

describe('asking for access', () => {
  it('writes the record as the original would, in a session named after the person; the owner gets a card, the asker a notice', async () => {
    const world = await openWorld();
    await world.bot();
    const maya = world.as('U0MAYA');
    const modal = await withProduct(maya, await opened(maya), TPCDS);
    const { options } = await maya.options(modal, 'product_tables', 'web_');
    expect(options.map(({ value }) => value)).toContain('web_sales');

    const answer = await maya.submit(modal, {
      product_tables: ['web_sales', 'web_page'],
      permissions: ['SELECT', 'DESCRIBE'],
      why: WHY,
      until: '2099-12-31',
    });

    expect(answer).toEqual({});
    const asked = await filled(maya, 'Retail (111111111111) is asked.');
    expect(textOf(asked)).toContain('shows how it stands');
    const record = await onlyRequest(world);
    expect(record).toEqual({
      SubscriptionId: expect.stringMatching(/^[2-9A-HJ-NP-Za-km-z]{22}$/),
      Status: 'Pending',
      OwnerPrincipal: '111111111111',
      SubscriberPrincipal: '999999999999',
      DatabaseName: 'tpcds-111111111111',
      TableName: ['web_sales', 'web_page'],
      RequestedGrants: ['SELECT', 'DESCRIBE'],
      CreationDate: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
      CreatedBy: 'arn:aws:sts::555555555555:assumed-role/DataMeshAdminConsumer-999999999999/slack-U0MAYA',
      Notes: new Set([`${WHY} (until 2099-12-31)`]),
    });
    const id = String(record.SubscriptionId);
    const card = await cardShowing(world.as('U0RITA'), 'C0RETAIL', id, 'Approve would change');
    expect(textOf(card)).toContain(`${WHY} (until 2099-12-31)`);
    expect(textOf(card)).toContain('@U0MAYA');
    await cardShowing(maya, 'C0MARKETING', id, 'has to decide');
  });

  it('answers the same request with the one that is open', async () => {
    const world = await openWorld();
    await world.bot();
    const maya = world.as('U0MAYA');
    const answers: string[] = [];
    for (const [why, sentence] of [
      ['Sales of the web shop', 'is asked.'],
      ['Sales of the web shop', 'was asked for already'],
      ['And returns', 'was asked for already'],
    ] as const) {
      const modal = await withProduct(maya, await opened(maya), TPCDS);
      await maya.submit(modal, { product_tables: ['web_sales'], why });
      const answer = await filled(maya, sentence);
      answers.push(textOf(answer));
      await maya.close(answer);
    }
    const dropped = 'Your reason was not added: the owner reads that of the first request: “Sales of the web shop”.';
    expect(answers.map((answer) => answer.includes(dropped))).toEqual([false, false, true]);
    expect((await onlyRequest(world)).Notes).toEqual(new Set(['Sales of the web shop']));
  });

  it('finds products by name, owner, tag and column, and offers the tables of what is chosen', async () => {
    const world = await openWorld();
    await world.bot();
    const maya = world.as('U0MAYA');
    await maya.shortcut('request_access');
    const modal = await filled(maya);
    expect(await found(maya, modal, 'ledger')).toMatchObject({ Databases: ['ledger-222222222222'] });
    expect((await found(maya, modal, 'finance')).Tables).toContain('invoices');
    expect((await found(maya, modal, 'c_email')).Tables).toEqual(['customer']);
    expect((await found(maya, modal, 'sensitivity=confidential retail')).Tables).toContain('customer');
    expect((await found(maya, modal, 'domain=finance')).Tables).not.toContain('customer');
    expect(await found(maya, modal, 'nowhere to be found')).toEqual({});
    const chosen = await withProduct(maya, modal, 't/tpcds-111111111111/customer');
    expect(preselected(chosen)).toMatchObject({ product_tables: ['customer'], permissions: ['SELECT', 'DESCRIBE'] });
  });

  it('says what is missing beside the field, keeps what was typed, and writes nothing', async () => {
    const world = await openWorld();
    await world.bot();
    const maya = world.as('U0MAYA');
    const modal = await withProduct(maya, await opened(maya), TPCDS);
    const tables = `tables ${TPCDS}`;

    expect(await maya.submit(modal, { why: 'Because' })).toEqual({
      errors: { [tables]: 'Pick tables, or take the whole database.' },
    });
    expect(await maya.submit(modal, { product_tables: ['web_sales'], whole: ['whole'] })).toEqual({
      errors: { [tables]: 'Pick tables or take the whole database, not both.' },
    });
    expect(await maya.submit(modal, { product_tables: ['web_sales', 'gone'], whole: [] })).toEqual({
      errors: { [tables]: 'gone: not in the mesh any more. Take it off the list.' },
    });
    expect(await maya.submit(modal, { product_tables: ['web_sales'], until: '2020-01-01' })).toEqual({
      errors: { until: 'Choose a day in the future.' },
    });
    expect(await maya.submit(modal, { why: ' ', until: null })).toEqual({
      errors: { why: 'Say why: the owner of the data decides by it.' },
    });
    expect(await maya.views()).toHaveLength(1);
  });

  it('tells a failure in the modal, with everything that was typed', async () => {
    const world = await openWorld();
    await world.bot();
    const maya = world.as('U0MAYA');
    const modal = await withProduct(maya, await opened(maya), TPCDS);
    world.lake.addFault({
      match: { operation: 'AssumeRole' },
      action: { error: { code: 'AccessDenied', message: 'Not today.', status: 403 } },
    });
    await maya.submit(modal, { product_tables: ['web_sales'], permissions: ['SELECT'], why: WHY, until: '2099-12-31' });

    const again = await filled(maya, 'Nothing was asked for.');
    expect(textOf(again)).toContain('Meshdesk may not assume');
    expect(preselected(again)).toMatchObject({ product_tables: ['web_sales'], permissions: ['SELECT'] });
    expect(JSON.stringify(again.blocks)).toContain('"initial_date":"2099-12-31"');
    expect(JSON.stringify(again.blocks)).toContain(JSON.stringify(WHY));

    world.lake.clearFaults();
    await maya.submit(again);
    await filled(maya, 'is asked.');
  });

  it('has nothing to ask with for somebody who has no part in a consumer', async () => {
    const world = await openWorld();
    await world.bot();
    const rita = world.as('U0RITA');
    await rita.command('/mesh request', 'C0RETAIL');
    await filled(rita, 'You have no part in an account that asks for data.');
  });

  it('shows nobody metadata that is not public, but to the accounts that own it', async () => {
    const world = await openWorld();
    const { LakeFormationClient, RevokePermissionsCommand } = await import('@aws-sdk/client-lakeformation');
    const lake = new LakeFormationClient({ region: 'us-east-1' });
    await lake.send(
      new RevokePermissionsCommand({
        Principal: { DataLakePrincipalIdentifier: 'arn:aws:iam::555555555555:role/AwsDataMesh/DataMeshAdminReadOnly' },
        Resource: { Table: { DatabaseName: 'ledger-222222222222', Name: 'payments' } },
        Permissions: ['DESCRIBE'],
      }),
    );
    await world.bot();
    const maya = world.as('U0MAYA');
    const modal = await opened(maya);
    expect((await found(maya, modal, 'ledger')).Tables).not.toContain('payments');
    expect(await found(maya, modal, 'payments')).not.toHaveProperty('Tables', ['payments']);
    const finn = world.as('U0FINN');
    await finn.command('/mesh products ledger payments', 'C0FINANCE');
    const list = await finn.untilMessage('C0FINANCE', ({ ephemeral }) => ephemeral === true);
    expect(textOf(list)).toContain('seen by your accounts only');
  });
});
