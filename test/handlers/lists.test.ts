import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { expect, it } from 'vitest';
import { listBlocks, listView } from '../../src/blocks/list.ts';
import type { ListRef } from '../../src/blocks/list-ref.ts';
import { fallback } from '../../src/blocks/rich.ts';
import { deskFromConfig } from '../../src/handlers/desk-from-config.ts';
import { listPage } from '../../src/handlers/lists.ts';
import { checkContent, checkSurface } from '../support/block-checks.ts';
import { aSettled, aSubscription } from '../support/factories.ts';
import { openWorld, textOf, type World } from '../support/world.ts';

/** DynamoDB takes 25 puts a call. */
async function write({ documents, config }: World, items: Record<string, unknown>[]): Promise<void> {
  for (let at = 0; at < items.length; at += 25) {
    const puts = items.slice(at, at + 25).map((Item) => ({ PutRequest: { Item } }));
    await documents.send(new BatchWriteCommand({ RequestItems: { [config.subscriptionsTable]: puts } }));
  }
}

const request = (at: number) => ({
  ...aSubscription({ SubscriptionId: `open-${at}`, TableName: [`table_${at}`] }),
  CreationDate: `2026-11-${String(30 - (at % 30)).padStart(2, '0')} 08:00:00`,
});

it('pages through 2,000 subscriptions and 2,000 requests to their ends, each entry once', {
  timeout: 120_000,
}, async () => {
  const world = await openWorld();
  await write(
    world,
    Array.from({ length: 2_000 }, (_, at) => aSettled(at)),
  );
  await write(
    world,
    Array.from({ length: 2_000 }, (_, at) => request(at)),
  );
  const desk = deskFromConfig(world.config);
  const page = async (list: ListRef['list'], at: number) => {
    const drawn = await listPage(desk, { userId: 'U0RITA', channel: undefined }, { list, at: String(at), words: [] });
    checkContent({ text: fallback(listBlocks(drawn)), blocks: listBlocks(drawn) });
    checkSurface(listView(drawn));
    return drawn;
  };
  const seen = new Set<string>();
  for (const at of [0, 1, 2, 248, 249]) {
    const { entries, position } = await page('requests', at);
    const from = at * 8 + 1;
    expect(position).toBe(`${from.toLocaleString('en-US')}–${(from + 7).toLocaleString('en-US')} of 2,000`);
    for (const entry of entries) seen.add(/table_\d+/.exec(textOf({ blocks: entry }))?.[0] ?? '');
  }
  expect(seen.size).toBe(40);
  expect((await page('requests', 249)).next).toBeUndefined();
  expect((await page('subscriptions', 499)).position).toBe('3,993–4,000 of 4,000');
  expect((await page('subscriptions', 100_000)).position).toBe('3,993–4,000 of 4,000');
});

it('lists as open what nobody has decided on by its own table, whatever the record says', async () => {
  const world = await openWorld();
  const again = { ...aSubscription({ SubscriptionId: 'again' }), Status: 'Denied' };
  await write(world, [again, request(1)]);
  const desk = deskFromConfig(world.config);
  const asker = { userId: 'U0RITA', channel: undefined };
  const ref: ListRef = { list: 'requests', at: '', words: [] };
  expect((await listPage(desk, asker, ref)).position).toBe('1–2 of 2');
});

it('shows connected accounts to admins alone, and the history of all accounts to them', async () => {
  const world = await openWorld();
  const desk = deskFromConfig(world.config);
  const entries = async (userId: string, list: ListRef['list']) =>
    (await listPage(desk, { userId, channel: undefined }, { list, at: '', words: [] })).entries.length;
  expect(await entries('U0ADA', 'accounts')).toBe(3);
  expect(await entries('U0RITA', 'accounts')).toBe(0);
  const seen = await desk.directory.get('111111111111');
  if (seen === undefined) throw new Error('Retail is not connected');
  for (let at = 0; at < 20; at += 1) {
    const revision =
      at === 0 ? {} : { revision: (await desk.directory.get('111111111111', { consistent: true }))?.revision ?? '' };
    await desk.directory.connect(seen, revision, 'U0ADA', new Date());
  }
  expect(await entries('U0ADA', 'audit')).toBe(8);
  expect(await entries('U0RITA', 'audit')).toBe(8);
  expect(await entries('U0FINN', 'audit')).toBe(0);
  let [pages, at] = [0, ''];
  do {
    const { next } = await listPage(desk, { userId: 'U0RITA', channel: undefined }, { list: 'audit', at, words: [] });
    at = next?.at ?? '';
    pages += 1;
  } while (at !== '');
  expect(pages).toBe(3);
});
