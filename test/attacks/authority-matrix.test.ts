import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { writeButtonValue } from '../../src/blocks/button-value.ts';
import { ACTIONS as BUTTONS, VIEWS } from '../../src/blocks/ids.ts';
import type { Account } from '../../src/mesh/account.ts';
import type { Action, Refusal } from '../../src/mesh/authority.ts';
import {
  ACTIONS,
  ADMINS,
  type Cell,
  GROUPS,
  other,
  owner,
  PEOPLE,
  requestedBy,
  type Somebody,
  subscriber,
} from '../support/authority-matrix.ts';
import { type Effect, type Forger, openForger, shownBy } from '../support/forgery.ts';
import { control } from '../support/slack.ts';
import { openWorld, type World } from '../support/world.ts';

const REQUESTED = '2026-11-23 06:21:57';
const UNCONNECTED = '333333333333';
const NOTE = 'There is no request';
/** What people are told, by the reason. */
const TOLD: Record<Refusal, string> = {
  'no-member': 'Only full members of this workspace can do this.',
  'not-connected': 'This account is not connected to Meshdesk.',
  'not-an-approver': 'You are not an approver of this account.',
  'not-of-the-account': 'You are not a member of this account.',
  'not-an-admin': 'Only a mesh admin can do this.',
  'own-request': 'You made this request yourself; somebody else has to decide.',
  'benefits-own-account': 'The request benefits an account that you speak for; somebody else has to decide.',
};

/** What somebody does in Slack about an account; `words`: a refusal says why. */
interface Deed {
  action: Action;
  name: string;
  words: boolean;
  does(at: Stage, user: string, account: string): Promise<{ effect: Effect; done: boolean }>;
}

interface Stage {
  world: World;
  forger: Forger;
}

/** A modal was opened that lets somebody act; answers are shown in one of their own. */
const opens = ({ calls }: Effect) => calls.some(({ method }) => method === 'views.open' || method === 'views.push');
const active = { Status: 'Active', PermittedGrants: ['SELECT'], UpdatedDate: REQUESTED, UpdatedBy: 'somebody' };

/** A click about a request that the account owns, or holds. */
function clicking(action: Action, button: string, over: object, takes: 'operation' | 'import' | 'modal'): Deed {
  return {
    ...{ action, name: `clicks ${button}`, words: true },
    async does({ world, forger }, user, account) {
      const side = action === 'import' ? { SubscriberPrincipal: account } : { OwnerPrincipal: account };
      const subscriptionId = await world.askAs(requestedBy, { ...over, ...side });
      const value = writeButtonValue({ subscriptionId, requested: REQUESTED, planHash: 'a'.repeat(64) });
      const effect = await forger.click(user, button, value);
      const taken = (await world.kept(subscriptionId)).some(({ sk }) => sk === takes);
      return { effect, done: takes === 'modal' ? opens(effect) : taken };
    },
  };
}

function typing(action: Action, over: object): Deed {
  return {
    // Who may not see the request is told that there is none.
    ...{ action, name: `types /mesh ${action} ID`, words: false },
    async does({ world, forger }, user, account) {
      const id = await world.askAs(requestedBy, { OwnerPrincipal: account, ...over });
      const effect = await forger.command(user, `${action} ${id}`);
      return { effect, done: opens(effect) };
    },
  };
}

/** Opens a modal in which the accounts are chosen that one may do it for. */
function choosing(action: 'create' | 'request'): Deed {
  return {
    ...{ action, name: `types /mesh ${action}`, words: false },
    async does({ forger }, user, account) {
      const effect = await forger.command(user, action);
      return { effect, done: JSON.stringify(effect.calls).includes(`"value":"${account}"`) };
    },
  };
}

function connecting(name: string, send: (forger: Forger, user: string, account: string) => Promise<Effect>): Deed {
  return {
    ...{ action: 'connect', name, words: true },
    async does({ world, forger }, user, account) {
      const before = JSON.stringify(await forger.desk.directory.get(account, { consistent: true }));
      const effect = await send(forger, user, account);
      const after = await forger.desk.directory.get(account, { consistent: true });
      const changed = JSON.stringify(after) !== before;
      if (changed) await connectAll(world);
      const checked = effect.calls.some(({ method }) => method === 'conversations.info');
      return { effect, done: changed || opens(effect) || checked };
    },
  };
}

const DEEDS: Deed[] = [
  clicking('approve', BUTTONS.approve, {}, 'operation'),
  clicking('approve', BUTTONS.approveWithChanges, {}, 'modal'),
  clicking('approve', BUTTONS.approveAnyway, { Status: 'Denied', UpdatedDate: REQUESTED }, 'modal'),
  typing('approve', {}),
  clicking('deny', BUTTONS.deny, {}, 'modal'),
  {
    ...{ action: 'deny', name: 'submits a denial', words: true },
    async does({ world, forger }, user, account) {
      const subscriptionId = await world.askAs(requestedBy, { OwnerPrincipal: account });
      const value = writeButtonValue({ subscriptionId, requested: REQUESTED });
      const effect = await forger.submit(user, VIEWS.deny, value, { reason: { reason: { value: 'No.' } } });
      return { effect, done: (await world.kept(subscriptionId)).some(({ sk }) => sk === 'operation') };
    },
  },
  typing('deny', {}),
  clicking('change', BUTTONS.change, active, 'modal'),
  typing('change', active),
  clicking('revoke', BUTTONS.revoke, active, 'modal'),
  typing('revoke', active),
  choosing('create'),
  {
    ...{ action: 'create', name: 'clicks Retry on data products', words: true },
    async does({ world, forger }, user, account) {
      const productsId = await failedCreation(world, account);
      const effect = await forger.click(user, BUTTONS.retryProducts, productsId);
      return { effect, done: (await forger.desk.creations.get(productsId))?.state === 'claimed' };
    },
  },
  choosing('request'),
  clicking('import', BUTTONS.import, { ...active, OwnerPrincipal: '444444444444' }, 'import'),
  connecting('types /mesh connect ACCOUNT', (forger, user, account) => forger.command(user, `connect ${account}`)),
  connecting('clicks Edit', (forger, user, account) => forger.click(user, BUTTONS.connect, account)),
  connecting('submits a connection', async (forger, user, account) => {
    const revision = (await forger.desk.directory.get(account, { consistent: true }))?.revision;
    const editing = revision === undefined && account !== UNCONNECTED ? { accountId: account } : null;
    return forger.submit(user, VIEWS.connect, JSON.stringify(editing), connection(account));
  }),
];

function connection(account: string) {
  const many = (value: string) => ({ selected_options: [{ value }] });
  return {
    accountId: { accountId: { value: account } },
    name: { name: { value: 'Mine now' } },
    roles: { roles: many('producer') },
    channel: { channel: { selected_conversation: 'C0GENERAL' } },
    approvers: { approvers: { selected_users: ['U0SOME'] } },
  };
}

let creations = 0;
async function failedCreation(world: World, accountId: string): Promise<string> {
  creations += 1;
  const productsId = `creation-${creations}`;
  const parameters = { sourceDatabaseName: 'tpcds', createPublicMetadata: false };
  const Item = {
    ...{ pk: `products#${productsId}`, sk: 'operation', productsId, orderedAt: '2026-11-23T06:30:00.000Z' },
    ...{ operationId: `op-${creations}`, order: { kind: 'create', accountId, parameters }, actor: 'U0RITA' },
    ...{ state: 'failed', claimedAt: '2026-11-23T06:30:00.000Z', attempt: 1, tables: [] },
  };
  await world.documents.send(new PutCommand({ TableName: world.config.meshdeskTable, Item }));
  return productsId;
}

async function connectAll(world: World): Promise<void> {
  for (const account of [owner, other, subscriber] satisfies Account[]) {
    const key = { pk: `account#${account.accountId}`, sk: 'account' };
    const Item = { ...key, listing: 'accounts', listed: account.accountId, ...account };
    await world.documents.send(new PutCommand({ TableName: world.config.meshdeskTable, Item }));
  }
}

async function open(): Promise<Stage> {
  const world = await openWorld({ accounts: false });
  await connectAll(world);
  const known = new Set(['U0RITA', 'U0ROB', 'U0FINN', 'U0MAYA', 'U0ADA']);
  for (const { person, slack } of PEOPLE) {
    const { userId: user } = person;
    await control(world.slack, 'POST', 'users', { user, ...(!known.has(user) && { create: true }), ...slack });
  }
  for (const [group, users] of Object.entries(GROUPS)) {
    await control(world.slack, 'POST', 'usergroups', { group, users });
  }
  return { world, forger: await openForger(world, { admins: ADMINS }) };
}

/** What each deed of this person comes to, beside what the table says. */
async function cellsOf(stage: Stage, { person, owner: own, other: elsewhere }: Somebody, action: Action) {
  const accounts: [string, string, Cell][] = [
    ['its account', owner.accountId, own[action]],
    ['another account', other.accountId, elsewhere[action]],
    // That nobody connected it is told before it is looked up who clicks; who types is known before anything is looked up.
    ['an unconnected account', UNCONNECTED, action === 'connect' ? elsewhere[action] : 'not-connected'],
  ];
  const found: [string, string][] = [];
  const expected: [string, string][] = [];
  for (const deed of DEEDS.filter((one) => one.action === action)) {
    for (const [what, account, clicked] of accounts) {
      const cell = !deed.words && own[action] === 'no-member' ? 'no-member' : clicked;
      const name = `${deed.name}, of ${what}`;
      const { effect, done } = await deed.does(stage, person.userId, account);
      const shown = shownBy(effect);
      const why = Object.entries(TOLD).find(([, words]) => shown.includes(words))?.[0] ?? 'no reason given';
      const silent = !deed.words && (why === 'no reason given' || shown.includes(NOTE)) && cell !== 'yes';
      found.push([name, done ? 'yes' : silent ? cell : why]);
      expected.push([name, cell]);
    }
  }
  return { found, expected };
}

describe('from outside, through Slack', () => {
  it.each(PEOPLE.map((one) => [one.who, one] as const))(
    '%s may do what the table of authority says, and nothing else',
    { timeout: 120_000 },
    async (_who, one) => {
      const stage = await open();
      for (const action of ACTIONS) {
        const { found, expected } = await cellsOf(stage, one, action);
        expect({ [action]: Object.fromEntries(found) }).toEqual({ [action]: Object.fromEntries(expected) });
      }
    },
  );

  it('every action of the table has a deed', () => {
    expect([...new Set(DEEDS.map(({ action }) => action))].sort()).toEqual([...ACTIONS].sort());
  });
});
