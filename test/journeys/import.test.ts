import { describe, expect, it } from 'vitest';
import type { SeenMessage } from '../../local/slack/person.ts';
import { told } from '../support/asking.ts';
import { buttonsOf, cardShowing, openWorld, textOf, type World } from '../support/world.ts';

const MARKETING = '999999999999';
const DATABASE = 'tpcds-111111111111';

/** A world with a request that Rita has approved, and the notice in marketing's channel. */
async function approved(): Promise<{ world: World; id: string; notice: SeenMessage }> {
  const world = await openWorld();
  await world.bot();
  const id = await world.ask();
  const rita = world.as('U0RITA');
  await rita.click(await cardShowing(rita, 'C0RETAIL', id, 'Approve would change'), 'approve');
  return { world, id, notice: await noticeSaying(world, id, 'Import it to use it') };
}

function noticeSaying(world: World, id: string, text: string): Promise<SeenMessage> {
  return cardShowing(world.as('U0MAYA'), 'C0MARKETING', id, text, 60_000);
}

/** Databases in marketing's own catalog. */
const databasesOf = (world: World) => Object.keys(world.lake.state().accounts[MARKETING]?.databases ?? {});

describe('importing what was granted', () => {
  it('accepts the shares, links the database and notes it in the record; the notice and the card say so', async () => {
    const { world, id, notice } = await approved();
    expect(buttonsOf(notice)).toEqual(['import']);
    expect(databasesOf(world)).toEqual([]);

    await world.as('U0MAYA').click(notice, 'import');

    const imported = await noticeSaying(world, id, 'Imported by @U0MAYA');
    expect(imported.ts).toBe(notice.ts);
    expect(textOf(imported)).toContain(`Query it as database ${DATABASE}`);
    expect(buttonsOf(imported)).toEqual([]);
    expect(databasesOf(world)).toEqual([DATABASE]);
    const record = await world.record(id);
    expect(record).toMatchObject({ Status: 'Active', ImportedToConsumer: true });
    expect(String(record?.UpdatedBy)).toContain('slack-U0RITA');
    await cardShowing(world.as('U0RITA'), 'C0RETAIL', id, 'Imported by the consumer.');
    const kept = await world.kept(id);
    expect(kept.find(({ sk }) => sk === 'operation')).toMatchObject({ state: 'done', order: { kind: 'approve' } });
    expect(kept.find(({ sk }) => sk === 'import')).toMatchObject({ state: 'done', actor: 'U0MAYA' });
    const history = kept.filter(({ sk }) => String(sk).startsWith('event#'));
    expect(history.map(({ kind, what }) => `${kind} ${what}`)).toEqual([
      'approve claimed',
      'approve done',
      'import claimed',
      'import done',
    ]);
  });

  it('imports once, whoever clicks twice', async () => {
    const { world, id, notice } = await approved();
    const maya = world.as('U0MAYA');
    await Promise.all([maya.click(notice, 'import'), maya.click(notice, 'import')]);
    await noticeSaying(world, id, 'Imported by @U0MAYA');
    const events = (await world.kept(id)).filter(({ kind }) => kind === 'import');
    expect(events.map(({ what }) => what)).toEqual(['claimed', 'done']);
    const answer = await told(maya, 'C0MARKETING', `/mesh import ${id}`);
    expect(textOf(answer)).toContain('imported this at');
  });

  it('says why it did not work, and Retry does it', { timeout: 90_000 }, async () => {
    const { world, id, notice } = await approved();
    const refused = { code: 'OperationNotPermittedException', message: 'RAM is closed today.' };
    world.lake.addFault({ match: { operation: 'AcceptResourceShareInvitation' }, action: { error: refused } });
    const maya = world.as('U0MAYA');
    await maya.click(notice, 'import');
    const failed = await noticeSaying(world, id, 'The import did not work.');
    expect(textOf(failed)).toContain('RAM is closed today.');
    expect(databasesOf(world)).toEqual([]);
    expect(await world.record(id)).not.toHaveProperty('ImportedToConsumer');

    world.lake.clearFaults();
    await maya.click(failed, 'import');

    await noticeSaying(world, id, 'Imported by @U0MAYA');
    expect(databasesOf(world)).toEqual([DATABASE]);
  });

  it('is by the command as well; who has no part in the request finds none', async () => {
    const { world, id } = await approved();
    const finn = world.as('U0FINN');
    expect(textOf(await told(finn, 'C0FINANCE', `/mesh import ${id}`))).toContain('There is no request');
    const rita = await told(world.as('U0RITA'), 'C0RETAIL', `/mesh import ${id}`);
    expect(textOf(rita)).toContain('You are not a member of this account.');
    expect(textOf(await told(world.as('U0MAYA'), 'C0MARKETING', `/mesh import ${id}`))).toContain('has begun');
    await noticeSaying(world, id, 'Imported by @U0MAYA');
  });

  it('is not there before the approval', async () => {
    const world = await openWorld();
    await world.bot();
    const id = await world.ask();
    const notice = await noticeSaying(world, id, 'has to decide');
    expect(buttonsOf(notice)).toEqual([]);
    const answer = await told(world.as('U0MAYA'), 'C0MARKETING', `/mesh import ${id}`);
    expect(textOf(answer)).toContain('This is pending, so there is nothing to import.');
  });
});
