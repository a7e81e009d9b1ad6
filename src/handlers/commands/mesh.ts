import type { SlackCommandMiddlewareArgs } from '@slack/bolt';
import { fallback } from '../../blocks/rich.ts';
import { acknowledging } from '../acknowledging.ts';
import { answering } from '../answering.ts';
import type { FrontDesk } from '../front-desk.ts';
import { connect } from './connect.ts';
import { create } from './create.ts';
import { decide } from './decide.ts';
import { help } from './help.ts';
import { importGranted } from './import.ts';
import { accounts, audit, products, requests, subscriptions } from './list.ts';
import { menu } from './menu.ts';
import { request } from './request.ts';
import { show } from './show.ts';
import type { Command } from './subcommand.ts';
import { tooMuch } from './too-much.ts';
import { unknown } from './unknown.ts';

/** The words after `/mesh`: the one place for what there is, what is said of it in help, menu and manifest, and what it does. */
export const COMMANDS: readonly Command[] = [
  { word: '', does: 'shows what waits for you, and what you can do', for: ['everybody'], run: menu },
  {
    word: 'requests',
    does: 'lists what waits for a decision, the oldest first',
    for: ['member'],
    run: requests,
  },
  {
    word: 'subscriptions',
    takes: '[words]',
    most: Number.POSITIVE_INFINITY,
    does: 'lists what your accounts share and hold',
    for: ['member'],
    run: subscriptions,
  },
  { word: 'create', does: 'offers tables as data products', for: ['approver'], run: create },
  {
    word: 'products',
    takes: '[database] [pattern]',
    most: 2,
    does: 'lists what the mesh offers',
    for: ['everybody'],
    run: products,
  },
  { word: 'request', does: 'asks for access to data', for: ['consumer'], run: request },
  { word: 'import', takes: 'ID', most: 1, does: 'imports what was granted', for: ['consumer'], run: importGranted },
  { word: 'show', takes: 'ID', most: 1, does: 'shows a request in every detail', for: ['everybody'], run: show },
  {
    word: 'approve',
    takes: 'ID',
    most: 1,
    does: 'approves a request, with changes',
    for: ['approver'],
    run: decide('approve'),
  },
  {
    word: 'deny',
    takes: 'ID',
    most: 1,
    does: 'denies a request, with the reason',
    for: ['approver'],
    run: decide('deny'),
  },
  { word: 'change', takes: 'ID', most: 1, does: 'changes what was granted', for: ['approver'], run: decide('change') },
  { word: 'revoke', takes: 'ID', most: 1, does: 'ends what was granted', for: ['approver'], run: decide('revoke') },
  {
    word: 'audit',
    takes: '[ID]',
    most: 1,
    does: 'says who decided what, and when',
    for: ['member', 'admin'],
    run: audit,
  },
  {
    word: 'connect',
    takes: '[ACCOUNT]',
    most: Number.POSITIVE_INFINITY,
    does: 'connects an account, or edits its connection',
    for: ['admin'],
    run: connect,
  },
  { word: 'accounts', does: 'lists the connected accounts', for: ['admin'], run: accounts },
  { word: 'help', does: 'lists every command', for: ['everybody'], run: help },
];

/** `/mesh`: finds the subcommand and has it answer, privately. */
export function mesh(desk: FrontDesk) {
  return async ({ ack, command, respond }: SlackCommandMiddlewareArgs): Promise<void> => {
    const [word = '', ...words] = unescaped(command.text).trim().split(/\s+/);
    const { user_id: userId, channel_id: channel, trigger_id: triggerId } = command;
    const known = COMMANDS.find((command) => command.word === word.toLowerCase());
    const run = known === undefined ? unknown : words.length > (known.most ?? 0) ? tooMuch(known) : known.run;
    const typed = { word, words, userId, channel, triggerId };
    await acknowledging(ack, (acked) =>
      answering(desk, respond, () =>
        run(desk, typed, {
          acked,
          answer: (blocks) => respond({ response_type: 'ephemeral', text: fallback(blocks), blocks }),
          commands: COMMANDS,
        }),
      ),
    );
  };
}

/** Slack sends a command's text with these three escaped. */
function unescaped(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
