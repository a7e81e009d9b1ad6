import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { writeButtonValue } from '../../src/blocks/button-value.ts';
import { ACTIONS, VIEWS } from '../../src/blocks/ids.ts';
import { look } from '../../src/handlers/request-state.ts';
import type { Account } from '../../src/mesh/account.ts';
import { anAccount, aSubscription, RETAIL } from '../support/factories.ts';
import { type Forger, openForger, shownBy } from '../support/forgery.ts';
import { control } from '../support/slack.ts';
import { cardShowing, openWorld, type World } from '../support/world.ts';

const REQUESTED = '2026-11-23 06:21:57';
const NEW = '333333333333';
const REASON = { reason: { reason: { value: 'No.' } } };
const NOT_AN_APPROVER = 'You are not an approver of this account.';
const GROUP = { users: [], groups: ['S0RETAIL'] };

async function open(over: Parameters<typeof openForger>[1] = {}) {
  const world = await openWorld();
  return { world, forger: await openForger(world, over) };
}

const buttonOf = (subscriptionId: string, planHash?: string) =>
  writeButtonValue({ subscriptionId, requested: REQUESTED, ...(planHash !== undefined && { planHash }) });
const deny = (forger: Forger, user: string, id: string) => forger.submit(user, VIEWS.deny, buttonOf(id), REASON);
const claims = async (world: World, id: string) => (await world.kept(id)).filter(({ what }) => what === 'claimed');

/** Retail, connected otherwise than the cast has it. */
async function reconnect({ documents, config }: World, over: Partial<Account>): Promise<void> {
  const key = { pk: `account#${RETAIL}`, sk: 'account', listing: 'accounts', listed: RETAIL };
  await documents.send(new PutCommand({ TableName: config.meshdeskTable, Item: { ...key, ...anAccount(over) } }));
}

/** The connection of an account, as it is submitted: of a new one, or of one that was opened in some revision. */
function connects(forger: Forger, user: string, { name, editing }: { name: string; editing?: object }) {
  const metadata = JSON.stringify(editing ?? null);
  return forger.submit(user, VIEWS.connect, metadata, {
    accountId: { accountId: { value: NEW } },
    name: { name: { value: name } },
    roles: { roles: { selected_options: [{ value: 'consumer' }] } },
    channel: { channel: { selected_conversation: 'C0GENERAL' } },
    approvers: { approvers: { selected_users: ['U0MAYA'] } },
  });
}

describe('between the opening of a modal and its submission', () => {
  it.each<[string, (world: World) => Promise<unknown>]>([
    ['the account names them no more', (world) => reconnect(world, { approvers: { users: ['U0ROB'], groups: [] } })],
    [
      'they are out of its user group',
      (world) => control(world.slack, 'POST', 'usergroups', { group: 'S0RETAIL', users: ['U0ROB'] }),
    ],
  ])('an approver is none any more: %s', async (_how, change) => {
    const { world, forger } = await open();
    await reconnect(world, { approvers: GROUP });
    const id = await world.ask();
    expect((await forger.click('U0RITA', ACTIONS.deny, buttonOf(id))).calls.map(({ method }) => method)).toContain(
      'views.open',
    );
    await change(world);
    // What Slack said of a group is believed for a minute; another process has not heard of it.
    const later = await openForger(world);
    expect(shownBy(await deny(later, 'U0RITA', id))).toContain(NOT_AN_APPROVER);
    expect(shownBy(await later.click('U0RITA', ACTIONS.approve, buttonOf(id)))).toContain(NOT_AN_APPROVER);
    expect(await claims(world, id)).toEqual([]);
  });

  it('whoever asked becomes an approver, and decides as little', async () => {
    const { world, forger } = await open();
    const id = await world.askAs('U0FINN');
    expect(shownBy(await deny(forger, 'U0FINN', id))).toContain(NOT_AN_APPROVER);
    await reconnect(world, { approvers: { users: ['U0FINN', 'U0ROB'], groups: [] } });
    expect(shownBy(await deny(forger, 'U0FINN', id))).toContain('You made this request yourself');
    // Neither who the record says it was, nor that it says another one, helps them.
    await world.put({ ...(await world.record(id)), CreatedBy: 'arn:aws:sts::5:assumed-role/R/slack-U0ROB' });
    expect(shownBy(await deny(forger, 'U0FINN', id))).toContain('You made this request yourself');
    expect(await claims(world, id)).toEqual([]);
    await deny(forger, 'U0ROB', id);
    expect(await claims(world, id)).toMatchObject([{ by: 'U0ROB' }]);
  });

  it('the account is disconnected, and nobody decides for it', async () => {
    const { world, forger } = await open();
    const id = await world.ask();
    await forger.click('U0RITA', ACTIONS.deny, buttonOf(id));
    await forger.click('U0RITA', ACTIONS.disconnect, RETAIL);
    expect(await forger.desk.directory.get(RETAIL, { consistent: true })).toBeDefined();
    await forger.click('U0ADA', ACTIONS.disconnect, RETAIL);
    expect(shownBy(await deny(forger, 'U0RITA', id))).toContain('This account is not connected to Meshdesk.');
    expect(await claims(world, id)).toEqual([]);
  });
});

describe('the same submission', () => {
  it('eight times at once, and again as Slack tries again, is one decision', async () => {
    const { world, forger } = await open();
    const id = await world.ask();
    await Promise.all(Array.from({ length: 8 }, () => deny(forger, 'U0RITA', id)));
    expect(await claims(world, id)).toHaveLength(1);
    const body = new URLSearchParams({ payload: JSON.stringify(submission(id)) }).toString();
    const again = { headers: { 'x-slack-retry-num': '1', 'x-slack-retry-reason': 'http_timeout' } };
    expect((await forger.send(body, again)).body).toContain('denied this');
    expect(await claims(world, id)).toHaveLength(1);
  });
});

function submission(id: string) {
  const view = { id: 'V1', type: 'modal', callback_id: VIEWS.deny, private_metadata: buttonOf(id), hash: '1' };
  const person = { user: { id: 'U0ROB', team_id: 'T0MESHDESK' }, team: { id: 'T0MESHDESK' } };
  return { type: 'view_submission', ...person, view: { ...view, blocks: [], state: { values: REASON } } };
}

describe('two admins at once', () => {
  it('connect an account once, change it once, and bring back nothing that was disconnected', async () => {
    const { forger } = await open({ admins: ['U0ADA', 'U0FINN'] });
    const now = () => forger.desk.directory.get(NEW, { consistent: true });
    const both = async (editing?: object) => {
      const sent = ['U0ADA', 'U0FINN'].map((user) =>
        connects(forger, user, { name: user, ...(editing && { editing }) }),
      );
      return (await Promise.all(sent)).filter(({ answer }) => answer.body.includes('"errors"')).map(shownBy);
    };
    expect(await both()).toEqual([expect.stringContaining('This account is connected already')]);
    const first = (await now())?.revision;
    const editing = { accountId: NEW, revision: first };
    expect(await both(editing)).toEqual([expect.stringContaining('Somebody changed or removed this connection')]);
    const second = (await now())?.revision;
    expect(second).not.toBe(first);
    await Promise.all(['U0ADA', 'U0FINN'].map((user) => forger.click(user, ACTIONS.disconnect, NEW)));
    expect(await now()).toBeUndefined();
    expect(await both({ accountId: NEW, revision: second })).toHaveLength(2);
    expect(await now()).toBeUndefined();
    const happened = (await forger.desk.directory.events(NEW, { most: 9 })).map(({ what }) => what);
    expect(happened).toEqual(['disconnected', 'edited', 'connected']);
  });
});

it('an account that is disconnected while what was approved is carried out gets what its approver granted', async () => {
  const { world, forger } = await open();
  const id = await world.ask({ TableName: ['customer'] });
  const { outlook } = await look(forger.desk, aSubscription({ SubscriptionId: id, TableName: ['customer'] }));
  await forger.click('U0RITA', ACTIONS.approve, buttonOf(id, outlook?.plan.hash));
  expect(await claims(world, id)).toHaveLength(1);
  await forger.click('U0ADA', ACTIONS.disconnect, RETAIL);
  await world.bot();
  await cardShowing(world.as('U0ADA'), 'C0ADMINS', id, 'Granted by @U0RITA');
  expect(await world.record(id)).toMatchObject({ Status: 'Active' });
});
