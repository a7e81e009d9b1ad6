import { COMMAND } from './ids.ts';
import { code, listed, mention, type Piece } from './rich.ts';

/** What is said where a list has nothing, and what can be done about it. */
export const NOTHING = {
  accounts: (admins: readonly string[]): Piece[] => [
    'You have no part in any account. ',
    ...whoAdmits(admins),
    ' can connect one, or make you an approver or member of it.',
  ],
  producers: (admins: readonly string[]): Piece[] => [
    'You decide for no account that offers data. ',
    ...whoAdmits(admins),
    ' can make you an approver of one.',
  ],
  consumers: (admins: readonly string[]): Piece[] => [
    'You have no part in an account that asks for data. ',
    ...whoAdmits(admins),
    ' can connect one, or make you a member of it.',
  ],
  requests: ['Nothing waits for a decision of your accounts, and nothing they asked for is undecided.'],
  subscriptions: [
    'There is none. Narrow the list with ',
    ...listed(['active', 'pending', 'denied', 'ended', 'shared', 'held', 'mine'].map(code), ' or '),
    ', or with any part of an account, a database or a table, as in ',
    code(`${COMMAND} subscriptions active retail`),
    '.',
  ],
  products: ['The mesh offers nothing that you may see.'],
  connections: ['There is no account that you may see here.'],
  events: ['Nobody has decided anything through Meshdesk yet.'],
} satisfies Record<string, Piece[] | ((admins: readonly string[]) => Piece[])>;

function whoAdmits(admins: readonly string[]): Piece[] {
  return admins.length === 0 ? ['A mesh admin'] : listed(admins.slice(0, 5).map(mention), ' or ');
}
