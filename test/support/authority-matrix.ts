import type { Account } from '../../src/mesh/account.ts';
import type { Action, Person, Refusal } from '../../src/mesh/authority.ts';
import { anAccount, marketing } from './factories.ts';

export const ACTIONS: Action[] = ['approve', 'deny', 'change', 'revoke', 'create', 'request', 'import', 'connect'];
export type Cell = 'yes' | Refusal;
export type Row = Record<Action, Cell>;

/** Whose standing alone keeps them from it: the owner names every one of them as an approver, and the settings as an admin. */
export const OUTSIDERS = ['U0GUEST', 'U0ULTRA', 'U0FAR', 'U0ROBOT', 'U0LEFT'];
export const ADMINS = ['U0ADA', 'U0BOSS', ...OUTSIDERS];

/** The account that the people below have a part in, another one, and who asks. */
export const owner: Account = anAccount({
  consumer: true,
  approvers: { users: ['U0RITA', 'U0ROB', 'U0BOSS', 'U0BOTH', ...OUTSIDERS], groups: ['S0RETAIL'] },
  members: { users: ['U0REG'], groups: ['S0STAFF'] },
});
export const other: Account = anAccount({
  ...{ accountId: '222222222222', name: 'Finance', consumer: true, channel: 'C0FINANCE' },
  approvers: { users: ['U0FINN'], groups: [] },
});
export const subscriber: Account = marketing({
  approvers: { users: ['U0MAYA'], groups: ['S0BUYERS'] },
  members: { users: ['U0MO'], groups: [] },
});
export const GROUPS = { S0RETAIL: ['U0GINA'], S0STAFF: ['U0STAN'], S0BUYERS: ['U0BOTH'], S0OTHER: ['U0SOME'] };
/** Whoever decides, this is what they decide on. */
export const requestedBy = 'U0ROB';

const row = (decide: Cell, revoke: Cell, create: Cell, ask: Cell, connect: Cell): Row => ({
  ...{ approve: decide, deny: decide, change: decide, revoke },
  ...{ create, request: ask, import: ask, connect },
});
const NO = 'not-an-admin';
const everything = (cell: Cell) => row(cell, cell, cell, cell, cell);
const approver = (connect: Cell) => row('yes', 'yes', 'yes', 'yes', connect);
const member = row('not-an-approver', 'not-an-approver', 'not-an-approver', 'yes', NO);
const nobody = (connect: Cell) =>
  row('not-an-approver', 'not-an-approver', 'not-an-approver', 'not-of-the-account', connect);
const person = (userId: string, over: Partial<Person> = {}): Person => ({
  ...{ userId, standing: 'member', groups: [], admin: false, ...over },
});
const outsider = (userId: string, standing: Person['standing']) => person(userId, { standing, admin: true });

/** Somebody, how Slack knows them, and what each action is answered: of the owner's account, and of another one. */
export interface Somebody {
  who: string;
  person: Person;
  /** What the workspace is told of them. */
  slack: Record<string, unknown>;
  owner: Row;
  other: Row;
}

const somebody = (who: string, asking: Person, cells: [Row, Row], slack: Record<string, unknown> = {}): Somebody => ({
  ...{ who, person: asking, owner: cells[0], other: cells[1], slack },
});

/** Every person there can be, and what each may do. Of what is about an account that nobody connected, nothing but connecting it. */
export const PEOPLE: readonly Somebody[] = [
  somebody('an approver', person('U0RITA'), [approver(NO), nobody(NO)]),
  somebody('an approver by group', person('U0GINA', { groups: ['S0RETAIL'] }), [approver(NO), nobody(NO)]),
  somebody('an approver who is an admin', person('U0BOSS', { admin: true }), [approver('yes'), nobody('yes')]),
  somebody('a member', person('U0REG'), [member, nobody(NO)]),
  somebody('a member by group', person('U0STAN', { groups: ['S0STAFF'] }), [member, nobody(NO)]),
  somebody('somebody else', person('U0SOME', { groups: ['S0OTHER'] }), [nobody(NO), nobody(NO)]),
  somebody('an admin', person('U0ADA', { admin: true }), [nobody('yes'), nobody('yes')]),
  somebody('an approver of another account', person('U0FINN'), [nobody(NO), approver(NO)]),
  somebody('an approver of the subscriber only', person('U0MAYA'), [nobody(NO), nobody(NO)]),
  somebody('an approver who approves for the subscriber as well', person('U0BOTH', { groups: ['S0BUYERS'] }), [
    row('benefits-own-account', 'yes', 'yes', 'yes', NO),
    nobody(NO),
  ]),
  somebody('the requester, an approver', person('U0ROB'), [row('own-request', 'yes', 'yes', 'yes', NO), nobody(NO)]),
  ...[
    somebody('a guest', outsider('U0GUEST', 'guest'), refused(), { restricted: true }),
    somebody('a guest of one channel', outsider('U0ULTRA', 'guest'), refused(), { ultraRestricted: true }),
    somebody('somebody of another organisation', outsider('U0FAR', 'external'), refused(), { teamId: 'T0OTHER' }),
    somebody('a bot', outsider('U0ROBOT', 'bot'), refused(), { bot: true }),
    somebody('somebody who left', outsider('U0LEFT', 'deactivated'), refused(), { deleted: true }),
  ],
];

function refused(): [Row, Row] {
  return [everything('no-member'), everything('no-member')];
}
