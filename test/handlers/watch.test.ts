import { expect, it } from 'vitest';
import { deskFromConfig } from '../../src/handlers/desk-from-config.ts';
import type { FrontDesk } from '../../src/handlers/front-desk.ts';
import { people } from '../../src/handlers/people.ts';
import { watchAccounts } from '../../src/handlers/watch.ts';
import { control } from '../support/slack.ts';
import { openWorld, textOf, type World } from '../support/world.ts';

/** A desk whose clock goes on by eleven minutes at each look. */
function watching(world: World) {
  const desk = deskFromConfig(world.config);
  let ms = Date.now();
  const now = () => new Date(ms);
  const later: FrontDesk = { ...desk, now, people: people(desk.slack, desk.admins, now) };
  return async () => {
    ms += 11 * 60_000;
    await watchAccounts(later, await desk.directory.page({ most: 100 }));
    return notes(world);
  };
}

async function notes(world: World): Promise<string[]> {
  return (await world.as('U0ADA').messages('C0ADMINS')).map(textOf);
}

it('says nothing of accounts that are in order', async () => {
  const look = watching(await openWorld());
  expect(await look()).toEqual([]);
  expect(await look()).toEqual([]);
});

it('says once that an approver left, and loudly when nobody is left', async () => {
  const world = await openWorld();
  const look = watching(world);
  await look();
  await control(world.slack, 'POST', 'users', { user: 'U0FINN', deleted: true });
  const [loud, ...more] = await look();
  expect(loud).toContain('🚨 Nobody can decide for Finance (222222222222)');
  expect(loud).toContain('@U0ADA:');
  expect(loud).toContain('@U0FINN has left');
  expect(more).toEqual([]);
  expect(await look()).toHaveLength(1);
});

it('says it again when somebody came back and left once more', async () => {
  const world = await openWorld();
  const look = watching(world);
  for (const deleted of [true, false, true]) {
    await control(world.slack, 'POST', 'users', { user: 'U0FINN', deleted });
    await look();
  }
  expect(await notes(world)).toHaveLength(2);
});

it('says that a user group is empty', async () => {
  const world = await openWorld();
  await control(world.slack, 'POST', 'usergroups', { group: 'S0RETAIL', users: [] });
  expect((await watching(world)()).join()).toContain('is gone or empty');
});

it('says once that a channel was renamed, archived, or left by Meshdesk', async () => {
  const world = await openWorld();
  const look = watching(world);
  await look();
  await control(world.slack, 'POST', 'channels', { channel: 'C0RETAIL', rename: 'retail-and-shops' });
  expect((await look()).join()).toContain('#retail-data is now called #retail-and-shops');
  expect(await look()).toHaveLength(1);
  await control(world.slack, 'POST', 'channels', { channel: 'C0RETAIL', archived: true });
  await control(world.slack, 'POST', 'channels', { channel: 'C0FINANCE', kick: ['U0MESHDESK'] });
  const told = (await look()).join();
  expect(told).toContain('is archived. Unarchive it, or choose another channel.');
  expect(told).toContain('does not have Meshdesk in it any more.');
  expect(await look()).toHaveLength(3);
});

it('asks Slack about a few accounts at a time, those first that waited longest', async () => {
  const world = await openWorld();
  const desk = deskFromConfig(world.config);
  const users = Array.from({ length: 30 }, (_, at) => `U0MANY${at}`);
  for (let at = 0; at < 5; at += 1) {
    const accountId = `33333333333${at}`;
    const account = {
      accountId,
      name: 'Many',
      producer: true,
      consumer: false,
      channel: 'C0RETAIL',
      selfApproval: false,
    };
    const people = { approvers: { users, groups: [] }, members: { users: [], groups: [] } };
    await desk.directory.connect({ ...account, ...people }, undefined, 'U0ADA', new Date());
  }
  const look = watching(world);
  const lookUps = async () => {
    const { counts } = await control<{ counts: Record<string, number> }>(world.slack, 'GET', 'calls');
    return counts['conversations.info'] ?? 0;
  };
  await look();
  const first = await lookUps();
  expect(first).toBeLessThan(8);
  for (let round = 0; round < 5; round += 1) await look();
  const known = await (await desk.watches()).of(['111111111111', '222222222222', '333333333334', '999999999999']);
  expect(known.size).toBe(4);
});

it('is done by one worker, however many look at the same time', async () => {
  const world = await openWorld();
  await control(world.slack, 'POST', 'users', { user: 'U0FINN', deleted: true });
  const accounts = await deskFromConfig(world.config).directory.page({ most: 100 });
  await Promise.all(Array.from({ length: 5 }, () => watchAccounts(deskFromConfig(world.config), accounts)));
  expect(await notes(world)).toHaveLength(1);
});

it('says it later when the admin channel cannot be posted in', async () => {
  const world = await openWorld();
  await control(world.slack, 'POST', 'users', { user: 'U0FINN', deleted: true });
  await control(world.slack, 'POST', 'faults', { method: 'chat.postMessage', action: 'error', error: 'is_archived' });
  const look = watching(world);
  expect(await look()).toEqual([]);
  expect(await look()).toHaveLength(1);
});
