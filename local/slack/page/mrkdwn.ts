/**
 * Slack's mrkdwn as a tree. Pure: who a user is and how a date reads is the renderer's part.
 * @see https://docs.slack.dev/messaging/formatting-message-text
 */
import { emojiOf } from './emoji.ts';
import { parseReference, type Reference } from './reference.ts';

export type Inline =
  | { type: 'text'; text: string }
  | { type: 'emoji'; name: string; unicode: string }
  | { type: 'bold' | 'italic' | 'strike' | 'code'; children: Inline[] }
  | { type: 'link'; url: string; children: Inline[] }
  | { type: 'channelName'; name: string }
  | Exclude<Reference, { type: 'link' }>;

export type Paragraph = { type: 'text' | 'quote' | 'pre'; children: Inline[] };

/** `verbatim`: bare addresses and channel names stay text, as in Slack's text object. */
export interface MrkdwnOptions {
  verbatim: boolean;
}

const MARKS: Readonly<Record<string, 'bold' | 'italic' | 'strike'>> = { '*': 'bold', _: 'italic', '~': 'strike' };
const WORD = /[\p{L}\p{N}]/u;
const EMOJI = /:([a-z0-9_+'-]+):(?::skin-tone-[2-6]:)?/y;
const ADDRESS = /https?:\/\/[^\s<>|]*[^\s<>|.,;:!?)\]'"*_~`]/y;
const CHANNEL_NAME = /#([\p{Ll}\p{N}][\p{Ll}\p{N}_-]{0,79})/uy;

/** Parses a mrkdwn text whose `&`, `<` and `>` are escaped as Slack asks. */
export function parseMrkdwn(text: string, options: MrkdwnOptions = { verbatim: false }): Paragraph[] {
  const paragraphs: Paragraph[] = [];
  const fence = /```([\s\S]+?)```/g;
  let end = 0;
  for (const match of text.matchAll(fence)) {
    paragraphs.push(...parseLines(text.slice(end, match.index).replace(/\n$/, ''), options));
    const code = (match[1] ?? '').replace(/^\n|\n$/g, '');
    paragraphs.push({ type: 'pre', children: parseReferencesOnly(code) });
    end = match.index + match[0].length;
  }
  const rest = end === 0 ? text : text.slice(end).replace(/^\n/, '');
  return [...paragraphs, ...parseLines(rest, options)];
}

function parseLines(text: string, options: MrkdwnOptions): Paragraph[] {
  if (text === '') return [];
  const groups: { type: 'text' | 'quote'; lines: string[] }[] = [];
  let quoteToEnd = false;
  for (const line of text.split('\n')) {
    const prefix: string | null = quoteToEnd ? '' : (/^(?:(?:&gt;|>){3}|(?:&gt;|>)) ?/.exec(line)?.[0] ?? null);
    quoteToEnd ||= prefix !== null && /^(?:&gt;|>){3}/.test(prefix);
    const type = prefix === null ? 'text' : 'quote';
    const content = line.slice(prefix?.length ?? 0);
    const last = groups.at(-1);
    if (last?.type === type) last.lines.push(content);
    else groups.push({ type, lines: [content] });
  }
  return groups.map(({ type, lines }) => ({ type, children: parseInline(lines.join('\n'), options) }));
}

/** Collects nodes; text arrives escaped and is unescaped when a node ends it. */
class Nodes {
  readonly list: Inline[] = [];
  private pending = '';

  text(piece: string) {
    this.pending += piece;
  }

  node(node: Inline) {
    this.flush();
    this.list.push(node);
  }

  flush() {
    if (this.pending !== '') this.list.push({ type: 'text', text: unescapeText(this.pending) });
    this.pending = '';
    return this.list;
  }
}

/** A node and where it ends. */
type Found = { node: Inline; end: number } | null;

function parseInline(text: string, options: MrkdwnOptions): Inline[] {
  const nodes = new Nodes();
  let at = 0;
  while (at < text.length) {
    const found = parseAt(text, at, options);
    if (found === null) nodes.text(text.charAt(at));
    else nodes.node(found.node);
    at = found?.end ?? at + 1;
  }
  return nodes.flush();
}

function parseAt(text: string, at: number, options: MrkdwnOptions): Found {
  switch (text.charAt(at)) {
    case '<':
      return referenceAt(text, at, options);
    case '`':
      return codeAt(text, at);
    case '*':
    case '_':
    case '~':
      return markAt(text, at, options);
    case ':':
      return emojiAt(text, at);
    case 'h':
      return options.verbatim || isWord(text, at - 1) ? null : addressAt(text, at);
    case '#':
      return options.verbatim || isWord(text, at - 1) ? null : channelNameAt(text, at);
    default:
      return null;
  }
}

function referenceAt(text: string, at: number, options: MrkdwnOptions): Found {
  const close = text.indexOf('>', at);
  if (close < 0) return null;
  const reference = parseReference(text.slice(at + 1, close));
  if (reference === null) return null;
  if (reference.type !== 'link') return { node: reference, end: close + 1 };
  const { url, label } = reference;
  const children: Inline[] =
    label === null ? [{ type: 'text', text: url }] : parseInline(label, { ...options, verbatim: true });
  return { node: { type: 'link', url, children }, end: close + 1 };
}

function codeAt(text: string, at: number): Found {
  const close = text.indexOf('`', at + 1);
  const inner = text.slice(at + 1, close);
  if (close < 0 || inner.trim() === '' || inner.includes('\n')) return null;
  return { node: { type: 'code', children: parseReferencesOnly(inner) }, end: close + 1 };
}

function markAt(text: string, at: number, options: MrkdwnOptions): Found {
  const mark = text.charAt(at);
  const type = MARKS[mark];
  const next = text.charAt(at + 1);
  if (type === undefined || isWord(text, at - 1) || next === '' || next === mark || /\s/.test(next)) return null;
  for (let end = at + 1; end < text.length && text.charAt(end) !== '\n'; end++) {
    end = skipOver(text, end);
    const closes = text.charAt(end) === mark && !/\s/.test(text.charAt(end - 1)) && !isWord(text, end + 1);
    if (closes) return { node: { type, children: parseInline(text.slice(at + 1, end), options) }, end: end + 1 };
  }
  return null;
}

/** Marks inside a reference or code span close nothing: the last index of the span that starts at `at`, or `at`. */
function skipOver(text: string, at: number): number {
  const open = text.charAt(at);
  if (open !== '<' && open !== '`') return at;
  const close = text.indexOf(open === '<' ? '>' : '`', at + 1);
  return close < 0 || text.slice(at, close).includes('\n') ? at : close;
}

function emojiAt(text: string, at: number): Found {
  const match = sticky(EMOJI, text, at);
  const name = match?.[1] ?? '';
  const unicode = emojiOf(name);
  return match === null || unicode === null
    ? null
    : { node: { type: 'emoji', name, unicode }, end: at + match[0].length };
}

function addressAt(text: string, at: number): Found {
  const match = sticky(ADDRESS, text, at);
  if (match === null) return null;
  const url = unescapeText(match[0]);
  return { node: { type: 'link', url, children: [{ type: 'text', text: url }] }, end: at + match[0].length };
}

function channelNameAt(text: string, at: number): Found {
  const match = sticky(CHANNEL_NAME, text, at);
  return match === null ? null : { node: { type: 'channelName', name: match[1] ?? '' }, end: at + match[0].length };
}

/** Inside code only references count, which Slack resolves before any formatting. */
function parseReferencesOnly(text: string): Inline[] {
  const nodes = new Nodes();
  let at = 0;
  while (at < text.length) {
    const found = text.charAt(at) === '<' ? referenceAt(text, at, { verbatim: true }) : null;
    if (found === null) nodes.text(text.charAt(at));
    else nodes.node(found.node);
    at = found?.end ?? at + 1;
  }
  return nodes.flush();
}

function isWord(text: string, at: number): boolean {
  return WORD.test(text.charAt(at));
}

function sticky(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** Undoes Slack's escaping of the three control characters. */
export function unescapeText(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/** Escapes the three control characters, as Slack's own clients do with what a person types. */
export function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
