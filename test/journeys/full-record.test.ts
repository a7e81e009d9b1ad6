import { expect, it } from 'vitest';
import { itemBytes } from '../../src/mesh/stores/item-size.ts';
import { filled, modalOf } from '../support/modals.ts';
import { buttonsOf, cardShowing, openWorld, textOf } from '../support/world.ts';

const FULL = 'has no room left';

it('a record without room is offered for less and for denial, which stands though the record cannot say so', async () => {
  const world = await openWorld();
  await world.bot();
  const id = await world.ask({ Junk: '' });
  const rita = world.as('U0RITA');
  await cardShowing(rita, 'C0RETAIL', id, 'Approve would change');
  const item = (await world.record(id)) ?? {};
  const Junk = 'j'.repeat(400 * 1024 - itemBytes(item));
  await world.put({ ...item, Junk });

  const card = await cardShowing(rita, 'C0RETAIL', id, FULL);
  expect(buttonsOf(card)).toEqual(['approve_with_changes', 'deny', 'details']);
  await modalOf(rita, card, 'approve_with_changes');
  expect(textOf(await filled(rita, FULL))).toContain('nothing is granted by it');

  await rita.click(card, 'deny');
  const isDenial = ({ blocks }: { blocks: unknown[] }) => JSON.stringify(blocks).includes('"action_id":"reason"');
  const denial = await rita.untilView(isDenial, 20_000);
  expect(await rita.submit(denial, { reason: 'too much' })).toEqual({});
  const denied = await cardShowing(rita, 'C0RETAIL', id, 'Access denied');
  expect(textOf(denied)).toContain('The record in the shared table has no room left to say so');
  expect(await world.record(id)).toMatchObject({ Status: 'Pending', Junk });
  expect(world.grants('999999999999')).toEqual([]);
});
