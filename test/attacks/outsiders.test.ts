import { describe, expect, it } from 'vitest';
import { people } from '../../src/handlers/people.ts';
import { anAccount } from '../support/factories.ts';
import { botClient, control, openSlack } from '../support/slack.ts';

const START = new Date('2026-11-23T06:30:00Z');

async function open() {
  const slack = await openSlack();
  const { person } = people(botClient(slack), ['U0ADA'], () => START);
  const change = (user: string, over: object) => control(slack, 'POST', 'users', { user, ...over });
  return { slack, change, standing: async (id: string) => (await person(id, [anAccount()])).standing, person };
}

describe('somebody of another organisation', () => {
  it('is no member for being in a channel that is shared with theirs, where Slack calls nobody a stranger', async () => {
    const { slack, change, standing } = await open();
    await change('U0REX', { create: true, teamId: 'T0OTHER' });
    await control(slack, 'POST', 'channels', { channel: 'C0RETAIL', invite: ['U0REX'] });
    expect((await botClient(slack).users.info({ user: 'U0REX' })).user).not.toHaveProperty('is_stranger');
    expect(await standing('U0REX')).toBe('external');
  });

  it('is none when this workspace has never heard of them', async () => {
    const { standing } = await open();
    expect(await standing('U0NOBODY')).toBe('external');
  });

  it('is an approver as little, though an account names them', async () => {
    const { change, person } = await open();
    await change('U0RITA', { teamId: 'T0OTHER' });
    expect(await person('U0RITA', [anAccount()])).toMatchObject({ standing: 'external' });
  });
});

describe('a mesh admin', () => {
  it.each([
    ['a guest', { restricted: true }, 'guest'],
    ['a guest of one channel', { ultraRestricted: true }, 'guest'],
    ['deactivated', { deleted: true }, 'deactivated'],
    ['a bot', { bot: true }, 'bot'],
    ['of another workspace', { teamId: 'T0OTHER' }, 'external'],
  ])('who is %s is none any more', async (_what, over, standing) => {
    const { change, person } = await open();
    await change('U0ADA', over);
    expect(await person('U0ADA', [])).toMatchObject({ standing, admin: false });
  });
});
