import type { OperationError } from '../mesh/operation.ts';
import type { AccountEvent } from '../mesh/stores/directory.ts';
import { deed } from './deeds.ts';
import { shorten } from './limits.ts';
import { code, mention, moment, type Piece } from './rich.ts';
import { sentenceOf } from './sentences.ts';

/** Something that happened to a request or an account: who did what, when, why, and what came of it. */
export interface Happening {
  by: string;
  /** ISO 8601. */
  at: string;
  what: AccountEvent['what'];
  /** Of a decision. */
  kind?: string;
  /** Whether it did once more what had failed before. */
  retry?: boolean;
  notes?: string;
  error?: OperationError;
  /** What became of each table; in a history by account they are left out. */
  tables?: readonly { table: string; state?: string }[];
}

/** "The approval by @rita was carried out · Today at 9:41 AM — “for the campaign”" */
export function happened(happening: Happening): Piece[] {
  const { at, notes, error } = happening;
  return [
    ...deedOf(happening),
    ' · ',
    moment(new Date(at)),
    ...tablesOf(happening),
    ...(notes ? [` — “${shorten(notes, 200)}”`] : []),
    ...(error ? [' — ', ...sentenceOf(error)] : []),
  ];
}

/** Of each list. */
const MOST_NAMES = 5;
const CAME_TO = { granted: 'granted', revoked: 'revoked', failed: 'not done' };

/** " · granted: `web_sales, item`; not done: `store`" */
function tablesOf({ what, tables = [] }: Happening): Piece[] {
  if (what !== 'done' && what !== 'partly') return [];
  const lists = Object.entries(CAME_TO).flatMap(([state, word]): Piece[][] => {
    const names = tables.filter((one) => one.state === state).map(({ table }) => table);
    const more = names.length > MOST_NAMES ? [` and ${names.length - MOST_NAMES} more`] : [];
    return names.length === 0
      ? []
      : [[`${word}: `, code(shorten(names.slice(0, MOST_NAMES).join(', '), 200)), ...more]];
  });
  return lists.flatMap((list, at) => [at === 0 ? ' · ' : '; ', ...list]);
}

const RETRY = { did: 'retried the data products', noun: 'retry of the data products' };

function deedOf({ by, what, kind = '', retry = false }: Happening): Piece[] {
  const { did, noun } = retry ? RETRY : deed(kind);
  const who = mention(by);
  const cameTo = (end: string): Piece[] => [`The ${noun} by `, who, ` ${end}`];
  switch (what) {
    case 'claimed':
      return [who, ` ${did}`];
    case 'done':
      return cameTo('was carried out');
    case 'partly':
      return cameTo('was done in part');
    case 'failed':
      return cameTo('did not work');
    case 'taking back':
      return ['What ', who, ' had granted by then is being taken back'];
    case 'taken back':
      return ['What ', who, ' had granted by then was taken back'];
    case 'again':
      return cameTo('is carried out once more, for it was changed elsewhere meanwhile');
    case 'connected':
      return [who, ' connected the account'];
    case 'edited':
      return [who, ' changed the connection of the account'];
    case 'disconnected':
      return [who, ' disconnected the account'];
  }
}
