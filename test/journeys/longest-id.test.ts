import { expect, it } from 'vitest';
import { cardShowing, openWorld, textOf } from '../support/world.ts';

it('tells the admins once of a record whose id is as long as a key may be, and keeps the way free for the next', async () => {
  const world = await openWorld();
  const longest = `${'x'.repeat(2046)}é`;
  const names = (message: { blocks: unknown[] }) => textOf(message).includes(longest.slice(0, 60));
  await world.ask({ SubscriptionId: longest });
  await world.bot();
  const ada = world.as('U0ADA');
  const told = await ada.untilMessage('C0ADMINS', names, 20_000);
  expect(textOf(told)).toContain('SubscriptionId: ');
  const id = await world.ask();
  await cardShowing(world.as('U0RITA'), 'C0RETAIL', id, 'Approve would change');
  await world.put({ ...(await world.record(longest)), Status: 'Active' });
  const next = await world.ask();
  await cardShowing(world.as('U0RITA'), 'C0RETAIL', next, 'Approve would change');
  const all = await ada.messages('C0ADMINS');
  expect(all.filter(names)).toHaveLength(1);
});
