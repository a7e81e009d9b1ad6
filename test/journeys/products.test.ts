import { expect, it } from 'vitest';
import { told } from '../support/asking.ts';
import { filled } from '../support/modals.ts';
import { slowDown } from '../support/slow.ts';
import { buttonsOf, openWorld, textOf } from '../support/world.ts';

/** What Slack itself says when the bot has not answered within its three seconds. */
const IN_TIME = {};

it('lists the databases of the mesh, then the tables of one with their locations, page by page', async () => {
  const world = await openWorld();
  await world.bot();
  const maya = world.as('U0MAYA');
  const databases = await told(maya, 'C0MARKETING', '/mesh products');
  expect(textOf(databases)).toContain('ledger-222222222222');
  expect(textOf(databases)).toContain('tpcds-111111111111 24 tables · Retail · domain retail');

  const first = await told(maya, 'C0MARKETING', '/mesh products tpcds-111111111111');
  expect(textOf(first)).toContain('1–20 of 24');
  expect(textOf(first)).toContain('call_center · domain retail · s3://retail-tpcds-111111111111/call_center/');
  expect(buttonsOf(first)).toEqual(['next_page']);
  await maya.click(first, 'next_page');
  const second = await maya.untilMessage('C0MARKETING', (message) => textOf(message).includes('21–24 of 24'));
  expect(textOf(second)).toContain('web_site');
  expect(buttonsOf(second)).toEqual(['previous_page']);
});

it('narrows them by a name or an expression, and knows a database by its name at the producer', async () => {
  const world = await openWorld();
  await world.bot();
  const maya = world.as('U0MAYA');
  const some = textOf(await told(maya, 'C0MARKETING', '/mesh products tpcds web_.*'));
  expect(some).toContain('1–4 of 4');
  expect(some).not.toContain('store_sales');
  const one = textOf(await told(maya, 'C0MARKETING', '/mesh products tpcds customer'));
  expect(one).toContain('1–1 of 1');
  const none = textOf(await told(maya, 'C0MARKETING', '/mesh products nowhere'));
  expect(none).toContain('Nothing that you may see fits nowhere.');
  const bad = textOf(await told(maya, 'C0MARKETING', '/mesh products tpcds (a|b'));
  expect(bad).toContain('The pattern has to be a table name or a regular expression');
});

it('creates, asks and lists in time when AWS takes 150 ms a call and Slack 200', { timeout: 90_000 }, async () => {
  const world = await openWorld();
  await slowDown(world);
  await world.bot();
  const maya = world.as('U0MAYA');
  let list = await told(maya, 'C0MARKETING', '/mesh products tpcds');
  while (textOf(list).includes('still being read')) list = await told(maya, 'C0MARKETING', '/mesh products tpcds');
  expect(textOf(list)).toContain('1–20 of 24');
  expect(await maya.command('/mesh request', 'C0MARKETING')).toEqual(IN_TIME);
  const asking = await filled(maya);
  expect((await maya.options(asking, 'product', 'web')).notice).toBeUndefined();
  expect(await maya.click(asking, 'product', { choice: 't/tpcds-111111111111/web_sales' })).toEqual(IN_TIME);
  const chosen = await maya.untilView(({ blocks }) => JSON.stringify(blocks).includes('"whole t/'), 20_000);
  expect((await maya.options(chosen, 'product_tables', 'web')).notice).toBeUndefined();
  expect(await maya.submit(chosen, { why: 'Because' })).toEqual(IN_TIME);
  await filled(maya, 'is asked.');

  const rita = world.as('U0RITA');
  expect(await rita.command('/mesh create', 'C0RETAIL')).toEqual(IN_TIME);
  const creating = await filled(rita);
  expect((await rita.options(creating, 'source_database', '')).notice).toBeUndefined();
  expect(await rita.click(creating, 'source_database', { choice: 'tpcds' })).toEqual(IN_TIME);
  const source = await rita.untilView(({ blocks }) => JSON.stringify(blocks).includes('"tables tpcds"'), 20_000);
  expect((await rita.options(source, 'source_tables', '')).notice).toBeUndefined();
  expect(await rita.click(source, 'which_source_tables', { choice: 'pattern' })).toEqual(IN_TIME);
  const pattern = await rita.untilView(({ blocks }) => JSON.stringify(blocks).includes('table_pattern'), 20_000);
  expect(await rita.click(pattern, 'table_pattern', { choice: 'reason' })).toEqual(IN_TIME);
  await filled(rita, 'Offers 1 of');
  expect(await rita.submit(pattern, { table_pattern: 'reason' })).toEqual(IN_TIME);
  await filled(rita, 'Your data products are being created.');
});
