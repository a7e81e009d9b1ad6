import { describe, expect, it } from 'vitest';
import { authorityOf, isApprover, type Person, speaksFor } from '../../src/mesh/authority.ts';
import { ACTIONS, type Cell, other, owner, PEOPLE, requestedBy, subscriber } from '../support/authority-matrix.ts';

const person = (userId: string, over: Partial<Person> = {}): Person => ({
  userId,
  standing: 'member',
  groups: [],
  admin: false,
  ...over,
});
const request = { requestedBy, subscriber };
const cells = PEOPLE.flatMap(({ who, person: asking, owner: answers, other: elsewhere }) =>
  ACTIONS.map((action) => ({ who, asking, action, answer: answers[action], elsewhere: elsewhere[action] })),
);
const answerOf = (question: Parameters<typeof authorityOf>[0]): Cell => {
  const verdict = authorityOf(question);
  return verdict.allowed ? 'yes' : verdict.reason;
};

describe('authorityOf', () => {
  it.each(cells)('$who who wants to $action: $answer', ({ asking, action, answer }) => {
    expect(answerOf({ person: asking, action, account: owner, request })).toBe(answer);
  });

  it.each(cells)('$who who wants to $action, of another account: $elsewhere', ({ asking, action, elsewhere }) => {
    expect(answerOf({ person: asking, action, account: other, request })).toBe(elsewhere);
  });

  it.each(cells)('$who who wants to $action, of an account that nobody connected', ({ asking, action, answer }) => {
    const expected = action === 'connect' || answer === 'no-member' ? answer : 'not-connected';
    expect(answerOf({ person: asking, action, account: undefined, request })).toBe(expected);
  });

  it.each(cells)('$who who wants to $action, where one may decide for oneself', ({ asking, action, answer }) => {
    const own = answer === 'own-request' || answer === 'benefits-own-account';
    const account = { ...owner, selfApproval: true };
    expect(answerOf({ person: asking, action, account, request })).toBe(own ? 'yes' : answer);
  });

  it.each(cells)('$who who wants to $action, when nobody knows who asked for whom', ({ asking, action, answer }) => {
    const own = answer === 'own-request' || answer === 'benefits-own-account';
    const unknown = { requestedBy: null, subscriber: undefined };
    expect(answerOf({ person: asking, action, account: owner, request: unknown })).toBe(own ? 'yes' : answer);
    expect(answerOf({ person: asking, action, account: owner })).toBe(own ? 'yes' : answer);
  });

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
      { users: owner.approvers.users.filter((user) => user !== 'U0ROB'), groups: ['S0RETAIL'] },
    ],
    [
      'everybody of the account for a request',
      { person: person('U0FINN'), action: 'request', account: owner },
      { users: [...owner.approvers.users, 'U0REG'], groups: ['S0RETAIL', 'S0STAFF'] },
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
