import type { Locator, Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { cardIn, command, goOnAs, openPage, pick, shot } from '../support/browser.ts';
import { openWorld, type World } from '../support/world.ts';

const MARKETING = '999999999999';
const DATABASE = 'tpcds-111111111111';
const WHY = 'Which pages of the web shop lead to a sale?';
const WITHOUT = 'Without what tells who the customers are.';
const NOT_ON = 'Not to be passed on.';
const OVER = 'The campaign is over.';
const SENSITIVE = ['c_birth_country', 'c_birth_day', 'c_birth_month', 'c_birth_year', 'c_email_address', 'c_login'];
const PRODUCT = ['customer', 'web_clickstream', 'web_page', 'web_returns', 'web_sales', 'web_site'];
/** The stream is read and the lake is worked on between a click and what it leads to. */
const PATIENCE = { timeout: 20_000 };

it('plays the whole story of a data product on the page, from the connected account to the revoked grant', {
  timeout: 120_000,
}, async () => {
  const world = await openWorld({ accounts: false });
  await world.bot();
  const page = await openPage(`${world.slack.url}/?user=U0ADA&channel=C0ADMINS`);
  await connectRetail(page);
  await connectMarketing(page);
  await createProducts(page, world);
  const id = await requestAccess(page, world);
  await approveWithChanges(page, world, id);
  await importGranted(page, world, id);
  await changeGrants(page, world, id);
  await revoke(page, world, id);
});

const dialog = (page: Page, name: string) => page.getByRole('dialog', { name, exact: true });
const box = (modal: Locator, group: string | RegExp, name: string) =>
  modal.getByRole('group', { name: group }).getByRole('checkbox', { name: new RegExp(`^${name}(?!\\w)`) });

/** Waits for the modal that answers a submitted one, and closes it. */
async function readAnswer(page: Page, title: string, words: string) {
  const answer = dialog(page, title);
  await answer.getByText(words).waitFor(PATIENCE);
  await answer.getByRole('button', { name: 'Close' }).click();
}

async function connectRetail(page: Page) {
  await command(page, '/mesh connect');
  const modal = dialog(page, 'Connect an account');
  await modal.getByLabel('AWS account').fill('1111 1111 1111');
  await modal.getByLabel('Name', { exact: true }).fill('Retail');
  await modal.getByLabel('Producer: shares its tables').check();
  await pick(modal, 'Channel', '# retail-data');
  await pick(modal, 'User groups that approve', '@retail-owners');
  await shot(page, 'connect');
  await modal.getByRole('button', { name: 'Connect', exact: true }).click();

  const connection = dialog(page, 'Connection');
  await connection.getByText('✅ Meshdesk can work for it as a producer.').waitFor(PATIENCE);
  await connection.getByText('✅ Somebody can decide.').waitFor();
  await connection.getByRole('button', { name: 'Close' }).click();
}

async function connectMarketing(page: Page) {
  await command(page, '/mesh connect');
  const modal = dialog(page, 'Connect an account');
  await modal.getByLabel('AWS account').fill(MARKETING);
  await modal.getByLabel('Name', { exact: true }).fill('Marketing');
  await modal.getByLabel('Consumer: asks for tables').check();
  await pick(modal, 'Channel', '# marketing-analytics');
  await pick(modal, /^Approvers/, 'Maya Lindqvist');
  await modal.getByRole('button', { name: 'Connect', exact: true }).click();
  await readAnswer(page, 'Connection', '✅ Meshdesk can work for it as a consumer.');
}

async function createProducts(page: Page, world: World) {
  await goOnAs(page, 'U0RITA', 'retail-data');
  await command(page, '/mesh create');
  const modal = dialog(page, 'Create data products');
  await pick(modal, 'Source database', 'tpcds');
  await modal.getByLabel('Tables that match a pattern').check();
  await modal.getByLabel('Pattern', { exact: true }).fill('customer|web_.*');
  await modal.getByText('Offers 6 of').waitFor(PATIENCE);
  await modal.getByLabel('Data product name').fill('Web shop');
  await modal.getByLabel('Domain').fill('Sales');
  await shot(page, 'create');
  await modal.getByRole('button', { name: 'Create', exact: true }).click();
  await readAnswer(page, 'Meshdesk', 'Your data products are being created.');

  await page.getByText('Data products created').waitFor(PATIENCE);
  await page.getByText('6 tables shared').waitFor();
  await shot(page, 'products');
  const { databases = {} } = world.lake.state().accounts['555555555555'] ?? {};
  expect(Object.keys(databases[DATABASE]?.tables ?? {})).toContain('web_sales');
}

async function requestAccess(page: Page, world: World): Promise<string> {
  await goOnAs(page, 'U0MAYA', 'marketing-analytics');
  await command(page, '/mesh request');
  const modal = dialog(page, 'Request access');
  await modal.getByLabel('Why').fill(WHY);
  await pick(modal, 'What', 'web shop');
  await modal.getByRole('button', { name: 'Remove web_site' }).waitFor(PATIENCE);
  await shot(page, 'request');
  await modal.getByRole('button', { name: 'Ask' }).click();
  await readAnswer(page, 'Request access', 'is asked.');

  const notice = page.locator('[data-ts]', { hasText: 'has to decide' });
  const [, id = ''] = /Request ([2-9A-HJ-NP-Za-km-z]{22})/.exec(await notice.innerText(PATIENCE)) ?? [];
  expect(await world.record(id)).toMatchObject({ Status: 'Pending', TableName: expect.arrayContaining(PRODUCT) });

  await page.goto(`${world.slack.url}/?user=U0RITA&tab=home`);
  await page.getByText('Waiting for your decision').waitFor(PATIENCE);
  await page.getByRole('button', { name: 'Open' }).waitFor(PATIENCE);
  await shot(page, 'home');
  return id;
}

async function approveWithChanges(page: Page, world: World, id: string) {
  await goOnAs(page, 'U0RITA', 'retail-data');
  await cardIn(page, id).getByText(WHY).waitFor(PATIENCE);
  await cardIn(page, id).getByRole('button', { name: 'Approve with changes…' }).click();
  const modal = dialog(page, 'Approve with changes');
  await modal.getByText('c_email_address').first().waitFor(PATIENCE);
  await box(modal, 'Tables', 'web_page').uncheck();
  await modal.getByText('was not chosen').waitFor(PATIENCE);
  await modal.getByLabel('Note').fill(WITHOUT);
  await modal.getByText('was not chosen').scrollIntoViewIfNeeded();
  await shot(page, 'approve-with-changes');
  await modal.getByRole('button', { name: 'Approve', exact: true }).click();

  await cardIn(page, id).getByText('Access granted').waitFor(PATIENCE);
  await cardIn(page, id).getByText('columns: all but c_birth_country').waitFor();
  await cardIn(page, id).scrollIntoViewIfNeeded();
  await shot(page, 'granted');
  expect(await world.record(id)).toMatchObject({ Status: 'Active' });
  expect(world.grants(MARKETING)).toEqual([
    `customer without ${SENSITIVE}: SELECT / SELECT`,
    'customer: DESCRIBE / DESCRIBE',
    `database ${DATABASE}: DESCRIBE / `,
    'web_clickstream: DESCRIBE / DESCRIBE',
    'web_clickstream: SELECT / SELECT',
    'web_returns: DESCRIBE / DESCRIBE',
    'web_returns: SELECT / SELECT',
    'web_sales: DESCRIBE / DESCRIBE',
    'web_sales: SELECT / SELECT',
    'web_site: DESCRIBE / DESCRIBE',
    'web_site: SELECT / SELECT',
  ]);
}

async function importGranted(page: Page, world: World, id: string) {
  await goOnAs(page, 'U0MAYA', 'marketing-analytics');
  await cardIn(page, id).getByText(WITHOUT).waitFor(PATIENCE);
  await cardIn(page, id).getByRole('button', { name: 'Import' }).click();
  await cardIn(page, id).getByText('Query it as database').waitFor(PATIENCE);
  await shot(page, 'imported');
  expect(await world.record(id)).toMatchObject({ Status: 'Active', ImportedToConsumer: true });
  expect(Object.keys(world.lake.state().accounts[MARKETING]?.databases ?? {})).toEqual([DATABASE]);
}

async function changeGrants(page: Page, world: World, id: string) {
  await goOnAs(page, 'U0RITA', 'retail-data');
  await cardIn(page, id).getByText('Imported by the consumer.').waitFor(PATIENCE);
  await cardIn(page, id).getByRole('button', { name: 'Change grants…' }).click();
  const modal = dialog(page, 'Change grants');
  await modal.getByText('This is what is granted now').waitFor(PATIENCE);
  await box(modal, 'May be passed on', 'SELECT').uncheck();
  await modal.getByText('DESCRIBE and SELECT → DESCRIBE').first().waitFor(PATIENCE);
  await modal.getByLabel('Reason').fill(NOT_ON);
  await modal.getByText('DESCRIBE and SELECT → DESCRIBE').last().scrollIntoViewIfNeeded();
  await shot(page, 'change');
  await modal.getByRole('button', { name: 'Change', exact: true }).click();

  await cardIn(page, id).getByText('Grants changed by').waitFor(PATIENCE);
  await cardIn(page, id).getByText(NOT_ON).waitFor();
  expect(await world.record(id)).toMatchObject({ Status: 'Active', GrantableGrants: ['DESCRIBE'] });
  expect(world.grants(MARKETING)).toContain('web_sales: SELECT / ');
}

async function revoke(page: Page, world: World, id: string) {
  await cardIn(page, id).getByRole('button', { name: 'Revoke…' }).click();
  const modal = dialog(page, 'Revoke access');
  await modal.getByText('loses DESCRIBE and SELECT').first().waitFor(PATIENCE);
  await modal.getByLabel('Reason').fill(OVER);
  await shot(page, 'revoke');
  await modal.getByRole('button', { name: 'Revoke', exact: true }).click();

  await cardIn(page, id).getByText('Ended by').waitFor(PATIENCE);
  const record = await world.record(id);
  expect(record).toMatchObject({ Status: 'Deleted' });
  expect(record?.Notes).toEqual(new Set([WHY, WITHOUT, NOT_ON, OVER]));
  expect(world.grants(MARKETING)).toEqual([]);
  await goOnAs(page, 'U0MAYA', 'marketing-analytics');
  await cardIn(page, id).getByText('was ended by').waitFor(PATIENCE);
}
