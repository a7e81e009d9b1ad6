import { BatchWriteCommand, DeleteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { expect, it, vi } from 'vitest';
import { deskFromConfig, ownDocuments } from '../../src/handlers/desk-from-config.ts';
import type { FrontDesk } from '../../src/handlers/front-desk.ts';
import { standingOf } from '../../src/handlers/request-state.ts';
import { beginAnew, goOn } from '../../src/handlers/sweep/pass.ts';
import { RECORDS } from '../../src/handlers/sweep/records.ts';
import { lookAnew, sweep } from '../../src/handlers/sweep/sweep.ts';
import { takeUp } from '../../src/handlers/sweep/unfinished.ts';
import { meshTime } from '../../src/mesh/time.ts';
import { anOperation } from '../support/factories.ts';
import { control } from '../support/slack.ts';
import { buttonsOf, openWorld, textOf, type World } from '../support/world.ts';

/** A desk without a bot: no event reaches anybody. Counts what DynamoDB is asked. */
function deskOf(world: World) {
  const documents = ownDocuments(world.config);
  const calls: string[] = [];
  documents.middlewareStack.add(
    (next, context) => (args) => {
      calls.push(String(context.commandName));
      return next(args);
    },
    { step: 'initialize' },
  );
  const desk = deskFromConfig(world.config, documents);
  const errors = vi.spyOn(desk.logger, 'error').mockImplementation(() => undefined);
  return { desk, errors, calls: () => calls.splice(0).length };
}

const inOneMinute = (desk: FrontDesk) => new Date(desk.now().getTime() + 60_000);

/** A minute in which nothing is left half way. */
async function minute(desk: FrontDesk): Promise<void> {
  await takeUp(desk, 'worker');
  await sweep(desk, inOneMinute(desk));
}

async function putMany(world: World, table: string, items: Record<string, unknown>[]): Promise<void> {
  const batches: Record<string, unknown>[][] = [];
  for (let at = 0; at < items.length; at += 25) batches.push(items.slice(at, at + 25));
  for (let at = 0; at < batches.length; at += 10) {
    await Promise.all(
      batches.slice(at, at + 10).map((batch) => {
        const RequestItems = { [table]: batch.map((Item) => ({ PutRequest: { Item } })) };
        return world.documents.send(new BatchWriteCommand({ RequestItems }));
      }),
    );
  }
}

function record(SubscriptionId: string, over: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    SubscriptionId,
    Status: 'Pending',
    OwnerPrincipal: '111111111111',
    SubscriberPrincipal: '888888888888',
    DatabaseName: 'tpcds-111111111111',
    TableName: ['web_sales'],
    RequestedGrants: ['SELECT'],
    CreationDate: '2026-11-23 06:21:57',
    CreatedBy: 'arn:aws:sts::555555555555:assumed-role/DataMeshAdminConsumer-999999999999/maya.lindqvist',
    ...over,
  };
}

const shownIn = async (world: World, user: string, channel: string) =>
  (await world.as(user).messages(channel)).map(textOf).join('\n');

it('finds every request whose event was lost: of any status, of any owner, readable or not', async () => {
  const world = await openWorld();
  const { desk, errors } = deskOf(world);
  await world.put(record('PendingLost'));
  await world.put(record('RepeatAfterDenialLost', { Status: 'Denied' }));
  await world.put(record('RepeatWithNullLost', { Status: 'Deleted', UpdatedDate: null }));
  await world.put(record('OwnerNotConnectedLost', { OwnerPrincipal: '777777777777' }));
  await world.put(record('UnreadableLost', { Status: 'Perhaps' }));
  await world.put(record('DecidedLongAgo', { Status: 'Denied', UpdatedDate: '2026-11-22 06:21:57' }));

  await minute(desk);

  const retail = await shownIn(world, 'U0RITA', 'C0RETAIL');
  for (const id of ['PendingLost', 'RepeatAfterDenialLost', 'RepeatWithNullLost']) expect(retail).toContain(id);
  const admins = await shownIn(world, 'U0ADA', 'C0ADMINS');
  for (const id of ['OwnerNotConnectedLost', 'UnreadableLost']) expect(admins).toContain(id);
  expect(retail + admins).not.toContain('DecidedLongAgo');
  expect(errors).not.toHaveBeenCalled();
});

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
  const { calls } = await control<{ calls: unknown[] }>(world.slack, 'GET', 'calls');
  await lookAnew(desk);
  await minute(desk);
  expect((await control<{ calls: unknown[] }>(world.slack, 'GET', 'calls')).calls).toHaveLength(calls.length);
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
  const { calls } = await control<{ calls: unknown[] }>(world.slack, 'GET', 'calls');
  await lookAnew(desk);
  await minute(desk);
  expect((await control<{ calls: unknown[] }>(world.slack, 'GET', 'calls')).calls).toHaveLength(calls.length);
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

it('tells the admins once of a record whose id leaves no room for a key, and fails at nothing', async () => {
  const world = await openWorld();
  const { desk, errors } = deskOf(world);
  await world.put(record('x'.repeat(2_040)));
  for (let minutes = 0; minutes < 2; minutes++) {
    await lookAnew(desk);
    await minute(desk);
  }
  expect(errors).not.toHaveBeenCalled();
  expect(await world.as('U0ADA').messages('C0ADMINS')).toHaveLength(1);
});

it('looks through the records a run at a time, from where the run before has ended, and begins again when it is due', async () => {
  const world = await openWorld();
  const { desk } = deskOf(world);
  const many = Array.from({ length: 2_500 }, (_, at) =>
    record(`Record${at}`, at % 100 === 0 ? {} : { Status: 'Active', UpdatedDate: 'x' }),
  );
  await putMany(world, world.config.subscriptionsTable, many);
  const run = async (now = new Date()) => {
    await goOn({ ...desk, now: () => now }, { ...RECORDS, mostSteps: 1 }, new Date(now.getTime() + 60_000));
    const noted = new Set<string>();
    for (const { id } of (await desk.arrears.page()).arrears) noted.add(id);
    return noted.size;
  };
  const found = [await run(), await run(), await run()];
  expect(found[0]).toBeLessThan(found[1] ?? 0);
  expect(found[1]).toBeLessThan(found[2] ?? 0);
  expect(found[2]).toBe(25);
  expect((await (await desk.passes()).get('records'))?.cursor).toBeUndefined();

  await world.put(record('LostLater'));
  expect(await run()).toBe(25);
  for (let runs = 0; runs < 3; runs++) await run(new Date(Date.now() + 16 * 60_000));
  expect(await run()).toBe(26);
});

it('lets one of several go on at a time, and starts over when records of a stream were lost', async () => {
  const world = await openWorld();
  const { desk } = deskOf(world);
  let steps = 0;
  const slow = { ...RECORDS, name: 'slow', step: async () => ({ next: { step: ++steps } }), mostSteps: 3 };
  await Promise.all([goOn(desk, slow, inOneMinute(desk)), goOn(desk, slow, inOneMinute(desk))]);
  expect(steps).toBeLessThanOrEqual(4);
  await beginAnew(desk, slow);
  const pass = await (await desk.passes()).get('slow');
  expect([pass?.cursor, Date.parse(pass?.begunAt ?? '')]).toEqual([undefined, 0]);
});

it('asks DynamoDB no more in a minute for thousands of producers than for a hundred, save for those with requests', async () => {
  const world = await openWorld({ accounts: false });
  const { desk, calls } = deskOf(world);
  const ids = Array.from({ length: 3_000 }, (_, at) => String(300_000_000_000 + at));
  const { meshdeskTable, subscriptionsTable } = world.config;
  await putMany(
    world,
    meshdeskTable,
    ids.map((accountId) => ({
      ...{ pk: `account#${accountId}`, sk: 'account', listing: 'accounts', listed: accountId, accountId },
      ...{ name: 'Many', producer: true, consumer: false, channel: 'C0RETAIL', selfApproval: false },
      ...{ approvers: { users: ['U0RITA'], groups: [] }, members: { users: [], groups: [] } },
    })),
  );
  const open = ids.slice(0, 1_000).map((OwnerPrincipal) => record(`Of${OwnerPrincipal}`, { OwnerPrincipal }));
  await putMany(world, subscriptionsTable, open);
  await putMany(
    world,
    meshdeskTable,
    open.map(({ SubscriptionId, ...rest }) => ({
      ...{ pk: `subscription#${SubscriptionId}`, sk: 'card#C0RETAIL', channel: 'C0RETAIL' },
      ...{ listing: 'waiting cards', listed: 'card#C0RETAIL', id: SubscriptionId },
      ...{
        edition: rest.CreationDate,
        ts: '1.1',
        shows: '',
        stands: standingOf({ CreationDate: String(rest.CreationDate), Status: 'Pending' }, undefined),
      },
    })),
  );
  await minute(desk);
  // Two pages of requests and of cards at most; for each hundred a call for owners, cards, records and operations.
  expect(calls()).toBeLessThan(220);
  await minute(desk);
  expect(calls()).toBeLessThan(170);
  const { counts } = await control<{ counts: Record<string, number> }>(world.slack, 'GET', 'calls');
  expect(counts['chat.postMessage'] ?? 0).toBe(0);
}, 120_000);

it('brings what is behind in its channel at the pace of each channel, and what waits for another channel is left for it', async () => {
  const world = await openWorld({ slack: { rateLimits: true } });
  const { desk } = deskOf(world);
  for (let at = 0; at < 7; at++) await world.put(record(`Retail${at}`));
  const FINANCE = { OwnerPrincipal: '222222222222', DatabaseName: 'ledger-222222222222', TableName: ['invoices'] };
  for (let at = 0; at < 3; at++) await world.put(record(`Finance${at}`, FINANCE));
  await minute(desk);
  const retail = await world.as('U0RITA').messages('C0RETAIL');
  const finance = await world.as('U0FINN').messages('C0FINANCE');
  expect([retail.length, finance.length]).toEqual([7, 3]);
  const left: string[] = [];
  for (const { id } of (await desk.arrears.page()).arrears) left.push(id);
  expect(left).toEqual([]);
}, 60_000);
