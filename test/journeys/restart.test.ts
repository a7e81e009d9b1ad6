import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { expect, it, vi } from 'vitest';
import { card } from '../../src/blocks/card.ts';
import { postMessage } from '../../src/handlers/slack-messages.ts';
import { botProcess } from '../support/bot-process.ts';
import { anOutlook, aSubscription, facts } from '../support/factories.ts';
import { botClient } from '../support/slack.ts';
import { cardShowing, openWorld, tellSlack, type World } from '../support/world.ts';

const CHANNEL = 'C0RETAIL';
/** Longer than the lease of a worker that was killed, in milliseconds. */
const PATIENCE = 45_000;

/** How many messages of the channel are about the request. */
async function cardsOf(world: World, id: string): Promise<number> {
  const messages = await world.as('U0RITA').messages(CHANNEL);
  return messages.filter(({ blocks }) => JSON.stringify(blocks).includes(`Request ${id}`)).length;
}

async function grantsAreBeingMade(world: World): Promise<void> {
  const calls = () => world.lake.calls().journal.map(({ operation }) => operation);
  await vi.waitFor(() => expect(calls()).toContain('BatchGrantPermissions'), 10_000);
}

it('a bot that is killed while it grants is followed by one that ends in the same state, decided once', async () => {
  const world = await openWorld();
  const first = botProcess(world.environment);
  const id = await world.ask();
  const rita = world.as('U0RITA');
  const card = await cardShowing(rita, CHANNEL, id, 'Approve would change');
  world.lake.addFault({ match: { operation: 'BatchGrantPermissions' }, action: { latencyMs: 3_000 }, times: 1 });
  await rita.click(card, 'approve');
  await cardShowing(rita, CHANNEL, id, 'approves it');
  await grantsAreBeingMade(world);
  await first.kill();
  world.lake.clearFaults();

  botProcess(world.environment);

  await cardShowing(rita, CHANNEL, id, 'Granted by @U0RITA', PATIENCE);
  expect(await cardsOf(world, id)).toBe(1);
  expect(await world.record(id)).toMatchObject({ Status: 'Active' });
  const history = (await world.kept(id)).filter(({ sk }) => String(sk).startsWith('event#'));
  expect(history.map(({ what }) => what)).toEqual(['claimed', 'done']);
  expect(world.grants('999999999999')).toHaveLength(5);
}, 90_000);

it('requests that come while no bot is there get their cards when one is, each once', async () => {
  const world = await openWorld();
  const first = botProcess(world.environment);
  const before = await world.ask();
  const rita = world.as('U0RITA');
  await cardShowing(rita, CHANNEL, before, 'Approve would change');
  await first.kill();
  const during = await world.ask();

  botProcess(world.environment);

  await cardShowing(rita, CHANNEL, during, 'Approve would change');
  expect(await cardsOf(world, before)).toBe(1);
  expect(await cardsOf(world, during)).toBe(1);
}, 60_000);

it('a card whose posting was never answered is found again, not posted twice', async () => {
  const world = await openWorld();
  await tellSlack(world, 'faults', {
    method: 'chat.postMessage',
    where: { channel: CHANNEL },
    action: 'drop',
    when: 'after',
  });
  await world.bot();
  const id = await world.ask();
  const rita = world.as('U0RITA');
  await rita.click(await cardShowing(rita, CHANNEL, id, 'Approve would change'), 'approve');
  await cardShowing(rita, CHANNEL, id, 'Access granted');
  expect(await cardsOf(world, id)).toBe(1);
});

it.each([
  ['asked again in the same channel', CHANNEL, 'Asked again: see the newer card.'],
  ['in a channel that is no longer the one', 'C0FINANCE', 'The card is now in'],
])('a card whose posting nobody recorded is closed when another takes its place: %s', async (_case, channel, told) => {
  const world = await openWorld();
  const id = 'BrokenOffInTheMiddle';
  const slot = `card#${channel}`;
  const identity = { subscriptionId: id, slot, edition: '2026-11-22 06:21:57' };
  const content = card(facts(aSubscription({ SubscriptionId: id }), { outlook: anOutlook() }));
  const ts = await postMessage(botClient(world.slack), channel, content, identity);
  const broken = { channel, edition: identity.edition, postingSince: new Date(Date.now() - 60_000).toISOString() };
  const Item = { pk: `subscription#${id}`, sk: slot, ...broken, poster: 'dead' };
  await world.documents.send(new PutCommand({ TableName: world.config.meshdeskTable, Item }));
  await world.ask({ SubscriptionId: id });
  await world.bot();
  const rita = world.as(channel === CHANNEL ? 'U0RITA' : 'U0ADA');
  await rita.until(async () => {
    const old = (await rita.messages(channel)).find((message) => message.ts === ts);
    return old !== undefined && JSON.stringify(old.blocks).includes(told) ? old : null;
  }, 20_000);
});

it('is found even when the first search for it failed as well', async () => {
  const world = await openWorld();
  await tellSlack(world, 'faults', {
    method: 'chat.postMessage',
    where: { channel: CHANNEL },
    action: 'drop',
    when: 'after',
  });
  await tellSlack(world, 'faults', { method: 'conversations.history', action: 'error', error: 'fatal_error' });
  await world.bot();
  const id = await world.ask();
  const rita = world.as('U0RITA');
  await rita.click(await cardShowing(rita, CHANNEL, id, 'Approve would change'), 'approve');
  await cardShowing(rita, CHANNEL, id, 'Access granted', 30_000);
  expect(await cardsOf(world, id)).toBe(1);
}, 60_000);

it('waits as long as Slack asks for, and posts then', async () => {
  const world = await openWorld();
  await tellSlack(world, 'faults', { method: 'chat.postMessage', action: 'ratelimit', retryAfter: 1, count: 3 });
  await world.bot();
  const id = await world.ask();
  await cardShowing(world.as('U0RITA'), CHANNEL, id, 'Approve would change');
  expect(await cardsOf(world, id)).toBe(1);
});

it('ends on SIGTERM with what it had begun done', async () => {
  const world = await openWorld();
  const bot = botProcess(world.environment);
  const id = await world.ask();
  const rita = world.as('U0RITA');
  const card = await cardShowing(rita, CHANNEL, id, 'Approve would change');
  world.lake.setLatency(100);
  await rita.click(card, 'approve');
  await grantsAreBeingMade(world);

  expect(await bot.stop()).toBe(0);

  expect(await world.record(id)).toMatchObject({ Status: 'Active' });
  await cardShowing(rita, CHANNEL, id, 'Granted by @U0RITA');
});

it('says which setting is missing and what it should be, and does not start', async () => {
  const bot = botProcess({ AWS_REGION: 'us-east-1', MESH_ACCOUNT_ID: '12 34' });
  expect(await bot.ended).toBe(1);
  expect(bot.output()).toContain('MESH_ACCOUNT_ID has a wrong value: it needs the 12 digits');
  expect(bot.output()).toContain('SLACK_BOT_TOKEN is missing: it needs a bot token, which begins with xoxb-.');
  expect(bot.output()).not.toContain('12 34');
});
