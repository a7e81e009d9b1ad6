import { expect, it } from 'vitest';
import { standingOf } from '../../src/handlers/request-state.ts';
import { beginAnew, goOn } from '../../src/handlers/sweep/pass.ts';
import { RECORDS } from '../../src/handlers/sweep/records.ts';
import { lookAnew } from '../../src/handlers/sweep/sweep.ts';
import { control } from '../support/slack.ts';
import { deskOf, inOneMinute, minute, putMany, record, shownIn } from '../support/sweeping.ts';
import { openWorld } from '../support/world.ts';

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
