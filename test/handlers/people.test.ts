import { describe, expect, it } from 'vitest';
import { people } from '../../src/handlers/people.ts';
import { anAccount, marketing } from '../support/factories.ts';
import { botClient, control, openSlack } from '../support/slack.ts';

const retail = anAccount({
  approvers: { users: [], groups: ['S0RETAIL'] },
  members: { users: [], groups: ['S0STAFF'] },
});
const start = new Date('2026-11-23T06:30:00Z').getTime();

async function open() {
  const slack = await openSlack();
  const clock = { ms: start };
  const known = people(botClient(slack), ['U0ADA'], () => new Date(clock.ms));
  const calls = async () => (await control<{ counts: Record<string, number> }>(slack, 'GET', 'calls')).counts;
  return { slack, clock, calls, person: known.person };
}

describe('a person', () => {
  it('is a member, an admin or not, with those of their groups that the accounts name', async () => {
    const { person, slack } = await open();
    await control(slack, 'POST', 'usergroups', { group: 'S0OTHER', users: ['U0RITA'] });
    await control(slack, 'POST', 'usergroups', { group: 'S0STAFF', users: ['U0MAYA'] });
    expect(await person('U0RITA', [retail, undefined, marketing()])).toEqual({
      userId: 'U0RITA',
      standing: 'member',
      groups: ['S0RETAIL'],
      admin: false,
    });
    expect(await person('U0MAYA', [retail])).toMatchObject({ groups: ['S0STAFF'] });
    expect(await person('U0ADA', [])).toMatchObject({ standing: 'member', groups: [], admin: true });
  });

  it('is known for what Slack says they are', async () => {
    const { person, slack } = await open();
    await control(slack, 'POST', 'users', { user: 'U0LEFT', create: true, deleted: true });
    await control(slack, 'POST', 'users', { user: 'U0FAR', create: true, teamId: 'T0OTHER', restricted: false });
    const standing = async (id: string) => (await person(id, [])).standing;
    expect(await standing('U0GUS')).toBe('guest');
    expect(await standing('U0MESHDESK')).toBe('bot');
    expect(await standing('U0LEFT')).toBe('deactivated');
    expect(await standing('U0FAR')).toBe('external');
  });

  it('is asked for once a minute', async () => {
    const { person, slack, clock, calls } = await open();
    await Promise.all([person('U0RITA', [retail]), person('U0RITA', [retail]), person('U0ROB', [retail])]);
    await person('U0RITA', [retail]);
    const before = await calls();
    expect(before['users.info']).toBe(2);
    await control(slack, 'POST', 'users', { user: 'U0RITA', deleted: true });
    await control(slack, 'POST', 'usergroups', { group: 'S0RETAIL', users: [] });
    clock.ms += 59_999;
    expect(await person('U0RITA', [retail])).toMatchObject({ standing: 'member', groups: ['S0RETAIL'] });
    expect(await calls()).toEqual(before);
    clock.ms += 1;
    expect(await person('U0RITA', [retail])).toMatchObject({ standing: 'deactivated', groups: [] });
  });

  it('of an account that names a group which is gone or disabled decides by the others', async () => {
    const { person, slack } = await open();
    const account = { ...retail, approvers: { users: [], groups: ['S0GONE', 'S0RETAIL'] } };
    expect(await person('U0RITA', [account])).toMatchObject({ groups: ['S0RETAIL'] });
    await control(slack, 'POST', 'usergroups', { group: 'S0RETAIL', disabled: true });
    const again = people(botClient(slack), [], () => new Date(start));
    expect(await again.person('U0RITA', [account])).toMatchObject({ groups: [] });
  });

  it.each(['users.info', 'usergroups.*'])(
    'cannot be told while %s fails, and the failure is not remembered',
    async (method) => {
      const { person, slack } = await open();
      await control(slack, 'POST', 'faults', { method, action: 'error', error: 'internal_error' });
      await expect(person('U0RITA', [retail])).rejects.toThrow('internal_error');
      expect(await person('U0RITA', [retail])).toMatchObject({ standing: 'member', groups: ['S0RETAIL'] });
    },
  );
});
