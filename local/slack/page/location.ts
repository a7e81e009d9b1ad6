import { PEOPLE } from '../cast.ts';

/** What the page shows, as its address has it: `?user=U…&channel=C…`, or `?user=U…&tab=home`. */
export interface Place {
  user: string;
  /** A channel's id, `home` for the app's Home tab, or null for the first channel. */
  shown: string | null;
}

const PERMALINK = /^\/archives\/([A-Z0-9]+)(?:\/p(\d+)(\d{6}))?/;

/** The place of an address, so that a link or test can open any person's view of any channel. */
export function readPlace({ pathname, search }: { pathname: string; search: string }): Place {
  const query = new URLSearchParams(search);
  const user = query.get('user') ?? PEOPLE.find((person) => person.bot !== true)?.id ?? '';
  const channel = query.get('channel') ?? PERMALINK.exec(pathname)?.[1] ?? null;
  return { user, shown: query.get('tab') === 'home' ? 'home' : channel };
}

/** The timestamp of the message that a permalink, `/archives/C…/p<timestamp>`, leads to. */
export function readLinkedMessage(pathname: string): string | null {
  const [, , seconds, fraction] = PERMALINK.exec(pathname) ?? [];
  return seconds === undefined || fraction === undefined ? null : `${seconds}.${fraction}`;
}

/** The address of a place. */
export function writePlace({ user, shown }: Place): string {
  const query = new URLSearchParams({ user });
  if (shown === 'home') query.set('tab', 'home');
  else if (shown !== null) query.set('channel', shown);
  return `/?${query}`;
}
