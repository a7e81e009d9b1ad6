import { expect, it } from 'vitest';
import { homeSaying, modalSaying, told, toldAfter } from '../support/asking.ts';
import { slowDown } from '../support/slow.ts';
import { cardShowing, openWorld, textOf } from '../support/world.ts';

/** What Slack itself says when the bot has not answered within its three seconds. */
const IN_TIME = {};

it('answers every command in time when AWS takes 150 ms a call and Slack 200', { timeout: 90_000 }, async () => {
  const world = await openWorld();
  const id = await world.ask();
  await slowDown(world);
  await world.bot();
  const rita = world.as('U0RITA');
  await cardShowing(rita, 'C0RETAIL', id, 'Approve would change', 60_000);
  for (const line of ['', 'help', 'requests', 'subscriptions active', 'audit', `audit ${id}`, 'nonsense', 'connect']) {
    const { blocks } = await told(rita, 'C0RETAIL', `/mesh ${line}`);
    expect(blocks.length).toBeGreaterThan(0);
  }
  expect(await rita.command(`/mesh show ${id}`, 'C0RETAIL')).toEqual(IN_TIME);
  await modalSaying(rita, 'holds nothing →');
  const ada = world.as('U0ADA');
  expect(await ada.command('/mesh connect 111111111111', 'C0ADMINS')).toEqual(IN_TIME);
  await modalSaying(ada, 'Account 111111111111');
});

it('answers every button and modal of lists and Home in time', { timeout: 90_000 }, async () => {
  const world = await openWorld();
  const ids: string[] = [];
  for (let at = 0; at < 10; at += 1) ids.push(await world.ask({ CreationDate: `2026-11-1${at} 08:00:00` }));
  await slowDown(world);
  await world.bot();
  const rita = world.as('U0RITA');
  await rita.openHome();
  const home = await homeSaying(rita, 'Your accounts');
  for (const list of ['list_requests', 'list_subscriptions', 'list_audit']) {
    expect(await rita.click(home, list)).toEqual(IN_TIME);
  }
  await modalSaying(rita, 'History of decisions');
  const list = await told(rita, 'C0RETAIL', '/mesh requests');
  const menu = await told(rita, 'C0RETAIL', '/mesh');
  const again = await toldAfter(rita, 'C0RETAIL', async () => {
    expect(await rita.click(menu, 'list_requests')).toEqual(IN_TIME);
  });
  expect(textOf(again)).toContain('1–8 of 10');
  expect(await rita.click(list, 'next_page')).toEqual(IN_TIME);
  await rita.untilMessage('C0RETAIL', (message) => textOf(message).includes('9–10 of 10'));
  expect(await rita.click(list, 'details', { blockId: 'request-0' })).toEqual(IN_TIME);
  const details = await modalSaying(rita, 'holds nothing →');
  expect(await rita.click(details, 'approve')).toEqual(IN_TIME);
  await modalSaying(rita, 'You approved it.');
});

it('connects, checks again, edits and disconnects in time', { timeout: 90_000 }, async () => {
  const world = await openWorld();
  await slowDown(world);
  await world.bot();
  const ada = world.as('U0ADA');
  await ada.openHome();
  const home = await homeSaying(ada, 'Connected accounts');
  expect(await ada.click(home, 'connect', { blockId: 'begin' })).toEqual(IN_TIME);
  const modal = await ada.untilView(({ callbackId }) => callbackId === 'connect_view');
  const { notice } = await ada.options(modal, 'approver_groups', '');
  expect(notice).toBeUndefined();
  const entered = { accountId: '333333333333', name: 'Ops', roles: ['producer', 'consumer'], channel: 'C0FINANCE' };
  expect(await ada.submit(modal, { ...entered, approvers: ['U0FINN'], approver_groups: ['S0RETAIL'] })).toEqual(
    IN_TIME,
  );
  const result = await modalSaying(ada, 'is connected.');
  expect(await ada.click(result, 'check_account')).toEqual(IN_TIME);
  expect(await ada.click(result, 'connect')).toEqual(IN_TIME);
  await modalSaying(ada, 'Account 333333333333');
  const now = await homeSaying(ada, 'Ops');
  expect(await ada.click(now, 'disconnect', { blockId: 'account-333333333333' })).toEqual(IN_TIME);
  await ada.untilHome((view) => !textOf(view).includes('Ops'), 20_000);
});

it('reports a check that does not end in time as slow, instead of letting Slack give up', async () => {
  const world = await openWorld();
  await world.bot();
  world.lake.addFault({ match: { service: 'sts' }, action: { latencyMs: 5_000 } });
  const ada = world.as('U0ADA');
  await ada.command('/mesh connect 222222222222', 'C0ADMINS');
  const modal = await modalSaying(ada, 'Account 222222222222');
  expect(await ada.submit(modal, { name: 'Finance' })).toEqual(IN_TIME);
  expect(textOf(await modalSaying(ada, 'is connected.'))).toContain('did not answer in time. Check again.');
});
