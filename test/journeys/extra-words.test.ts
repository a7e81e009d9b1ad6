import { expect, it } from 'vitest';
import { COMMANDS } from '../../src/handlers/commands/mesh.ts';
import { told } from '../support/asking.ts';
import { cardShowing, openWorld, textOf } from '../support/world.ts';

const CHANNEL = 'C0RETAIL';

it('counts as many words for a command as its help names', () => {
  const named = ({ takes = '' }: { takes?: string }) =>
    /words|ACCOUNT/.test(takes) ? Number.POSITIVE_INFINITY : takes.split(' ').filter(Boolean).length;
  expect(COMMANDS.map(({ word, most = 0 }) => [word, most])).toEqual(COMMANDS.map((one) => [one.word, named(one)]));
});

it('says which words after a command it does not understand, what the command takes, and does nothing', async () => {
  const world = await openWorld();
  await world.bot();
  const id = await world.ask();
  const [rita, ada] = [world.as('U0RITA'), world.as('U0ADA')];
  await cardShowing(rita, CHANNEL, id, 'Approve would change');
  const answer = async (words: string) => textOf(await told(rita, CHANNEL, `/mesh ${words}`));
  for (const word of ['help', 'create']) {
    expect(await answer(`${word} foo  <b>`)).toBe(
      `What does foo <b> mean? /mesh ${word} takes no words after it. Nothing was done.`,
    );
  }
  for (const word of ['show', 'import', 'revoke']) {
    expect(await answer(`${word} ${id} now`)).toBe(
      `What does now mean? /mesh ${word} ID takes nothing else. Nothing was done.`,
    );
  }
  expect(await answer('products tpcds web_.* now')).toContain('What does now mean?');
  expect(textOf(await told(ada, 'C0ADMINS', '/mesh connect 1111 xyz'))).toBe(
    'What does 1111 xyz mean? An account has 12 digits, as in /mesh connect 111111111111. Nothing was done.',
  );
  for (const me of [rita, ada]) expect(await me.views()).toEqual([]);
  expect((await world.kept(id)).filter(({ sk }) => sk === 'operation')).toEqual([]);
});
