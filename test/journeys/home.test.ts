import { expect, it } from 'vitest';
import { homeSaying, modalSaying } from '../support/asking.ts';
import { control } from '../support/slack.ts';
import { cardShowing, openWorld, textOf } from '../support/world.ts';

it('shows what waits for a decision, and follows every change while it is open', { timeout: 60_000 }, async () => {
  const world = await openWorld();
  await world.bot();
  const rita = world.as('U0RITA');
  await rita.openHome();
  await homeSaying(rita, 'Nothing waits for you.');

  const id = await world.ask({ TableName: ['customer'] });
  const asked = await homeSaying(rita, 'SELECT and DESCRIBE on customer');
  expect(textOf(asked)).toContain('shares nothing; 1 waits for a decision');

  await rita.click(asked, 'details', { blockId: 'waiting-0' });
  await rita.click(await modalSaying(rita, 'holds nothing →'), 'approve');
  const decided = await homeSaying(rita, 'Nothing waits for you.');
  expect(textOf(decided)).toContain('Your accounts');
  await homeSaying(rita, 'shares 1 subscription ·');
  await cardShowing(rita, 'C0RETAIL', id, 'Granted by @U0RITA');
});

it('names an account that is renamed as it is called now, to those who share with it too', async () => {
  const world = await openWorld();
  await world.bot();
  await world.ask({ TableName: ['customer'] });
  const [rita, ada] = [world.as('U0RITA'), world.as('U0ADA')];
  await rita.openHome();
  await homeSaying(rita, 'Marketing (999999999999)');
  await ada.command('/mesh connect 999999999999', 'C0ADMINS');
  const modal = await ada.untilView(({ title }) => title === 'Edit the connection');
  expect(await ada.submit(modal, { name: 'Brand and reach' })).toEqual({});
  await homeSaying(rita, 'Brand and reach (999999999999)');
});

it('shows whoever asks what their account asked for, and what became of it', async () => {
  const world = await openWorld();
  await world.bot();
  const id = await world.askAs('U0MAYA');
  const [rita, maya] = [world.as('U0RITA'), world.as('U0MAYA')];
  await maya.openHome();
  await homeSaying(maya, 'What you and your accounts asked for');
  await rita.click(await cardShowing(rita, 'C0RETAIL', id, 'Approve would change'), 'approve');
  const home = await homeSaying(maya, '✅ granted');
  expect(textOf(home)).toContain('holds 1 subscription, not imported yet');
  expect(textOf(home)).not.toContain('Connected accounts');
});

it('publishes to nobody who has not opened it, and never asks Slack who there is', async () => {
  const world = await openWorld();
  await world.bot();
  const id = await world.ask();
  await cardShowing(world.as('U0RITA'), 'C0RETAIL', id, 'Approve would change');
  const { counts } = await control<{ counts: Record<string, number> }>(world.slack, 'GET', 'calls');
  expect(counts['views.publish']).toBeUndefined();
  expect(counts['users.list']).toBeUndefined();
});

it('holds no card up when it cannot be published', async () => {
  const world = await openWorld();
  await world.bot();
  const rita = world.as('U0RITA');
  await rita.openHome();
  await homeSaying(rita, 'Nothing waits for you.');
  await control(world.slack, 'POST', 'faults', {
    method: 'views.publish',
    action: 'error',
    error: 'fatal_error',
    count: null,
  });
  const first = await world.ask();
  await cardShowing(rita, 'C0RETAIL', first, 'Approve would change');
  await control(world.slack, 'DELETE', 'faults');
  await world.ask({ TableName: ['customer'] });
  await homeSaying(rita, 'on customer of');
});

it('opens every list from the Home tab, and pages through it there', async () => {
  const world = await openWorld();
  for (let at = 0; at < 10; at += 1) {
    await world.ask({ TableName: ['customer'], CreationDate: `2026-11-1${at} 08:00:00` });
  }
  await world.bot();
  const rita = world.as('U0RITA');
  await rita.openHome();
  const home = await homeSaying(rita, 'Your accounts');
  await rita.click(home, 'list_requests');
  const first = await modalSaying(rita, '1–8 of 10');
  await rita.click(first, 'next_page');
  await modalSaying(rita, '9–10 of 10');
  await rita.click(home, 'list_subscriptions');
  await modalSaying(rita, 'Subscriptions · 1–8 of 10');
  await rita.click(home, 'list_audit');
  await modalSaying(rita, 'Nobody has decided anything');
});
