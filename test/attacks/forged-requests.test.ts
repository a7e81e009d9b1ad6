import { describe, expect, it } from 'vitest';
import { signature } from '../../local/slack/delivery/signed-http.ts';
import { writeButtonValue } from '../../src/blocks/button-value.ts';
import { writeAbout } from '../../src/blocks/decision/about.ts';
import { ACTIONS, VIEWS } from '../../src/blocks/ids.ts';
import { type Forger, openForger, shownBy } from '../support/forgery.ts';
import { control } from '../support/slack.ts';
import { cardShowing, openWorld, type World } from '../support/world.ts';

const REQUESTED = '2026-11-23 06:21:57';
const HASH = 'a'.repeat(64);

async function open(): Promise<{ world: World; forger: Forger; id: string; value: string; about: string }> {
  const world = await openWorld();
  const id = await world.ask();
  const forger = await openForger(world);
  const [subscriptionId, requested] = [id, REQUESTED];
  return {
    ...{ world, forger, id },
    value: writeButtonValue({ subscriptionId, requested, planHash: HASH }),
    about: writeAbout({
      kind: 'approve',
      subscriptionId,
      requested,
      overturns: false,
      planHash: HASH,
      orderDigest: 'x',
    }),
  };
}

const decided = async (world: World, id: string) => (await world.kept(id)).some(({ sk }) => sk === 'operation');

/** Every digit of the signature counts. */
function rightButForItsEnd({ config }: World, body: string): Record<string, string> {
  const now = Math.floor(Date.now() / 1000);
  const right = signature(config.slackSigningSecret ?? '', now, body);
  const last = right.endsWith('0') ? '1' : '0';
  return { 'x-slack-signature': right.slice(0, -1) + last, 'x-slack-request-timestamp': String(now) };
}

describe('a request that Slack did not make', () => {
  it('is refused unread: unsigned, forged, stale, of the future, oversized, of another shape', async () => {
    const { world, forger, id, value } = await open();
    const payload = { type: 'block_actions', user: { id: 'U0RITA' }, team: { id: 'T0MESHDESK' }, trigger_id: 't' };
    const actions = [{ type: 'button', action_id: ACTIONS.approve, block_id: 'b', value }];
    const body = new URLSearchParams({ payload: JSON.stringify({ ...payload, actions }) }).toString();
    const huge = new URLSearchParams({ payload: JSON.stringify({ ...payload, actions, x: 'x'.repeat(2 ** 20) }) });
    const status = async (...sent: Parameters<Forger['send']>) => (await forger.send(...sent)).status;
    expect(await status(body, { headers: { 'x-slack-signature': '' } })).toBe(401);
    expect(await status(body, { headers: { 'x-slack-signature': `v0=${'0'.repeat(64)}` } })).toBe(401);
    expect(await status(body, { headers: { 'x-slack-signature': `v1=${'0'.repeat(64)}` } })).toBe(401);
    expect(await status(body, { headers: rightButForItsEnd(world, body) })).toBe(401);
    expect(await status(body, { secret: 'guessed-secret' })).toBe(401);
    expect(await status(body, { secret: '' })).toBe(401);
    expect(await status(body, { skew: -301 })).toBe(401);
    expect(await status(body, { skew: 301 })).toBe(401);
    expect(await status(huge.toString())).toBe(413);
    expect(await status(huge.toString(), { secret: 'guessed-secret' })).toBe(413);
    expect(await status(body, { method: 'GET' })).toBe(405);
    expect(await status(body, { type: 'text/plain' })).toBe(415);
    expect(await status('payload=%7B')).toBe(400);
    expect(await decided(world, id)).toBe(false);
  });
});

describe('a request of Slack that comes again', () => {
  it('decides once: the replay is told who decided', async () => {
    const { world, forger, id, value } = await open();
    await forger.click('U0RITA', ACTIONS.approve, value);
    const replayed = await forger.click('U0RITA', ACTIONS.approve, value);
    expect(shownBy(replayed)).toContain('approved this');
    expect((await world.kept(id)).filter(({ what }) => what === 'claimed')).toHaveLength(1);
  });
});

describe('a payload with altered values', () => {
  it('approves no plan that nobody was shown', async () => {
    const { world, forger, id, value } = await open();
    const before = world.grants('999999999999');
    await world.bot();
    await forger.click('U0RITA', ACTIONS.approve, value);
    await cardShowing(world.as('U0RITA'), 'C0RETAIL', id, 'What is granted has changed since this was looked at');
    expect(world.grants('999999999999')).toEqual(before);
    const unseen = writeButtonValue({ subscriptionId: id, requested: REQUESTED });
    expect(shownBy(await forger.click('U0RITA', ACTIONS.approve, unseen))).toContain('has not been shown yet');
  });

  it('decides nothing about what the person has no part in, whichever button, modal or search it is sent for', async () => {
    const { world, forger, id, value, about } = await open();
    const view = { id: 'V1', type: 'modal', private_metadata: about, state: { values: {} }, blocks: [], hash: '1' };
    const search = (action_id: string) => ({
      type: 'block_suggestion',
      ...{ action_id, block_id: 'b', value: '', view: { ...view, callback_id: VIEWS.decision } },
    });
    const chosen = { view: { ...view, callback_id: VIEWS.decision }, container: { type: 'view', view_id: 'V1' } };
    const seen: string[] = [];
    for (const user of ['U0FINN', 'U0GUS', 'U0MESHDESK', 'U0MAYA', 'U0ADA']) {
      const tries = [
        ...Object.values(ACTIONS).map((action) => () => forger.click(user, action, value)),
        () => forger.submit(user, VIEWS.deny, value, { reason: { reason: { value: 'No.' } } }),
        () => forger.submit(user, VIEWS.decision, about, { note: { note: { value: 'Yes.' } } }),
        () => forger.interact(user, search(ACTIONS.someTables)),
        () => forger.interact(user, search(ACTIONS.someColumns)),
        () => forger.click(user, ACTIONS.someTables, '', chosen),
      ];
      for (const one of tries) {
        const effect = await one();
        expect(effect.answer.status).toBeLessThan(500);
        // Maya speaks for who asked, and Ada runs the mesh: both may see it.
        if (user !== 'U0MAYA' && user !== 'U0ADA') seen.push(shownBy(effect));
      }
    }
    expect(seen.filter((text) => /web_sales|store_sales/.test(text))).toEqual([]);
    expect(await decided(world, id)).toBe(false);
    expect(await world.record(id)).toMatchObject({ Status: 'Pending' });
  });

  it.each<[string, Record<string, unknown>]>([
    ['no value', {}],
    ['an empty value', { value: '' }],
    ['JSON of another shape', { value: '{"subscriptionId":"x"}' }],
    ['an id of 5,000 characters', { value: JSON.stringify(['x'.repeat(5_000), REQUESTED, HASH]) }],
    ['an id of an object of its own', { value: JSON.stringify([{ $ne: null }, REQUESTED, HASH]) }],
    ['a prototype', { value: '["__proto__","constructor","toString"]' }],
    ['a number', { value: 7 }],
  ])('that carries %s changes nothing and is answered in words', async (_what, over) => {
    const { world, forger, id } = await open();
    for (const action of [
      ACTIONS.approve,
      ACTIONS.deny,
      ACTIONS.revoke,
      ACTIONS.retry,
      ACTIONS.details,
      ACTIONS.import,
    ]) {
      const button = { type: 'button', action_id: action, block_id: 'b', action_ts: '1.1', ...over };
      const effect = await forger.click('U0RITA', action, '', { actions: [button] });
      expect(effect.answer.status).toBe(200);
      expect(shownBy(effect)).toMatch(/There is no request|Something failed/);
      expect(shownBy(effect)).not.toMatch(/\.ts:\d|node_modules|ZodError/);
    }
    expect(await decided(world, id)).toBe(false);
  });
});

describe('a payload of another workspace', () => {
  it.each([
    ['whom Slack knows to be of another one', 'U0REX', { create: true, teamId: 'T0OTHER' }],
    ['who is in a shared channel', 'U0RITA', { teamId: 'T0OTHER' }],
    ['of whom this workspace knows nothing', 'U0NOBODY', null],
  ])('by somebody %s has no effect', async (_who, user, change) => {
    const { world, forger, id, value, about } = await open();
    if (change !== null) await control(world.slack, 'POST', 'users', { user, ...change });
    const team = { team: { id: 'T0OTHER' }, user: { id: user, team_id: 'T0OTHER' } };
    const trigger = change === null ? { trigger_id: 'forged' } : {};
    const from = change === null ? 'U0FINN' : user;
    const texts: string[] = [];
    for (const action of Object.values(ACTIONS)) {
      texts.push(shownBy(await forger.click(from, action, value, { ...team, ...trigger })));
    }
    texts.push(shownBy(await forger.interact(from, { ...submission(VIEWS.decision, about), ...team })));
    texts.push(shownBy(await forger.interact(from, { ...submission(VIEWS.deny, value), ...team })));
    const typed = { user_id: user, team_id: 'T0OTHER', channel_id: 'C0RETAIL' };
    for (const text of [
      `show ${id}`,
      `approve ${id}`,
      'requests',
      'subscriptions',
      'audit',
      'products',
      `audit ${id}`,
    ]) {
      texts.push(shownBy(await forger.command(from, text, typed)));
    }
    expect(texts.filter((text) => /web_sales|store_sales|Marketing/.test(text))).toEqual([]);
    expect(await decided(world, id)).toBe(false);
  });
});

function submission(callback_id: string, private_metadata: string) {
  const values = { note: { note: { value: 'Yes.' } }, reason: { reason: { value: 'No.' } } };
  const view = { id: 'V1', type: 'modal', callback_id, private_metadata, hash: '1', blocks: [], state: { values } };
  return { type: 'view_submission', view };
}
