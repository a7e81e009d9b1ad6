import { COMMAND } from './ids.ts';
import { code, listed, mention, type Piece } from './rich.ts';

/** Slack user ids of the mesh admins, who can give somebody a part; undefined for who can have none. */
export type Admitting = readonly string[] | undefined;

/** What is said where a list has nothing, and what can be done about it. */
export const NOTHING = {
  accounts: admitted('You have no part in any account. ', ' can connect one, or make you an approver or member of it.'),
  producers: admitted('You decide for no account that offers data. ', ' can make you an approver of one.'),
  consumers: admitted(
    'You have no part in an account that asks for data. ',
    ' can connect one, or make you a member of it.',
  ),
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
} satisfies Record<string, Piece[] | ((admins: Admitting) => Piece[])>;

function admitted(without: string, remedy: string): (admins: Admitting) => Piece[] {
  return (admins) => {
    if (admins === undefined) return ['Only full members of this workspace can have a part in an account of the mesh.'];
    const who = admins.length === 0 ? ['A mesh admin'] : listed(admins.slice(0, 5).map(mention), ' or ');
    return [without, ...who, remedy];
  };
}
