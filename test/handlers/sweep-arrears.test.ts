import { expect, it, vi } from 'vitest';
import { deskFromConfig, ownDocuments } from '../../src/handlers/desk-from-config.ts';
import type { FrontDesk } from '../../src/handlers/front-desk.ts';
import { workOff } from '../../src/handlers/sweep/arrears.ts';
import { inOneMinute } from '../support/sweeping.ts';
import { openWorld, type World } from '../support/world.ts';

/** A desk without a bot, and how often it lists what is behind. */
function deskOf({ config }: World) {
  const documents = ownDocuments(config);
  let listings = 0;
  documents.middlewareStack.add(
    (next, { commandName }) =>
      (args) => {
        if (commandName === 'QueryCommand' && 'KeyConditionExpression' in args.input) {
          if (String(args.input.KeyConditionExpression).includes(':arrears')) listings += 1;
        }
        return next(args);
      },
    { step: 'initialize' },
  );
  return { desk: deskFromConfig(config, documents), listings: () => listings };
}

/** Notes that requests are behind in a channel, one a second, from so many seconds ago. */
async function note(desk: FrontDesk, channel: string, ids: readonly string[], secondsAgo: number): Promise<void> {
  const first = desk.now().getTime() - secondsAgo * 1_000;
  for (const [at, id] of ids.entries()) {
    await desk.arrears.add(id, 'subscription', new Date(first + at * 1_000), channel);
  }
}

const idsOf = async (desk: FrontDesk) => (await desk.arrears.page()).arrears.map(({ id }) => id).sort();

it('takes so many of each channel, and every channel has its turn, however much is behind in one', async () => {
  const { desk } = deskOf(await openWorld());
  await note(desk, 'C0RETAIL', ['r0', 'r1', 'r2', 'r3', 'r4'], 100);
  await note(desk, 'C0FINANCE', ['f0'], 50);
  await workOff(desk, inOneMinute(desk), undefined, { ofEach: 2, pages: 10, limit: 2 });
  expect(await idsOf(desk)).toEqual(['r2', 'r3', 'r4']);
});

it('reads so many pages a run, and goes on where it has ended, though nothing of the first can be drawn', async () => {
  const { desk, listings } = deskOf(await openWorld());
  const failing = new Set(['r0', 'r1', 'r2', 'r3', 'r4', 'r5']);
  await note(desk, 'C0RETAIL', [...failing], 100);
  await note(desk, 'C0FINANCE', ['f0', 'f1'], 50);
  vi.spyOn(desk.logger, 'error').mockImplementation(() => undefined);
  const now = (id: string) => (failing.has(id) ? Promise.reject(new Error(id)) : desk.refresher.now(id));
  const hindered = { ...desk, refresher: { ...desk.refresher, now } };
  const run = async () => {
    const before = listings();
    await workOff(hindered, inOneMinute(desk), undefined, { ofEach: 1, pages: 3, limit: 2 });
    return listings() - before;
  };
  expect(await run()).toBe(3);
  expect(await idsOf(desk)).toContain('f0');
  expect(await run()).toBe(3);
  expect(await idsOf(desk)).toEqual(['f1', ...failing]);
  // And from the beginning again.
  failing.clear();
  for (let runs = 0; runs < 8; runs++) expect(await run()).toBeLessThanOrEqual(3);
  expect(await idsOf(desk)).toEqual([]);
});
