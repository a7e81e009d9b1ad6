import { expect, it, vi } from 'vitest';
import { botProcess } from '../support/bot-process.ts';
import { creationShowing, creationsIn, modalFor, tablesOf, unfinished } from '../support/creations.ts';
import { openWorld, textOf } from '../support/world.ts';

it('goes on where a killed bot stopped: the bar moves, and it ends as if nothing had happened', {
  timeout: 90_000,
}, async () => {
  const world = await openWorld();
  const first = botProcess(world.environment);
  const rita = world.as('U0RITA');
  await vi.waitFor(async () => expect(await rita.command('/mesh create', 'C0RETAIL')).toEqual({}), 20_000);
  const modal = await modalFor(rita, 'all');
  world.lake.setLatency(250);
  await rita.submit(modal, { meshDatabase: 'everything' });
  const moving = await rita.untilMessage(
    'C0RETAIL',
    (message) => /█+░+ \d+ of 2\d tables/.test(textOf(message)),
    60_000,
  );
  expect(textOf(moving)).toContain('⏳ Creating data products');
  await first.kill();
  expect(await unfinished(world)).toHaveLength(1);
  world.lake.setLatency(0);

  botProcess(world.environment);

  const done = await creationShowing(rita, 'C0RETAIL', '25 tables shared');
  expect(done.ts).toBe(moving.ts);
  expect(await creationsIn(rita, 'C0RETAIL')).toHaveLength(1);
  const offered = tablesOf(world, '555555555555', 'everything');
  expect(offered).toHaveLength(25);
  expect(tablesOf(world, '111111111111', 'everything')).toEqual(offered.map((name) => `${name}_link`).sort());
  expect(await unfinished(world)).toEqual([]);
});
