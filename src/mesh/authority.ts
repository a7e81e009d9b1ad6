import type { Account, People } from './account.ts';

/** What a person may want to do. */
export type Action = 'approve' | 'deny' | 'change' | 'revoke' | 'create' | 'request' | 'import' | 'connect';

/** The person as Slack knows them. */
export interface Person {
  userId: string;
  /** Guests, people of other organisations, bots and those who left never do anything. */
  standing: 'member' | 'guest' | 'external' | 'bot' | 'deactivated';
  /** Ids of the user groups they are in, of those that an account names. */
  groups: string[];
  /** Only a member is one. */
  admin: boolean;
}

export interface AuthorityQuestion {
  person: Person;
  action: Action;
  /** Whose data it is about (decisions, create), or for whom it is asked (request, import). */
  account: Account | undefined;
  /** For decisions: who asked through Meshdesk (Slack user id, null when nobody did), and the account that would benefit. */
  request?: { requestedBy: string | null; subscriber: Account | undefined };
}

export type Refusal =
  | 'no-member'
  | 'not-connected'
  | 'not-an-approver'
  | 'not-of-the-account'
  | 'not-an-admin'
  | 'own-request'
  | 'benefits-own-account';

export type Verdict =
  | { allowed: true }
  /** `who` may do it instead: Slack user ids and ids of user groups. */
  | { allowed: false; reason: Refusal; who: People };

const NOBODY: People = { users: [], groups: [] };

/** Whether the person may do it, and if not why, and who can. Depends on nothing but its arguments; fails closed. */
export function authorityOf(question: AuthorityQuestion): Verdict {
  const { person, action, account, request } = question;
  if (person.standing !== 'member') return refuse('no-member', account?.approvers);
  if (action === 'connect') return person.admin ? { allowed: true } : refuse('not-an-admin');
  if (account === undefined) return refuse('not-connected');
  if (action === 'request' || action === 'import') {
    return speaksFor(person, account) ? { allowed: true } : refuse('not-of-the-account', everybody(account));
  }
  if (!isAmong(person, account.approvers)) return refuse('not-an-approver', account.approvers);
  if (action === 'create' || account.selfApproval || action === 'revoke') return { allowed: true };
  const others = without(account.approvers, person.userId);
  if (request?.requestedBy === person.userId) return refuse('own-request', others);
  if (request?.subscriber && speaksFor(person, request.subscriber)) return refuse('benefits-own-account', others);
  return { allowed: true };
}

/** Whether the person decides for the account, or asks for it. */
export function speaksFor(person: Person, account: Account): boolean {
  return isAmong(person, account.approvers) || isAmong(person, account.members);
}

/** Whether the person decides for the account. */
export function isApprover(person: Person, account: Account): boolean {
  return person.standing === 'member' && isAmong(person, account.approvers);
}

function isAmong(person: Person, people: People): boolean {
  return people.users.includes(person.userId) || people.groups.some((group) => person.groups.includes(group));
}

function refuse(reason: Refusal, who: People = NOBODY): Verdict {
  return { allowed: false, reason, who };
}

function everybody(account: Account): People {
  return {
    users: [...new Set([...account.approvers.users, ...account.members.users])],
    groups: [...new Set([...account.approvers.groups, ...account.members.groups])],
  };
}

function without(people: People, userId: string): People {
  return { users: people.users.filter((user) => user !== userId), groups: people.groups };
}
