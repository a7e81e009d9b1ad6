import { describe, expect, it } from 'vitest';
import type { SeenMessage } from '../../local/slack/person.ts';
import { buttonsOf, cardShowing, openWorld, textOf } from '../support/world.ts';

const CLI = {
  UpdatedDate: '2026-11-23 07:00:00',
  UpdatedBy: 'arn:aws:sts::555555555555:assumed-role/DataMeshAdminProducer-111111111111/cli.user',
};
const MARKETING = '999999999999';

/** An approval of two tables, one of which is refused. */
async function halfDone() {
  const world = await openWorld();
  await world.bot();
  const id = await world.ask();
  const rita = world.as('U0RITA');
  const refused = { code: 'AccessDeniedException', message: 'not this one', table: 'web_sales' };
  world.lake.addFault({ match: { operation: 'BatchGrantPermissions' }, action: { failEntry: refused } });
  await rita.click(await cardShowing(rita, 'C0RETAIL', id, 'Approve would change'), 'approve');
  await cardShowing(rita, 'C0RETAIL', id, 'done in part');
  world.lake.clearFaults();
  expect(world.grants(MARKETING)).toContain('store_sales: DESCRIBE / DESCRIBE');
  return { world, rita, id };
}

describe('a half-done approval', () => {
  it.each([
    ['denied', { Status: 'Denied' }, 'Denied outside Meshdesk'],
    ['ended', { Status: 'Deleted' }, 'Ended outside Meshdesk'],
  ])('of a request that is %s elsewhere is taken back, and card and history say so', async (_what, status, words) => {
    const { world, rita, id } = await halfDone();
    await world.put({ ...(await world.record(id)), ...CLI, ...status });
    const card = await cardShowing(rita, 'C0RETAIL', id, 'was taken back');
    expect(textOf(card)).toContain(words);
    expect(textOf(card)).toContain('What @U0RITA had granted by then');
    expect(world.grants(MARKETING)).toEqual([]);
    const events = (await world.kept(id)).filter(({ sk }) => String(sk).startsWith('event#'));
    expect(events.map(({ what }) => what)).toEqual(['claimed', 'partly', 'taking back', 'taken back']);
    expect(await world.record(id)).toMatchObject(status);
  });

  it('of a request that is asked anew, and of one whose record is gone, is taken back as well', async () => {
    const { world, rita, id } = await halfDone();
    await world.put({ ...(await world.record(id)), CreationDate: '2026-11-23 08:00:00' });
    const card = await cardShowing(rita, 'C0RETAIL', id, 'was taken back');
    expect(world.grants(MARKETING)).toEqual([]);
    expect(buttonsOf(card)).toContain('approve');
  });

  it('that cannot be taken back is raised with the admins, stays in the list, and nothing else is decided', async () => {
    const { world, rita, id } = await halfDone();
    const refused = { code: 'AccessDeniedException', message: 'hands off', table: 'store_sales' };
    world.lake.addFault({ match: { operation: 'BatchRevokePermissions' }, action: { failEntry: refused } });
    await world.put({ ...(await world.record(id)), ...CLI, Status: 'Denied' });
    const ada = world.as('U0ADA');
    const alarm = await ada.until<SeenMessage>(async () => {
      const messages = await ada.messages('C0ADMINS');
      return messages.find((one) => textOf(one).includes('could not be taken back')) ?? null;
    }, 60_000);
    expect(textOf(alarm)).toContain('store_sales');
    expect(textOf(alarm)).toContain('hands off');
    const card = await cardShowing(rita, 'C0RETAIL', id, 'is there still');
    expect(buttonsOf(card)).toEqual(['details']);
    const operation = (await world.kept(id)).find(({ sk }) => sk === 'operation');
    expect(operation).toMatchObject({ state: 'partly', takesBack: 1, listing: 'left over' });
  }, 90_000);
});
