import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { expect, it, vi } from 'vitest';
import { buttonsOf, cardOf, cardShowing, openWorld, textOf, type World } from '../support/world.ts';

const CHANNEL = 'C0RETAIL';

/** A good request after the bad one gets its card: the stream is not blocked. */
async function expectStreamFlows(world: World) {
  const id = await world.ask();
  await cardShowing(world.as('U0RITA'), CHANNEL, id, 'Approve would change');
}

it('gives a request for 2,000 tables, most of them unknown, a card within the limits of Slack', async () => {
  const world = await openWorld();
  await world.bot();
  const tables = Array.from({ length: 2_000 }, (_, number) => `table_${number}_of_a_very_long_list_of_tables`);
  const id = await world.ask({ TableName: ['web_sales', ...tables] });
  const card = await cardShowing(world.as('U0RITA'), CHANNEL, id, '2,001 tables');
  expect(textOf(card)).toContain('is not in the mesh catalog');
  expect(buttonsOf(card)).toContain('approve');
  await expectStreamFlows(world);
});

it('shows what is gone, a view and a resource link as left out, and approves the rest', async () => {
  const world = await openWorld();
  await world.bot();
  const { tables } = world.lake.state().accounts['555555555555']?.databases['tpcds-111111111111'] ?? {};
  expect(tables).toHaveProperty('web_sales');
  const id = await world.ask({ TableName: ['web_sales', 'gone'], RequestedGrants: ['SELECT'] });
  const rita = world.as('U0RITA');
  const card = await cardShowing(rita, CHANNEL, id, 'Left out');
  expect(textOf(card)).toContain('gone is not in the mesh catalog');
  await rita.click(card, 'approve');
  await cardShowing(rita, CHANNEL, id, 'Granted by @U0RITA');
  expect((await world.record(id))?.GrantedTableARNs).toEqual([
    'arn:aws:glue:us-east-1:555555555555:table/tpcds-111111111111/web_sales',
  ]);
});

it("never grants somebody else's tables: no Approve on the card, and the admin channel hears of it", async () => {
  const world = await openWorld();
  await world.bot();
  const id = await world.ask({ DatabaseName: 'ledger-222222222222', TableName: ['invoices'] });
  const card = await cardShowing(world.as('U0RITA'), CHANNEL, id, 'belongs to another account');
  expect(buttonsOf(card)).toEqual(['deny', 'details']);
  const ada = world.as('U0ADA');
  await ada.until(async () =>
    (await ada.messages('C0ADMINS')).find((message) =>
      textOf(message).includes('names tables that its owner does not own'),
    ),
  );
});

it('never makes a mention or markup of what a record says', async () => {
  const world = await openWorld();
  await world.bot();
  const id = await world.ask({
    TableName: ['<!channel>', '*bold*', '<https://evil.example|click>'],
    DatabaseName: '<!here>',
    Notes: new Set(['<!everyone> _now_']),
  });
  const card = await cardShowing(world.as('U0RITA'), CHANNEL, id, '<!channel>');
  expect(JSON.stringify(card.blocks)).not.toContain('"mrkdwn"');
  expect(card.text).not.toMatch(/<!/);
  await expectStreamFlows(world);
});

it('brings a request of an owner whom nobody connected to the admins, without buttons to decide', async () => {
  const world = await openWorld();
  await world.bot();
  const id = await world.ask({ OwnerPrincipal: '333333333333' });
  const card = await cardShowing(world.as('U0ADA'), 'C0ADMINS', id, 'is not connected to Meshdesk');
  expect(buttonsOf(card)).toEqual(['connect', 'details']);
  await expectStreamFlows(world);
});

it('reports a record that cannot be read to the admins, with the reasons', async () => {
  const world = await openWorld();
  await world.bot();
  await world.put({
    SubscriptionId: 'odd',
    Status: 'Odd',
    OwnerPrincipal: '111111111111',
    TableName: [{ nested: true }],
  });
  const ada = world.as('U0ADA');
  const report = await ada.until(async () =>
    (await ada.messages('C0ADMINS')).find((message) => textOf(message).includes('cannot be read')),
  );
  expect(textOf(report)).toContain('odd');
  expect(textOf(report)).toContain('RequestedGrants');
  await expectStreamFlows(world);
});

it('passes over attributes that nobody knows, and takes a request without TableName for the whole database', async () => {
  const world = await openWorld();
  await world.bot();
  const id = await world.ask({ TableName: undefined, Invented: { by: 'somebody' }, RequestedGrants: ['DESCRIBE'] });
  const card = await cardShowing(world.as('U0RITA'), CHANNEL, id, 'the whole database');
  expect(textOf(card)).toContain('more tables: see Details');
});

it('tells the second person who clicks who decided, and decides once', async () => {
  const world = await openWorld();
  await world.bot();
  const id = await world.ask();
  const [rita, rob] = [world.as('U0RITA'), world.as('U0ROB')];
  const card = await cardShowing(rita, CHANNEL, id, 'Approve would change');
  await Promise.all([rita.click(card, 'approve'), rob.click(card, 'approve'), rita.click(card, 'approve')]);
  await cardShowing(rita, CHANNEL, id, 'Access granted');
  const answers = [...(await rita.messages(CHANNEL)), ...(await rob.messages(CHANNEL))].filter(
    ({ ephemeral }) => ephemeral,
  );
  expect(answers).toHaveLength(2);
  for (const answer of answers) expect(textOf(answer)).toMatch(/@U0R(ITA|OB) approved this/);
  const claimed = (await world.kept(id)).filter(({ what }) => what === 'claimed');
  expect(claimed).toHaveLength(1);
});

it('stops when what is granted has moved since the card was looked at, and shows the new difference', async () => {
  const world = await openWorld();
  await world.bot();
  const id = await world.ask();
  const rita = world.as('U0RITA');
  const card = await cardShowing(rita, CHANNEL, id, 'holds nothing → DESCRIBE and SELECT');
  const other = await world.ask({ TableName: ['web_sales'], RequestedGrants: ['SELECT'] });
  await rita.click(await cardShowing(rita, CHANNEL, other, 'Approve would change'), 'approve');
  await cardShowing(rita, CHANNEL, other, 'Access granted');

  await rita.click(card, 'approve');

  const shown = await cardShowing(rita, CHANNEL, id, 'What is granted has changed since this was looked at');
  expect(textOf(shown)).toContain('holds DESCRIBE and SELECT already');
  await rita.click(shown, 'approve');
  await cardShowing(rita, CHANNEL, id, 'Access granted');
  expect(await cardOf(rita, CHANNEL, id)).toMatchObject({ ts: card.ts });
});

it('passes over a record whose id is too long to keep anything about it, in the stream and in the sweep', async () => {
  const world = await openWorld();
  const long = 'x'.repeat(2_040);
  await world.ask({ SubscriptionId: long });
  await world.bot();
  await expectStreamFlows(world);
  const checkpoints = async () => {
    const { Items = [] } = await world.documents.send(new ScanCommand({ TableName: world.config.meshdeskTable }));
    return Items.filter(
      ({ pk, sequenceNumber }) => String(pk).includes('Subscriptions-') && sequenceNumber !== undefined,
    );
  };
  await vi.waitFor(async () => expect(await checkpoints()).toHaveLength(1), { timeout: 40_000, interval: 500 });
}, 60_000);
