import { COMMAND } from './ids.ts';
import { code, listed, mention, type Piece } from './rich.ts';

/** Who can give somebody a part: mesh admins, by their Slack user ids; themselves, who are one; undefined for who can have none. */
export type Admitting = readonly string[] | 'themselves' | undefined;

/** What is said where a list has nothing, and what can be done about it. */
export const NOTHING = {
  accounts: admitted('You have no part in any account. ', ' can connect one, or make ', ' an approver or member of it'),
  producers: admitted('You decide for no account that offers data. ', ' can make ', ' an approver of one'),
  consumers: admitted(
    'You have no part in an account that asks for data. ',
    ' can connect one, or make ',
    ' a member of it',
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
  connections: (admins: Admitting): Piece[] =>
    admins === 'themselves'
      ? ['No account is connected yet. ', code(`${COMMAND} connect`), ' connects one.']
      : ['Only mesh admins see every account. Yours are in the Home tab.'],
  events: ['Nobody has decided anything through Meshdesk yet.'],
} satisfies Record<string, Piece[] | ((admins: Admitting) => Piece[])>;

function admitted(without: string, gives: string, part: string): (admins: Admitting) => Piece[] {
  return (admins) => {
    if (admins === undefined) return ['Only full members of this workspace can have a part in an account of the mesh.'];
    if (admins === 'themselves')
      return [without, 'You', gives, 'yourself', part, ' with ', code(`${COMMAND} connect`), '.'];
    const who = admins.length === 0 ? ['A mesh admin'] : listed(admins.slice(0, 5).map(mention), ' or ');
    return [without, ...who, gives, 'you', part, '.'];
  };
}
