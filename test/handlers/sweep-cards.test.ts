import { DeleteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { expect, it } from 'vitest';
import type { FrontDesk } from '../../src/handlers/front-desk.ts';
import { lookAnew } from '../../src/handlers/sweep/sweep.ts';
import { meshTime } from '../../src/mesh/time.ts';
import { anOperation } from '../support/factories.ts';
import { control } from '../support/slack.ts';
import { deskOf, minute, record, shownIn } from '../support/sweeping.ts';
import { buttonsOf, openWorld, textOf, type World } from '../support/world.ts';

/** Expects that another look through everything costs no call of Slack. */
async function expectNothingToTell({ slack }: World, desk: FrontDesk): Promise<void> {
  const callsOfSlack = async () => (await control<{ calls: unknown[] }>(slack, 'GET', 'calls')).calls.length;
  const before = await callsOfSlack();
  await lookAnew(desk);
  await minute(desk);
  expect(await callsOfSlack()).toBe(before);
}

it('finds a repeat whose event was lost under the card of the request before', async () => {
  const world = await openWorld();
  const { desk } = deskOf(world);
  await world.put(record('AskedTwice'));
  await minute(desk);
  await world.put(record('AskedTwice', { Status: 'Denied', CreationDate: '2026-11-23 09:00:00' }));
  await lookAnew(desk);
  await minute(desk);
  const cards = (await world.as('U0RITA').messages('C0RETAIL')).map(textOf);
  expect(cards).toHaveLength(2);
  expect(cards[0]).toContain('Asked again: see the newer card.');
});

it('draws a card that was drawn before the decision, wherever that was taken, once, and no other', async () => {
  const world = await openWorld();
  const { desk, errors } = deskOf(world);
  const decided = { Status: 'Denied', UpdatedDate: meshTime(new Date()) };
  await world.put(record('DecidedElsewhere'));
  await world.put(record('StillOpen'));
  await minute(desk);
  await world.put(record('DecidedElsewhere', decided));
  await world.put(record('DecidedWithoutCard', decided));
  await lookAnew(desk);
  await minute(desk);
  const cards = async () => (await world.as('U0RITA').messages('C0RETAIL')).map(textOf);
  expect((await cards()).toSorted()).toEqual([
    expect.stringMatching(/Access denied.*Request DecidedElsewhere/),
    expect.stringMatching(/Access request.*Request StillOpen/),
  ]);
  await expectNothingToTell(world, desk);
  expect(errors).not.toHaveBeenCalled();
});

it('closes the card of a record that was removed while the event was lost, decided or not, and then leaves it alone', async () => {
  const world = await openWorld();
  const { desk, errors } = deskOf(world);
  const ids = ['RemovedWhileOpen', 'RemovedWhenActive', 'RemovedWhenUnreadable'];
  await world.put(record('RemovedWhileOpen'));
  await world.put(record('RemovedWhenActive', { Status: 'Active', UpdatedDate: '2025-01-02 03:04:05' }));
  await world.put(record('RemovedWhenUnreadable', { Status: 'Perhaps' }));
  for (const id of ids) await desk.refresher.now(id);
  for (const SubscriptionId of ids) {
    const TableName = world.config.subscriptionsTable;
    await world.documents.send(new DeleteCommand({ TableName, Key: { SubscriptionId } }));
  }
  const shown = async () => [
    ...(await world.as('U0RITA').messages('C0RETAIL')),
    ...(await world.as('U0ADA').messages('C0ADMINS')),
  ];

  await minute(desk);

  const cards = await shown();
  expect(cards.map(buttonsOf)).toEqual([[], [], []]);
  for (const card of cards) expect(textOf(card)).toContain('The record of this request was removed.');
  await expectNothingToTell(world, desk);
  expect(errors).not.toHaveBeenCalled();
});

it('draws a card whose decision was lost, however long ago that was taken', async () => {
  const world = await openWorld();
  const { desk } = deskOf(world);
  const active = { Status: 'Active', UpdatedDate: '2025-01-02 03:04:05', UpdatedBy: 'somebody' };
  await world.put(record('EndedLongAgo', active));
  await desk.refresher.now('EndedLongAgo');
  await world.put(record('EndedLongAgo', { ...active, Status: 'Deleted', UpdatedDate: '2025-02-03 04:05:06' }));
  await minute(desk);
  expect(await shownIn(world, 'U0RITA', 'C0RETAIL')).toContain('Access ended');
});

it('comes by cards that an earlier release has drawn, which bear no mark', async () => {
  const world = await openWorld();
  const { desk } = deskOf(world);
  const { meshdeskTable, subscriptionsTable } = world.config;
  await world.put(record('RemovedBefore'));
  await world.put(record('StillThere'));
  for (const id of ['RemovedBefore', 'StillThere']) {
    await desk.refresher.now(id);
    const Key = { pk: `subscription#${id}`, sk: 'card#C0RETAIL' };
    const UpdateExpression = 'REMOVE listing, listed, id';
    await world.documents.send(new UpdateCommand({ TableName: meshdeskTable, Key, UpdateExpression }));
  }
  const Key = { SubscriptionId: 'RemovedBefore' };
  await world.documents.send(new DeleteCommand({ TableName: subscriptionsTable, Key }));
  await minute(desk);
  await lookAnew(desk);
  await minute(desk);
  const retail = await world.as('U0RITA').messages('C0RETAIL');
  expect(retail.map(textOf)).toEqual([
    expect.stringContaining('The record of this request was removed.'),
    expect.stringContaining('Approve would change'),
  ]);
  const card = async (id: string) => (await world.kept(id)).find(({ sk }) => sk === 'card#C0RETAIL');
  expect(await card('StillThere')).toMatchObject({ listing: 'waiting cards' });
  expect(await card('RemovedBefore')).not.toHaveProperty('listing');
});

it('draws a card that was drawn before its operation ended', async () => {
  const world = await openWorld();
  const { desk } = deskOf(world);
  await world.put(record('EndWasLost'));
  await minute(desk);
  const subscription = { SubscriptionId: 'EndWasLost', CreationDate: '2026-11-23 06:21:57' };
  const operation = anOperation({
    subscriptionId: 'EndWasLost',
    requested: subscription.CreationDate,
    state: 'claimed',
  });
  await desk.operations.claim(operation, undefined);
  await desk.refresher.now('EndWasLost');
  const running = await desk.operations.takeUp(operation, 'w', desk.now());
  await desk.operations.finish({ ...running, state: 'failed', error: { code: 'Unexpected', details: {} } });
  const card = async () => (await world.as('U0RITA').messages('C0RETAIL')).map(textOf).join();
  const before = await card();
  await lookAnew(desk);
  await minute(desk);
  expect(await card()).not.toBe(before);
});
