import { expect, it } from 'vitest';
import { control } from '../support/slack.ts';
import { cardShowing, openWorld, tellSlack } from '../support/world.ts';

it('a decision that is made while Slack has one of two connections changed is taken, once', async () => {
  const world = await openWorld();
  await world.bot();
  expect(await control(world.slack, 'GET', 'socket')).toEqual({ connections: 2 });
  const id = await world.ask();
  const rita = world.as('U0RITA');
  const card = await cardShowing(rita, 'C0RETAIL', id, 'Approve would change');

  const [reaction] = await Promise.all([rita.click(card, 'approve'), tellSlack(world, 'socket', { disconnect: true })]);

  expect(reaction).toEqual({});
  await cardShowing(rita, 'C0RETAIL', id, 'Granted by @U0RITA');
  const history = (await world.kept(id)).filter(({ sk }) => String(sk).startsWith('event#'));
  expect(history.map(({ what }) => what)).toEqual(['claimed', 'done']);
});
