import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import type { Person, SeenMessage } from '../../local/slack/person.ts';
import { modalSaying, told, toldAfter } from '../support/asking.ts';
import { marketing } from '../support/factories.ts';
import { control } from '../support/slack.ts';
import { cardOf, cardShowing, openWorld, textOf, type World } from '../support/world.ts';

const RETAIL = 'C0RETAIL';
const MARKETING = 'C0MARKETING';
/** Everybody who tries something in the owner's channel; Rex is of another organisation. */
const ALL = ['U0RITA', 'U0ROB', 'U0FINN', 'U0MAYA', 'U0ADA', 'U0GUS', 'U0REX'] as const;
type Who = (typeof ALL)[number];
const OUTSIDERS: readonly Who[] = ['U0GUS', 'U0REX'];
const DECIDERS: readonly Who[] = ['U0RITA', 'U0ROB'];

/** The cast with Rex, all of them in both channels. */
async function openCast(): Promise<World> {
  const world = await openWorld();
  await control(world.slack, 'POST', 'users', { user: 'U0REX', create: true, teamId: 'T0OTHER' });
  for (const channel of [RETAIL, MARKETING]) {
    await control(world.slack, 'POST', 'channels', { channel, invite: [...ALL] });
  }
  await world.bot();
  return world;
}

/** Marketing, connected otherwise than the cast has it. */
async function reconnect(world: World, over: Parameters<typeof marketing>[0]): Promise<void> {
  const account = marketing(over);
  const Item = { pk: `account#${account.accountId}`, sk: 'account', listing: 'accounts', listed: account.accountId };
  await world.documents.send(new PutCommand({ TableName: world.config.meshdeskTable, Item: { ...Item, ...account } }));
}

/** What comes of it: a modal, or words for this person alone; null when neither came, because it was done. */
async function outcome(me: Person, channel: string, deed: () => Promise<unknown>): Promise<string> {
  const before = new Set((await me.messages(channel)).map(({ ts }) => ts));
  const views = new Set((await me.views()).map(({ id }) => id));
  await deed();
  return me.until(async () => {
    const modal = (await me.views()).find(({ id }) => !views.has(id));
    if (modal !== undefined) {
      // A loading view says nothing yet.
      return /⏳/.test(textOf(modal)) ? null : `modal: ${textOf(modal)}`;
    }
    const answer = (await me.messages(channel)).find(({ ephemeral, ts }) => ephemeral && !before.has(ts));
    return answer === undefined ? null : `said: ${textOf(answer)} ${JSON.stringify(answer.blocks)}`;
  }, 20_000);
}

/** What somebody who may not decide is told: members who could, and nobody from outside learns anything. */
function refusal(who: Who): string {
  return OUTSIDERS.includes(who)
    ? 'Only full members of this workspace can do this.'
    : 'You are not an approver of this account.';
}

describe('a pending request', () => {
  it('is decided by nobody but approvers of its owner; the others are told who can', { timeout: 90_000 }, async () => {
    const world = await openCast();
    const id = await world.ask();
    const card = await cardShowing(world.as('U0RITA'), RETAIL, id, 'Approve would change');
    const others = ALL.filter((who) => !DECIDERS.includes(who));
    for (const who of others) {
      const me = world.as(who);
      for (const action of ['approve', 'deny', 'approve_with_changes']) {
        const answer = await outcome(me, RETAIL, () => me.click(card, action));
        expect(answer).toContain(`said: ${refusal(who)}`);
        expect(answer).toContain('"usergroup_id":"S0RETAIL"');
      }
      for (const word of ['approve', 'deny']) {
        const answer = await outcome(me, RETAIL, () => me.command(`/mesh ${word} ${id}`, RETAIL));
        expect(answer).toContain(`said: ${refusal(who)}`);
      }
    }
    for (const who of OUTSIDERS) {
      const me = world.as(who);
      expect(await outcome(me, RETAIL, () => me.click(card, 'details'))).toContain(refusal(who));
      for (const line of ['show', 'audit', 'import'].flatMap((word) => [`${word} ${id}`, `${word} nonsense`])) {
        const answer = await outcome(me, RETAIL, () => me.command(`/mesh ${line}`, RETAIL));
        expect(answer).toContain(refusal(who));
        expect(answer).not.toContain('usergroup_id');
      }
    }
    expect((await cardOf(world.as('U0RITA'), RETAIL, id))?.edited).toBe(false);
    expect(await world.record(id)).toMatchObject({ Status: 'Pending' });
    expect((await world.kept(id)).some(({ sk }) => sk === 'operation')).toBe(false);
  });

  it.each(DECIDERS)('is decided by %s', async (who) => {
    const world = await openCast();
    const [approved, denied] = [await world.ask(), await world.ask({ TableName: ['customer'] })];
    const me = world.as(who);
    await me.click(await cardShowing(me, RETAIL, approved, 'Approve would change'), 'approve');
    await cardShowing(me, RETAIL, approved, `Granted by @${who}`);
    await me.click(await cardShowing(me, RETAIL, denied, 'Approve would change'), 'deny');
    await me.submit(await modalSaying(me, 'asks for '), { reason: 'No.' });
    await cardShowing(me, RETAIL, denied, `Denied by @${who}`);
  });

  it('is not decided by whoever made it; the other approver can', async () => {
    const world = await openCast();
    const id = await world.askAs('U0RITA');
    const [rita, rob] = [world.as('U0RITA'), world.as('U0ROB')];
    const card = await cardShowing(rita, RETAIL, id, 'Approve would change');
    for (const action of ['approve', 'deny']) {
      const answer = await outcome(rita, RETAIL, () => rita.click(card, action));
      expect(answer).toContain('You made this request yourself; somebody else has to decide.');
      expect(answer).toContain('"usergroup_id":"S0RETAIL"');
    }
    await rob.click(card, 'approve');
    await cardShowing(rob, RETAIL, id, 'Granted by @U0ROB');
  });

  it('mentions nobody and locks nobody out by what its record says of who asked, and has that confirmed', async () => {
    const world = await openCast();
    const CreatedBy = 'arn:aws:sts::555555555555:assumed-role/DataMeshAdminConsumer-999999999999/slack-U0RITA';
    const id = await world.ask({ CreatedBy });
    const rita = world.as('U0RITA');
    const card = await cardShowing(rita, RETAIL, id, 'Approve would change');
    expect(textOf(card)).toContain('asked by slack-U0RITA (says the record)');
    expect(textOf(card)).not.toContain('@U0RITA');
    expect(JSON.stringify(card.blocks)).toContain('If that was you, let somebody else decide.');
    const told = await cardShowing(world.as('U0MAYA'), MARKETING, id, 'asked for');
    expect(textOf(told)).not.toContain('@U0RITA');
    await rita.click(card, 'approve');
    await cardShowing(rita, RETAIL, id, 'Granted by @U0RITA');
  });

  it('is not decided by whoever speaks for the account that it benefits', async () => {
    const world = await openCast();
    await reconnect(world, { members: { users: ['U0ROB'], groups: [] } });
    const id = await world.ask();
    const [rita, rob] = [world.as('U0RITA'), world.as('U0ROB')];
    const card = await cardShowing(rob, RETAIL, id, 'Approve would change');
    const answer = await outcome(rob, RETAIL, () => rob.click(card, 'approve'));
    expect(answer).toContain('The request benefits an account that you speak for; somebody else has to decide.');
    await rita.click(card, 'approve');
    await cardShowing(rita, RETAIL, id, 'Granted by @U0RITA');
  });

  it('is decided by whoever made it where the owner allows that', async () => {
    const world = await openCast();
    const ada = world.as('U0ADA');
    await ada.command('/mesh connect 111111111111', 'C0ADMINS');
    await ada.submit(await modalSaying(ada, 'Account 111111111111'), { selfApproval: ['allowed'] });
    await modalSaying(ada, 'is connected.');
    const id = await world.askAs('U0RITA');
    const rita = world.as('U0RITA');
    await rita.click(await cardShowing(rita, RETAIL, id, 'Approve would change'), 'approve');
    await cardShowing(rita, RETAIL, id, 'Granted by @U0RITA');
  });

  it('is decided by those who are left when an approver has left', async () => {
    const world = await openWorld();
    await control(world.slack, 'POST', 'users', { user: 'U0RITA', deleted: true });
    await world.bot();
    const id = await world.ask();
    const rob = world.as('U0ROB');
    const card = await cardShowing(rob, RETAIL, id, 'Approve would change');
    await expect(world.as('U0RITA').click(card, 'approve')).rejects.toThrow('deactivated');
    await rob.click(card, 'approve');
    await cardShowing(rob, RETAIL, id, 'Granted by @U0ROB');
  });
});

describe('what was granted', () => {
  it('is changed and revoked by nobody but approvers of its owner', { timeout: 90_000 }, async () => {
    const world = await openCast();
    const id = await world.ask();
    const rita = world.as('U0RITA');
    await rita.click(await cardShowing(rita, RETAIL, id, 'Approve would change'), 'approve');
    const card = await cardShowing(rita, RETAIL, id, 'Granted by @U0RITA');
    for (const who of ALL) {
      const me = world.as(who);
      for (const action of ['change', 'revoke']) {
        const answer = await outcome(me, RETAIL, () => me.click(card, action));
        if (DECIDERS.includes(who)) expect(answer).toMatch(/^modal: /);
        else expect(answer).toContain(`said: ${refusal(who)}`);
      }
    }
    expect(await world.record(id)).toMatchObject({ Status: 'Active' });
  });

  it('is imported by nobody but members of the account that holds it', { timeout: 90_000 }, async () => {
    const world = await openCast();
    const id = await world.ask();
    const rita = world.as('U0RITA');
    await rita.click(await cardShowing(rita, RETAIL, id, 'Approve would change'), 'approve');
    const notice: SeenMessage = await cardShowing(world.as('U0MAYA'), MARKETING, id, 'was granted');
    for (const who of ALL.filter((one) => one !== 'U0MAYA')) {
      const me = world.as(who);
      const answer = await outcome(me, MARKETING, () => me.click(notice, 'import'));
      expect(answer).toContain(
        OUTSIDERS.includes(who) ? refusal(who) : 'You are not a member of this account. @U0MAYA can.',
      );
    }
    expect((await world.record(id))?.ImportedToConsumer).toBeUndefined();
    await world.as('U0MAYA').click(notice, 'import');
    await world.as('U0MAYA').until(async () => (await world.record(id))?.ImportedToConsumer === true, 20_000);
  });
});

/** What each command opens for whom; everybody else is told who can, or that they have no part in any account. */
const MODALS: { word: string; can: readonly Who[]; opens: string }[] = [
  { word: 'create', can: ['U0RITA', 'U0ROB', 'U0FINN'], opens: 'create_view' },
  { word: 'request', can: ['U0MAYA'], opens: 'request_view' },
  { word: 'connect', can: ['U0ADA'], opens: 'connect_view' },
];

describe('a command', () => {
  it.each(MODALS)('/mesh $word opens its modal for $can alone', { timeout: 90_000 }, async ({ word, can, opens }) => {
    const world = await openCast();
    for (const who of ALL) {
      const me = world.as(who);
      const answer = await outcome(me, RETAIL, () => me.command(`/mesh ${word}`, RETAIL));
      const [modal] = await me.views();
      if (can.includes(who)) expect(modal?.callbackId).toBe(opens);
      else expect(`${modal?.callbackId ?? 'none'} ${answer}`).not.toContain(opens);
      if (!can.includes(who)) expect(answer).toMatch(/@U0ADA|Only full members|make yourself an? \w+ /);
    }
  });

  it('that asks for what others have shows nothing of it', async () => {
    const world = await openCast();
    await world.ask();
    const finn = world.as('U0FINN');
    for (const word of ['requests', 'subscriptions', 'audit']) {
      const answer = textOf(await told(finn, RETAIL, `/mesh ${word}`));
      expect(answer).not.toContain('Marketing');
      expect(answer).not.toContain('tpcds');
    }
    const gus = world.as('U0GUS');
    const nothing = await toldAfter(gus, RETAIL, () => gus.command('/mesh subscriptions', RETAIL));
    expect(textOf(nothing)).toContain('Only full members of this workspace can have a part in an account of the mesh.');
  });
});
