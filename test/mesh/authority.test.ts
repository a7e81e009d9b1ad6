import { describe, expect, it } from 'vitest';
import {
  type Action,
  authorityOf,
  isApprover,
  type Person,
  type Refusal,
  speaksFor,
} from '../../src/mesh/authority.ts';
import { anAccount, marketing } from '../support/factories.ts';

const owner = anAccount({
  approvers: { users: ['U0RITA', 'U0ROB'], groups: ['S0RETAIL'] },
  members: { users: ['U0REG'], groups: ['S0STAFF'] },
});
const subscriber = marketing({
  approvers: { users: ['U0MAYA'], groups: ['S0BUYERS'] },
  members: { users: ['U0MO'], groups: [] },
});
const person = (userId: string, over: Partial<Person> = {}): Person => ({
  userId,
  standing: 'member',
  groups: [],
  admin: false,
  ...over,
});

const ACTIONS: Action[] = ['approve', 'deny', 'change', 'revoke', 'create', 'request', 'import', 'connect'];
type Cell = 'yes' | Refusal;
type Row = Record<Action, Cell>;

const row = (decide: Cell, revoke: Cell, create: Cell, ask: Cell, connect: Cell): Row => ({
  approve: decide,
  deny: decide,
  change: decide,
  revoke,
  create,
  request: ask,
  import: ask,
  connect,
});
const everything = (cell: Cell) => row(cell, cell, cell, cell, cell);
const NO = 'not-an-admin';

/** Who wants something of the account, and what each action is answered. */
const MATRIX: [string, Person, Row][] = [
  ['an approver', person('U0RITA'), row('yes', 'yes', 'yes', 'yes', NO)],
  ['an approver by group', person('U0GINA', { groups: ['S0RETAIL'] }), row('yes', 'yes', 'yes', 'yes', NO)],
  ['an approver who is an admin', person('U0RITA', { admin: true }), everything('yes')],
  ['a member', person('U0REG'), row('not-an-approver', 'not-an-approver', 'not-an-approver', 'yes', NO)],
  [
    'a member by group',
    person('U0STAN', { groups: ['S0STAFF'] }),
    row('not-an-approver', 'not-an-approver', 'not-an-approver', 'yes', NO),
  ],
  [
    'somebody else',
    person('U0FINN', { groups: ['S0OTHER'] }),
    row('not-an-approver', 'not-an-approver', 'not-an-approver', 'not-of-the-account', NO),
  ],
  [
    'an admin',
    person('U0ADA', { admin: true }),
    row('not-an-approver', 'not-an-approver', 'not-an-approver', 'not-of-the-account', 'yes'),
  ],
  [
    'an approver of the subscriber only',
    person('U0MAYA'),
    row('not-an-approver', 'not-an-approver', 'not-an-approver', 'not-of-the-account', NO),
  ],
  [
    'an approver who approves for the subscriber as well',
    person('U0RITA', { groups: ['S0BUYERS'] }),
    row('benefits-own-account', 'yes', 'yes', 'yes', NO),
  ],
  ['the requester, an approver', person('U0ROB'), row('own-request', 'yes', 'yes', 'yes', NO)],
  ['a guest', person('U0RITA', { standing: 'guest', admin: true }), everything('no-member')],
  ['somebody of another organisation', person('U0RITA', { standing: 'external' }), everything('no-member')],
  ['a bot', person('U0RITA', { standing: 'bot', admin: true }), everything('no-member')],
  ['somebody who left', person('U0RITA', { standing: 'deactivated', admin: true }), everything('no-member')],
];
const request = { requestedBy: 'U0ROB', subscriber };
const cells = (rows: [string, Person, Row][]) =>
  rows.flatMap(([who, asking, answers]) => ACTIONS.map((action) => ({ who, asking, action, answer: answers[action] })));
const answerOf = (question: Parameters<typeof authorityOf>[0]): Cell => {
  const verdict = authorityOf(question);
  return verdict.allowed ? 'yes' : verdict.reason;
};

describe('authorityOf', () => {
  it.each(cells(MATRIX))('$who who wants to $action: $answer', ({ asking, action, answer }) => {
    expect(answerOf({ person: asking, action, account: owner, request })).toBe(answer);
  });

  it.each(cells(MATRIX))(
    '$who who wants to $action, of an account that nobody connected',
    ({ asking, action, answer }) => {
      const expected = action === 'connect' || answer === 'no-member' ? answer : 'not-connected';
      expect(answerOf({ person: asking, action, account: undefined, request })).toBe(expected);
    },
  );

  it.each(cells(MATRIX))(
    '$who who wants to $action, where one may decide for oneself',
    ({ asking, action, answer }) => {
      const own = answer === 'own-request' || answer === 'benefits-own-account';
      const account = { ...owner, selfApproval: true };
      expect(answerOf({ person: asking, action, account, request })).toBe(own ? 'yes' : answer);
    },
  );

  it.each(cells(MATRIX))(
    '$who who wants to $action, when nobody knows who asked for whom',
    ({ asking, action, answer }) => {
      const own = answer === 'own-request' || answer === 'benefits-own-account';
      const unknown = { requestedBy: null, subscriber: undefined };
      expect(answerOf({ person: asking, action, account: owner, request: unknown })).toBe(own ? 'yes' : answer);
      expect(answerOf({ person: asking, action, account: owner })).toBe(own ? 'yes' : answer);
    },
  );

  it('lets a member of the subscriber decide for the owner as little as its approver', () => {
    const account = { ...owner, approvers: { users: ['U0MO'], groups: [] } };
    expect(answerOf({ person: person('U0MO'), action: 'approve', account, request })).toBe('benefits-own-account');
  });

  it('keeps an account that subscribes to its own tables from deciding for itself', () => {
    const own = { requestedBy: null, subscriber: owner };
    expect(answerOf({ person: person('U0RITA'), action: 'approve', account: owner, request: own })).toBe(
      'benefits-own-account',
    );
  });

  it.each<[string, Parameters<typeof authorityOf>[0], { users: string[]; groups: string[] }]>([
    [
      'approvers for a decision',
      { person: person('U0FINN'), action: 'approve', account: owner, request },
      owner.approvers,
    ],
    [
      'the other approvers for an own request',
      { person: person('U0ROB'), action: 'deny', account: owner, request },
      { users: ['U0RITA'], groups: ['S0RETAIL'] },
    ],
    [
      'everybody of the account for a request',
      { person: person('U0FINN'), action: 'request', account: owner },
      { users: ['U0RITA', 'U0ROB', 'U0REG'], groups: ['S0RETAIL', 'S0STAFF'] },
    ],
    [
      'nobody where the account is unknown',
      { person: person('U0RITA'), action: 'approve', account: undefined },
      { users: [], groups: [] },
    ],
    [
      'approvers to a guest',
      { person: person('U0GUS', { standing: 'guest' }), action: 'approve', account: owner },
      owner.approvers,
    ],
  ])('names %s', (_what, question, who) => {
    expect(authorityOf(question)).toMatchObject({ allowed: false, who });
  });
});

describe('speaksFor and isApprover', () => {
  it('tell approvers from members', () => {
    expect([speaksFor(person('U0RITA'), owner), isApprover(person('U0RITA'), owner)]).toEqual([true, true]);
    expect([speaksFor(person('U0REG'), owner), isApprover(person('U0REG'), owner)]).toEqual([true, false]);
    expect([speaksFor(person('U0FINN'), owner), isApprover(person('U0FINN'), owner)]).toEqual([false, false]);
  });

  it('take no guest for an approver', () => {
    expect(isApprover(person('U0RITA', { standing: 'guest' }), owner)).toBe(false);
  });
});
