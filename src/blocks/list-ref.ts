import * as z from 'zod';
import { LIMITS } from './limits.ts';

const LISTS = ['requests', 'subscriptions', 'products', 'accounts', 'audit'] as const;

/** A page of a list, as a button carries it: nothing of it is kept in memory. */
export interface ListRef {
  list: (typeof LISTS)[number];
  /** Number of the page from 0; of the history: the event that the page comes after, empty for the first page. */
  at: string;
  /** What the list is narrowed to. */
  words: string[];
}

const schema = z.tuple([z.enum(LISTS), z.string().max(64), z.array(z.string().max(LIMITS.buttonValue))]);

/** Words that a button's value has no room for narrow its list no more. */
export function writeListRef({ list, at, words }: ListRef): string {
  const value = JSON.stringify([list, at, words]);
  return value.length <= LIMITS.buttonValue ? value : writeListRef({ list, at, words: words.slice(0, -1) });
}

/** Reads what `writeListRef` wrote. Throws a ZodError or SyntaxError for anything else. */
export function readListRef(text: string | undefined): ListRef {
  const [list, at, words] = schema.parse(JSON.parse(text ?? ''));
  return { list, at, words };
}

/** The number of the page; 0 for what is no number. */
export function pageNumber({ at }: ListRef): number {
  return /^\d{1,6}$/.test(at) ? Number(at) : 0;
}
