import type { ModalView } from '@slack/types';
import type { Account } from '../mesh/account.ts';
import { button } from './button.ts';
import { named } from './entries.ts';
import { ACTIONS, VIEWS } from './ids.ts';
import { bold, bullets, code, group, line, listed, mention, type Piece, rich } from './rich.ts';
import { count } from './words.ts';

/** What was looked at for a connection, and how it stands. `slow`: there was no answer in time. */
export type AccountCheck =
  | { of: 'channel'; channel: string; found: ChannelState | 'slow' }
  | { of: 'role'; role: 'producer' | 'consumer'; found: 'ok' | 'failed' | 'slow' | { refused: string } }
  | { of: 'table'; table: string; found: 'ready' | 'missing' | 'no-stream' | 'failed' | 'slow' }
  | { of: 'approvers'; found: ApproverState | 'slow' }
  | { of: 'audience'; channel: string; found: 'nobody' };

/** A channel as the bot sees it. */
export type ChannelState = 'ok' | 'not_in_channel' | 'is_archived' | 'channel_not_found' | 'failed';

/** Approvers who left or are no full members, groups that are gone, and whether somebody can decide all the same. */
export interface ApproverState {
  gone: string[];
  goneGroups: string[];
  remaining: boolean;
}

/** How the connection stands, check by check, with what to do where something is amiss. */
export function connectedView(account: Account, checks: readonly AccountCheck[], waiting: number): ModalView {
  const cards: Piece[] = [
    `${count(waiting, 'request that waits gets its card', 'requests that wait get their cards')} in `,
    { type: 'channel', channel_id: account.channel },
    ' now.',
  ];
  return {
    type: 'modal',
    callback_id: VIEWS.connected,
    title: { type: 'plain_text', text: 'Connection' },
    close: { type: 'plain_text', text: 'Close' },
    blocks: [
      rich(line(bold(named(account, account.accountId)), ' is connected.'), ...(waiting > 0 ? [line(...cards)] : [])),
      rich(bullets(checks.map(checkLine))),
      {
        type: 'actions',
        elements: [
          button(ACTIONS.checkAccount, 'Check again', account.accountId),
          button(ACTIONS.connect, 'Edit…', account.accountId),
        ],
      },
    ],
  };
}

/** One check in words: what was found, and what to do about it. */
export function checkLine(check: AccountCheck): Piece[] {
  if (check.found === 'slow') return ['⏳ ', ...subject(check), ' did not answer in time. Check again.'];
  switch (check.of) {
    case 'channel':
      return channelLine(check.channel, check.found);
    case 'role':
      if (check.found === 'ok') return [`✅ Meshdesk can work for it as a ${check.role}.`];
      if (check.found === 'failed')
        return [`⚠️ AWS did not say whether Meshdesk can work for it as a ${check.role}. Check again.`];
      return [
        '⚠️ Meshdesk may not assume ',
        code(check.found.refused),
        '. The platform team has to deploy the role and let Meshdesk in; then check again.',
      ];
    case 'table':
      return tableLine(check.table, check.found);
    case 'approvers':
      return approverLine(check.found);
    case 'audience':
      return [
        '⚠️ None of the approvers is in ',
        { type: 'channel', channel_id: check.channel },
        ', so none of them sees its cards. Invite one, or choose another channel with Edit.',
      ];
  }
}

function channelLine(channel: string, found: ChannelState): Piece[] {
  const name: Piece = { type: 'channel', channel_id: channel };
  const words: Record<ChannelState, Piece[]> = {
    ok: ['✅ Meshdesk is in ', name, '.'],
    not_in_channel: [
      '⚠️ Meshdesk is not in ',
      name,
      '. Write ',
      code('/invite @Meshdesk'),
      ' there; requests wait until then.',
    ],
    is_archived: ['⚠️ ', name, ' is archived. Unarchive it, or choose another channel with Edit.'],
    channel_not_found: [
      '⚠️ ',
      name,
      ' is not there, or private and Meshdesk is not in it. Invite Meshdesk, or choose another channel with Edit.',
    ],
    failed: ['⚠️ Slack did not say whether Meshdesk is in ', name, '. Check again.'],
  };
  return words[found];
}

function tableLine(table: string, found: 'ready' | 'missing' | 'no-stream' | 'failed'): Piece[] {
  const words: Record<typeof found, Piece[]> = {
    ready: ['✅ The table ', code(table), ' is there, and its stream tells of every request.'],
    missing: ['⚠️ There is no table ', code(table), '. The platform team has to create it in the mesh account.'],
    'no-stream': [
      '⚠️ The table ',
      code(table),
      ' has no stream of new and old images. The platform team has to switch it on.',
    ],
    failed: ['⚠️ AWS did not say whether the table ', code(table), ' is there. Check again.'],
  };
  return words[found];
}

function approverLine({ gone, goneGroups, remaining }: ApproverState): Piece[] {
  const who: Piece[] = [...gone.map(mention), ...goneGroups.map(group)];
  if (!remaining) return ['🚨 Nobody of the approvers can decide. Name others with Edit.'];
  if (who.length === 0) return ['✅ Somebody can decide.'];
  return [
    '⚠️ ',
    ...listed(who.slice(0, 8)),
    ' cannot decide any more; the other approvers can. Remove who left with Edit.',
  ];
}

function subject(check: Exclude<AccountCheck, { of: 'audience' }>): Piece[] {
  switch (check.of) {
    case 'channel':
      return ['Slack, asked about ', { type: 'channel', channel_id: check.channel }, ','];
    case 'role':
      return [`AWS, asked for the ${check.role}'s role,`];
    case 'table':
      return ['AWS, asked for the table ', code(check.table), ','];
    case 'approvers':
      return ['Slack, asked about the approvers,'];
  }
}
