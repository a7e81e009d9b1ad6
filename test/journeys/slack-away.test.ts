import { expect, it, vi } from 'vitest';
import { cardShowing, openWorld, tellSlack } from '../support/world.ts';

it('a decision made while Slack cannot be written to takes effect, and its card follows when it can', async () => {
  const world = await openWorld();
  const bot = await world.bot();
  const id = await world.ask();
  const rita = world.as('U0RITA');
  const card = await cardShowing(rita, 'C0RETAIL', id, 'Approve would change');
  await tellSlack(world, 'faults', { method: 'chat.update', action: 'error', error: 'fatal_error', count: null });

  await rita.click(card, 'approve');

  const behind = async () => (await world.kept(id)).filter(({ sk }) => sk === 'arrears');
  await vi.waitFor(async () => expect(await behind()).toHaveLength(1), { timeout: 60_000, interval: 200 });
  expect(await world.record(id)).toMatchObject({ Status: 'Active' });
  await bot.stop();
  await fetch(`${world.slack.url}/_control/faults`, { method: 'DELETE' });

  await world.bot();

  await cardShowing(rita, 'C0RETAIL', id, 'Granted by @U0RITA');
  await vi.waitFor(async () => expect(await behind()).toEqual([]), { timeout: 10_000, interval: 200 });
}, 120_000);
