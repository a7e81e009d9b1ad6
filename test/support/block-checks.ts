import type { HomeView, ModalView } from '@slack/types';
import { expect } from 'vitest';
import { checkMessage } from '../../local/slack/block-kit/message.ts';
import { checkView } from '../../local/slack/block-kit/view.ts';
import { readButtonValue } from '../../src/blocks/button-value.ts';
import type { MessageContent } from '../../src/blocks/card.ts';
import { ACTIONS } from '../../src/blocks/ids.ts';
import { readListRef } from '../../src/blocks/list-ref.ts';
import { KNOWN_CHANNELS, KNOWN_GROUPS, KNOWN_USERS } from './arbitraries.ts';

type Json = Record<string, unknown>;

/** Slack takes no larger view (seen, not documented), and no longer text in chat.update. */
const VIEW_BYTES = 250_000;
const TEXT_MAX = 4_000;

/** The message is one that Slack takes, and nothing from outside has become markup or a mention in it. */
export function checkContent({ text, blocks }: MessageContent): void {
  expect(text.trim()).not.toBe('');
  expect(text.length).toBeLessThanOrEqual(TEXT_MAX);
  expect(markupIn(text)).toEqual([]);
  expect(text).not.toMatch(HIDDEN);
  expect(checkMessage(blocks as unknown as Json[])).toEqual([]);
  checkElements(blocks);
}

/** The same of a view. */
export function checkSurface(view: ModalView | HomeView): void {
  expect(checkView(view as unknown as Json, view.type)).toEqual([]);
  expect(Buffer.byteLength(JSON.stringify(view))).toBeLessThan(VIEW_BYTES);
  checkElements(view.blocks);
}

/** Control characters, marks of direction, and spaces of no width; emoji are joined by one that may stay. */
const HIDDEN = /(?![\t\n])\p{Cc}|[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]/u;

/** What Slack would read as markup in the text of a message. */
export function markupIn(text: string): string[] {
  const found = text.match(/[<>]|&(?!amp;|lt;|gt;)/g) ?? [];
  const marks = text.match(/(?<![\p{L}\p{N}])[*_~`](?=\S)|(?<=\S)[*_~`](?![\p{L}\p{N}])/gu) ?? [];
  return [...found, ...marks];
}

/** Buttons that carry a page of a list, and those that carry an account. */
const LISTS: readonly string[] = [
  ...[ACTIONS.listRequests, ACTIONS.listSubscriptions, ACTIONS.listAccounts, ACTIONS.listAudit, ACTIONS.listProducts],
  ...[ACTIONS.previousPage, ACTIONS.nextPage],
];
const ACCOUNTS: readonly string[] = [ACTIONS.connect, ACTIONS.disconnect, ACTIONS.checkAccount];
/** Buttons that carry the id of a creation, or nothing. */
const OTHERS: readonly string[] = [ACTIONS.lookAgain, ACTIONS.retryProducts, ACTIONS.openCreate, ACTIONS.openRequest];

const ALLOWED: Record<string, (element: Json) => boolean> = {
  user: ({ user_id }) => KNOWN_USERS.includes(String(user_id)),
  usergroup: ({ usergroup_id }) => KNOWN_GROUPS.includes(String(usergroup_id)),
  channel: ({ channel_id }) => KNOWN_CHANNELS.includes(String(channel_id)),
  button: ({ value, action_id }) => {
    if (LISTS.includes(String(action_id))) readListRef(String(value));
    else if (![...ACCOUNTS, ...OTHERS].includes(String(action_id))) readButtonValue(value);
    return Object.values<unknown>(ACTIONS).includes(action_id);
  },
  // None of these is ever drawn: what stands in them could be markup, a link or a call to everybody.
  mrkdwn: () => false,
  markdown: () => false,
  broadcast: () => false,
  link: () => false,
  emoji: () => false,
};

function checkElements(value: unknown): void {
  if (Array.isArray(value)) {
    for (const item of value) checkElements(item);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  const element = value as Json;
  const allowed = ALLOWED[String(element.type)];
  if (allowed !== undefined && !allowed(element)) throw new Error(`not allowed: ${JSON.stringify(element)}`);
  // What has no width or turns the direction of reading makes names look like others.
  if (typeof element.text === 'string') expect(element.text).not.toMatch(HIDDEN);
  if (element.type === 'plain_text' && element.emoji !== false) {
    // Words of the bot's own; a name among them could turn into emoji.
    expect(String(element.text)).not.toMatch(/:tada:/);
  }
  checkElements(Object.values(element));
}
