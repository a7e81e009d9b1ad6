import { readFileSync } from 'node:fs';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, it } from 'vitest';
import { buttonsOf, cardOf, cardShowing, openWorld, textOf, type World } from '../support/world.ts';

/** The images as items. The recording lost what an empty map is: `{}` stands for `{ M: {} }`. */
function itemOf(image: Record<string, AttributeValue>): Record<string, unknown> {
  const whole = Object.entries(image).map(([name, value]) => [
    name,
    Object.keys(value).length === 0 ? { M: {} } : value,
  ]);
  return unmarshall(Object.fromEntries(whole));
}

const RECORDS: Record<string, unknown>[] = JSON.parse(
  readFileSync(new URL('../records/stream-event.json', import.meta.url), 'utf8'),
).Records.map((record: { dynamodb: { NewImage: Record<string, AttributeValue> } }) => itemOf(record.dynamodb.NewImage));
const SALES = 'KsW3zj257VX4YAnKjg2rt8';
const CUSTOMER = 'Njt5ii7zxJQuDj75K2sYSv';
const DATABASE = 'jhceLJEVZ8zfaoCz8HT5ws';

/** Writes the records of these numbers, one after the other. */
async function write(world: World, ...numbers: number[]) {
  for (const number of numbers) await world.put(RECORDS[number] ?? {});
}

/** How many live cards a request has in the channel: those with a header. */
async function liveCards(world: World, id: string): Promise<number> {
  const messages = await world.as('U0RITA').messages('C0RETAIL');
  return messages.filter(({ blocks }) => {
    const text = JSON.stringify(blocks);
    return text.includes(`Request ${id}`) && text.includes('"header"');
  }).length;
}

async function expectTheEnd(world: World) {
  const rita = world.as('U0RITA');
  const [sales, customer, database] = await Promise.all([
    cardShowing(rita, 'C0RETAIL', SALES, 'Access ended'),
    cardShowing(rita, 'C0RETAIL', CUSTOMER, 'Approve would change'),
    cardShowing(rita, 'C0RETAIL', DATABASE, 'Access granted'),
  ]);
  expect(textOf(sales)).toContain('outside Meshdesk');
  expect(buttonsOf(sales)).toEqual(['details']);
  expect(buttonsOf(customer)).toContain('approve');
  expect(textOf(database)).toContain('outside Meshdesk');
  for (const id of [SALES, CUSTOMER, DATABASE]) expect(await liveCards(world, id)).toBe(1);
}

describe('the ten records of the Python library', () => {
  it('give a card each request, step by step', async () => {
    const world = await openWorld();
    await world.bot();
    const rita = world.as('U0RITA');
    await write(world, 0, 1, 2);
    const open = await Promise.all(
      [SALES, CUSTOMER, DATABASE].map((id) => cardShowing(rita, 'C0RETAIL', id, 'Approve would change')),
    );
    await write(world, 3, 4, 5);
    await cardShowing(rita, 'C0RETAIL', SALES, 'Access granted');
    const denied = await cardShowing(rita, 'C0RETAIL', CUSTOMER, 'Access denied');
    expect(textOf(denied)).toContain('no way');
    await write(world, 6, 7);
    await cardShowing(rita, 'C0RETAIL', SALES, 'Imported by the consumer');
    await write(world, 8, 9);
    await expectTheEnd(world);
    expect((await cardOf(rita, 'C0RETAIL', SALES))?.ts).toBe(open[0]?.ts);
  });

  it('give the same when they arrive all at once, before the bot starts, and twice', async () => {
    const world = await openWorld();
    await write(world, ...RECORDS.keys(), ...RECORDS.keys());
    await world.bot();
    await expectTheEnd(world);
  });

  it('show in the end what is stored, in whichever order they are written', async () => {
    const world = await openWorld();
    await world.bot();
    await write(world, ...[...RECORDS.keys()].reverse());
    const rita = world.as('U0RITA');
    for (const id of [SALES, CUSTOMER, DATABASE]) {
      await cardShowing(rita, 'C0RETAIL', id, 'Approve would change');
      await rita.until(async () => (await liveCards(world, id)) === 1);
    }
  });

  it('make a new card of a request that is repeated after its denial, and close the old one', async () => {
    const world = await openWorld();
    await world.bot();
    const rita = world.as('U0RITA');
    await write(world, 1);
    const first = await cardShowing(rita, 'C0RETAIL', CUSTOMER, 'Approve would change');
    await write(world, 4);
    await cardShowing(rita, 'C0RETAIL', CUSTOMER, 'Access denied');
    await write(world, 9);
    const second = await rita.until(async () => {
      const card = await cardOf(rita, 'C0RETAIL', CUSTOMER);
      return card && card.ts !== first.ts && buttonsOf(card).includes('approve') ? card : null;
    });
    expect(textOf(second)).toContain('Marketing (999999999999) asks for SELECT on customer');
    const old = (await rita.messages('C0RETAIL')).find(({ ts }) => ts === first.ts);
    expect(textOf(old ?? { blocks: [] })).toContain('Asked again');
    expect(buttonsOf(old ?? { blocks: [] })).toEqual([]);
  });
});
