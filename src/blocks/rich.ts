import type {
  ContextBlock,
  KnownBlock,
  RichTextBlock,
  RichTextDate,
  RichTextElement,
  RichTextList,
  RichTextSection,
  RichTextText,
  RichTextUsergroupMention,
  RichTextUserMention,
} from '@slack/types';
import { oneLine, shorten, visible } from './limits.ts';

/**
 * Rich text instead of mrkdwn: what stands in a text element is shown as it is, so no name, tag or note can become markup, a
 * link or a mention (docs.slack.dev, rich text block).
 */
const LONGEST = 300;

/** A string is plain text. */
export type Piece = string | RichTextElement;

export function plain(text: string): RichTextText {
  return { type: 'text', text: shorten(oneLine(text), LONGEST) || ' ' };
}

export function bold(text: string): RichTextText {
  return { ...plain(text), style: { bold: true } };
}

export function italic(text: string): RichTextText {
  return { ...plain(text), style: { italic: true } };
}

/** The only line break within a line: text from outside brings none. */
export const NEW_LINE: RichTextText = { type: 'text', text: '\n' };

/** A name out of a catalog. */
export function code(text: string): RichTextText {
  return { ...plain(shorten(text, 80)), style: { code: true } };
}

/** Mentions a Slack user; ids come from Slack or from the directory, never from a record's text. */
export function mention(userId: string): RichTextUserMention {
  return { type: 'user', user_id: userId };
}

export function group(id: string): RichTextUsergroupMention {
  return { type: 'usergroup', usergroup_id: id };
}

/** Slack takes no date before 1970 nor after 2286; a record may have either. */
const LAST_TIMESTAMP = 9_999_999_999;

/** A moment that stands by itself, in the time zone of whoever reads it: "Today at 9:41 AM", with Slack's capital. */
export function moment(date: Date): RichTextDate | RichTextText {
  return dateOf(date, '{date_short_pretty} at {time}', (day, time) => `${day} ${time} UTC`);
}

/** A moment in a sentence, after "at": "9:41 AM, today"; "9:41 AM, Nov 23". */
export function timeAndDay(date: Date): RichTextDate | RichTextText {
  return dateOf(date, '{time}, {date_short_pretty}', (day, time) => `${time} UTC, ${day}`);
}

function dateOf(date: Date, format: string, inUtc: (day: string, time: string) => string): RichTextDate | RichTextText {
  const timestamp = Math.floor(date.getTime() / 1000);
  if (Number.isNaN(timestamp)) return plain('an unknown time');
  const [day = '', time = ''] = date.toISOString().slice(0, -8).split('T');
  const fallback = inUtc(day, time);
  if (timestamp < 0 || timestamp > LAST_TIMESTAMP) return plain(fallback);
  return { type: 'date', timestamp, format, fallback };
}

/** Pieces that say nothing are left out. */
export function line(...pieces: Piece[]): RichTextSection {
  return {
    type: 'rich_text_section',
    elements: pieces.filter((piece) => piece !== '').map((piece) => (typeof piece === 'string' ? plain(piece) : piece)),
  };
}

export function bullets(items: Piece[][], indent = 0): RichTextList {
  return { type: 'rich_text_list', style: 'bullet', indent, elements: items.map((pieces) => line(...pieces)) };
}

export function rich(...elements: RichTextBlock['elements']): RichTextBlock {
  return { type: 'rich_text', elements };
}

/** Puts commas and an "and" between pieces. */
export function listed(pieces: Piece[], and = ' and '): Piece[] {
  return pieces.flatMap((piece, at) => (at === 0 ? [piece] : [at === pieces.length - 1 ? and : ', ', piece]));
}

/** What blocks say, for the `text` of a message: for notifications and screen readers. */
export function fallback(blocks: readonly KnownBlock[]): string {
  const texts: string[] = [];
  const read = (value: unknown): void => {
    if (Array.isArray(value)) for (const item of value) read(item);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
    const { type, text, fallback: date, elements } = value as Record<string, unknown>;
    if (type === 'actions' || type === 'input') return;
    if (typeof text === 'string') texts.push(text);
    else read(text);
    if (typeof date === 'string') texts.push(date);
    read(elements);
    if (typeof type === 'string' && type !== 'text') texts.push(' ');
  };
  read(blocks);
  return escaped(shorten(texts.join('').replace(/\s+/g, ' ').trim(), 300)) || 'Meshdesk';
}

/** Signs that look like the marks of bold, strike, code, italic and quotes, for which mrkdwn has no escape. */
const LOOKALIKES: Record<string, string> = { '*': '∗', '~': '∼', '`': 'ˋ', _: 'ˍ', '>': '›' };
/** Within a word an underscore is no mark, and only at the start of a line a `>` is one. */
const MARKS = /[*~`]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|^>/gu;

/** The last line of a message about a request: its id. */
export function requestFoot(subscriptionId: string): ContextBlock {
  const text = `Request ${shorten(oneLine(subscriptionId), 60)}`;
  return { type: 'context', elements: [{ type: 'plain_text', text, emoji: false }] };
}

/** For the `text` of a message, which Slack reads as mrkdwn: nothing in what it answers, on one line, is markup or a mention. */
export function escaped(text: string): string {
  return visible(text)
    .replace(/\s+/g, ' ')
    .replace(MARKS, (mark) => LOOKALIKES[mark] ?? mark)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}
