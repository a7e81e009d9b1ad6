import { expect, it } from 'vitest';
import { control } from '../support/slack.ts';
import { cardShowing, openWorld, tellSlack, type World } from '../support/world.ts';

const FINANCE = { OwnerPrincipal: '222222222222', DatabaseName: 'ledger-222222222222', TableName: ['invoices'] };

interface Call {
  method: string;
  ts: number;
  args: { channel?: string; metadata?: { event_payload: { subscriptionId: string } } };
  error: string | null;
}

/** What the bot posted, or tried to. */
async function posts(world: World): Promise<Call[]> {
  const { calls } = await control<{ calls: Call[] }>(world.slack, 'GET', 'calls');
  return calls.filter(({ method }) => method === 'chat.postMessage');
}

/** Requests of a consumer that nobody has connected: nobody is told but the owners. */
async function askMany(world: World, many: number, of: Record<string, unknown>): Promise<string[]> {
  const names = Array.from({ length: many }, (_, at) => `Load${of.DatabaseName ?? ''}x${String(at).padStart(3, '0')}`);
  for (const SubscriptionId of names) {
    await world.ask({ SubscriptionId, ...of, SubscriberPrincipal: '888888888888' });
  }
  return names;
}

it('posts every card of a flood once at the pace of each channel, and answers clicks meanwhile', async () => {
  const world = await openWorld({ slack: { rateLimits: true } });
  const long = await askMany(world, 16, {});
  const short = await askMany(world, 6, FINANCE);
  await world.bot();
  const finn = world.as('U0FINN');
  const card = await cardShowing(finn, 'C0FINANCE', short[0] ?? '', 'Access request');
  const { notice } = await finn.click(card, 'details');
  expect(notice).toBeUndefined();

  await cardShowing(world.as('U0RITA'), 'C0RETAIL', long.at(-1) ?? '', 'Access request', 60_000);
  const rita = world.as('U0RITA');
  await rita.until(async () => (await posts(world)).filter(({ error }) => error === null).length === 22, 60_000);

  const all = await posts(world);
  const posted = all.filter(({ error }) => error === null);
  const ids = posted.map(({ args }) => args.metadata?.event_payload.subscriptionId);
  expect(ids.toSorted()).toEqual([...long, ...short].toSorted());
  const times = (channel: string) => posted.filter(({ args }) => args.channel === channel).map(({ ts }) => ts);
  const [retail, finance] = [times('C0RETAIL'), times('C0FINANCE')];
  expect(Math.max(...finance)).toBeLessThan(retail.toSorted((a, b) => a - b).at(10) ?? 0);
  // Without a queue each of those that wait tries again each second: some sixty times.
  expect(all.length - posted.length).toBeLessThan(25);
}, 90_000);

it('tells a channel of what people do before it goes on with a flood', async () => {
  const world = await openWorld({ slack: { rateLimits: true } });
  const first = await world.ask(FINANCE);
  await world.bot();
  const maya = world.as('U0MAYA');
  const finn = world.as('U0FINN');
  const card = await cardShowing(finn, 'C0FINANCE', first, 'Access request');
  const before = (await maya.messages('C0MARKETING')).length;
  const flood = Array.from({ length: 20 }, (_, at) => `Flood${String(at).padStart(3, '0')}`);
  for (const SubscriptionId of flood) await world.ask({ SubscriptionId });
  await maya.until(async () => (await maya.messages('C0MARKETING')).length >= before + 4, 20_000);
  await finn.click(card, 'deny');
  const view = await finn.untilView();
  await finn.submit(view, { reason: 'not now' });
  await maya.untilMessage('C0MARKETING', ({ blocks }) => JSON.stringify(blocks).includes('not now'), 20_000);
  const told = (await posts(world)).filter(({ args, error }) => args.channel === 'C0MARKETING' && error === null);
  expect(told.length).toBeLessThan(1 + flood.length);
  await tellSlack(world, 'rate-limits', { enabled: false });
}, 60_000);
