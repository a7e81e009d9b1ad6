import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { expect, it } from 'vitest';
import { deskFromConfig, ownDocuments } from '../../src/handlers/desk-from-config.ts';
import { sweep } from '../../src/handlers/sweep/sweep.ts';
import type { Arrear } from '../../src/mesh/stores/arrears.ts';
import { control } from '../support/slack.ts';
import { buttonsOf, openWorld, textOf, type World } from '../support/world.ts';

const CHANNEL = 'C0RETAIL';
/** Of a consumer that nobody has connected: it has no message but the card. */
const REQUEST = { SubscriptionId: 'HeldUp', SubscriberPrincipal: '888888888888' };
const DENIED = { Status: 'Denied', UpdatedDate: '2026-11-23 07:10:00', UpdatedBy: 'an earlier one' };
const ENDED = { Status: 'Deleted', UpdatedDate: '2026-11-23 07:20:00', UpdatedBy: 'a later one' };

/** A desk without a bot, whose clock goes on when it is told to. */
async function stage() {
  const world = await openWorld();
  let ahead = 0;
  const desk = deskFromConfig(world.config, ownDocuments(world.config), () => new Date(Date.now() + ahead));
  const draw = () => desk.refresher.now(REQUEST.SubscriptionId);
  await world.ask(REQUEST);
  return {
    world,
    draw,
    async record(over: object) {
      await world.ask({ ...REQUEST, ...over });
      await draw();
    },
    async removed() {
      const { subscriptionsTable: TableName } = world.config;
      const { SubscriptionId } = REQUEST;
      await world.documents.send(new DeleteCommand({ TableName, Key: { SubscriptionId } }));
      await draw();
    },
    /** The next call of the method is given up, and takes effect when it is told to. */
    givenUp: (method: string, over: object = { ms: 0 }) =>
      control(world.slack, 'POST', 'faults', { method, action: 'late', ...over }),
    takesEffect: () => expect.poll(() => control(world.slack, 'POST', 'late')).toEqual({ carriedOut: 1 }),
    async sweepIn(seconds: number) {
      ahead += seconds * 1_000;
      await sweep(desk, new Date(desk.now().getTime() + 60_000));
    },
    async noted() {
      const notes: Arrear[] = [];
      for (const arrear of (await desk.arrears.page()).arrears) notes.push(arrear);
      return notes.length;
    },
  };
}

const cards = (world: World) => world.as('U0RITA').messages(CHANNEL);
const texts = async (world: World) => (await cards(world)).map(textOf);

async function callsOfChat({ slack }: World): Promise<number> {
  const { calls } = await control<{ calls: { method: string }[] }>(slack, 'GET', 'calls');
  return calls.filter(({ method }) => /^(chat\.|conversations\.history)/.test(method)).length;
}

it.each([
  ['hung until the bot gave it up', {}],
  ['lost its connection', { ms: 0 }],
])(
  'a card shows the newer state though an older update that %s takes effect after it',
  async (_how, fault) => {
    const { world, draw, record, givenUp, takesEffect, sweepIn, noted } = await stage();
    await draw();
    await givenUp('chat.update', fault);
    await record(DENIED);
    await record(ENDED);
    await takesEffect();
    await sweepIn(0);
    expect(await texts(world)).toEqual([expect.stringContaining('Access denied')]);

    await sweepIn(61);

    expect(await texts(world)).toEqual([expect.stringContaining('Access ended')]);
    expect(await noted()).toBe(0);
    const before = await callsOfChat(world);
    await sweepIn(61);
    expect(await callsOfChat(world)).toBe(before);
  },
  60_000,
);

it('a card that shows what a given-up update was to show is not drawn again', async () => {
  const { world, draw, record, givenUp, sweepIn, noted } = await stage();
  await draw();
  await givenUp('chat.update');
  await record(DENIED);
  const before = await callsOfChat(world);
  expect(await noted()).toBe(1);
  await sweepIn(61);
  expect([await noted(), await callsOfChat(world)]).toEqual([0, before]);
}, 30_000);

it('a card that was closed is closed again when an older update brings its buttons back', async () => {
  const { world, draw, record, removed, givenUp, takesEffect, sweepIn } = await stage();
  await draw();
  await givenUp('chat.update');
  await record({ RequestedGrants: ['SELECT'] });
  await removed();
  await takesEffect();
  expect((await cards(world)).map(buttonsOf)).toEqual([expect.arrayContaining(['approve'])]);
  await sweepIn(61);
  expect((await cards(world)).map(buttonsOf)).toEqual([[]]);
}, 30_000);

it('a card that a newer one took the place of is closed again when an older update brings its buttons back', async () => {
  const { world, draw, record, givenUp, takesEffect, sweepIn } = await stage();
  await draw();
  await givenUp('chat.update');
  await record({ RequestedGrants: ['SELECT'] });
  await record({ CreationDate: '2026-11-23 09:00:00' });
  await takesEffect();
  const live = expect.arrayContaining(['approve']);
  expect((await cards(world)).map(buttonsOf)).toEqual([live, live]);
  await sweepIn(61);
  expect((await cards(world)).map(buttonsOf)).toEqual([[], live]);
}, 30_000);

it('what was given up in a channel that was archived since holds up nothing', async () => {
  const { world, draw, record, givenUp, sweepIn, noted } = await stage();
  await draw();
  await givenUp('chat.update');
  await record({ RequestedGrants: ['SELECT'] });
  await record({ CreationDate: '2026-11-23 09:00:00' });
  await control(world.slack, 'POST', 'channels', { channel: CHANNEL, archived: true });
  expect(await noted()).toBe(1);
  await sweepIn(61);
  expect(await noted()).toBe(0);
}, 30_000);

it('a card that was posted late beside the one that was posted after it is taken away', async () => {
  const { world, draw, givenUp, takesEffect, sweepIn, noted } = await stage();
  await givenUp('chat.postMessage');
  await expect(draw()).rejects.toThrow();
  await sweepIn(16);
  expect(await texts(world)).toHaveLength(1);
  const [first] = await cards(world);
  await takesEffect();
  expect(await texts(world)).toHaveLength(2);
  await sweepIn(61);
  expect((await cards(world)).map(({ ts }) => ts)).toEqual([first?.ts]);
  expect(await noted()).toBe(0);
}, 30_000);

it('a card that was posted late, when its record was gone, is taken away', async () => {
  const { world, draw, removed, givenUp, takesEffect, sweepIn, noted } = await stage();
  await givenUp('chat.postMessage');
  await expect(draw()).rejects.toThrow();
  await expect(removed()).rejects.toMatchObject({ name: 'PostingHeld' });
  await sweepIn(16);
  await takesEffect();
  expect(await texts(world)).toHaveLength(1);
  await sweepIn(61);
  expect(await texts(world)).toEqual([]);
  expect(await noted()).toBe(0);
}, 30_000);
