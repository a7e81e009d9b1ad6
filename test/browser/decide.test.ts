import { expect, it } from 'vitest';
import { cardIn, openPage, shot } from '../support/browser.ts';
import { openWorld } from '../support/world.ts';

it('approves and denies on the page, as a data owner would', async () => {
  const world = await openWorld();
  await world.bot();
  const [sales, customer] = [
    await world.ask(),
    await world.ask({ TableName: ['customer'], RequestedGrants: ['SELECT'] }),
  ];
  const page = await openPage(`${world.slack.url}/?user=U0RITA&channel=C0RETAIL`);
  await cardIn(page, sales).getByRole('button', { name: 'Approve', exact: true }).waitFor();
  await cardIn(page, customer).getByText('sensitive').waitFor();
  await shot(page, 'card');

  await cardIn(page, sales).getByRole('button', { name: 'Approve', exact: true }).click();

  await cardIn(page, sales).getByText('Access granted').waitFor({ timeout: 10_000 });
  expect(await world.record(sales)).toMatchObject({ Status: 'Active' });
  expect(world.grants('999999999999')).toContain('web_sales: SELECT / SELECT');

  await cardIn(page, customer).getByRole('button', { name: 'Deny…' }).click();
  const modal = page.getByRole('dialog', { name: 'Deny request' });
  await modal.getByLabel('Reason').fill('Names and birthdays are not for marketing.');
  await shot(page, 'deny');
  await modal.getByRole('button', { name: 'Deny' }).click();

  await cardIn(page, customer).getByText('Access denied').waitFor({ timeout: 10_000 });
  expect(await world.record(customer)).toMatchObject({ Status: 'Denied' });

  await cardIn(page, sales).getByRole('button', { name: 'Details' }).click();
  await page.getByRole('dialog', { name: 'Request details' }).getByText('ws_sold_date_sk').waitFor();
  await shot(page, 'details');
});

it('fits its buttons, and who one is, into the width of a phone', async () => {
  const world = await openWorld();
  await world.bot();
  const id = await world.ask();
  const page = await openPage(`${world.slack.url}/?user=U0RITA&channel=C0RETAIL`);
  await page.setViewportSize({ width: 390, height: 844 });
  const approve = cardIn(page, id).getByRole('button', { name: 'Approve with changes…' });
  await approve.waitFor();
  const { x = 0, width = Number.NaN } = (await approve.boundingBox()) ?? {};
  expect(x + width).toBeLessThanOrEqual(390);
  const label = await page.getByText('You are').boundingBox();
  expect(label?.x).toBeGreaterThanOrEqual(0);
  expect(label?.height).toBeLessThan(28);
});
