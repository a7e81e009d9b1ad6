import type { KnownBlock } from '@slack/types';
import type { Account } from '../mesh/account.ts';
import { button } from './button.ts';
import type { MessageContent } from './card.ts';
import type { ChannelState } from './connected-view.ts';
import { named } from './entries.ts';
import { ACTIONS } from './ids.ts';
import { shorten, visible } from './limits.ts';
import { bold, bullets, escaped, group, line, listed, mention, type Piece, rich } from './rich.ts';

/** Something about a connected account that the admins have to know. */
export type AccountNews =
  | { of: 'approver'; userId: string }
  | { of: 'group'; groupId: string }
  | { of: 'nobody' }
  | { of: 'channel'; state: Exclude<ChannelState, 'ok' | 'failed'> }
  | { of: 'renamed'; from: string; to: string };

/** For the admin channel: what has changed about an account, and what to do. Loud when nobody can decide any more. */
export function accountNote(account: Account, news: readonly AccountNews[], admins: readonly string[]): MessageContent {
  const loud = news.some(({ of }) => of === 'nobody');
  const name = named(account, account.accountId);
  const title = loud ? `🚨 Nobody can decide for ${name}` : `⚠️ About ${name}`;
  const head: KnownBlock = loud
    ? { type: 'header', text: { type: 'plain_text', text: shorten(visible(title), 150), emoji: false } }
    : rich(line(bold(title)));
  return {
    text: escaped(title),
    blocks: [
      head,
      rich(
        ...(loud && admins.length > 0 ? [line(...listed(admins.slice(0, 10).map(mention)), ':')] : []),
        bullets(news.slice(0, 20).map((one) => newsLine(one, account))),
      ),
      { type: 'actions', elements: [button(ACTIONS.connect, 'Edit the connection…', account.accountId)] },
    ],
  };
}

function newsLine(news: AccountNews, account: Account): Piece[] {
  const channel: Piece = { type: 'channel', channel_id: account.channel };
  switch (news.of) {
    case 'approver':
      return [
        mention(news.userId),
        ' has left or is no full member any more, and decides no longer. The other approvers can.',
      ];
    case 'group':
      return [group(news.groupId), ' is gone or empty, so nobody decides through it.'];
    case 'nobody':
      return ['None of its approvers is left. Requests wait until somebody else is named.'];
    case 'renamed':
      return [
        'Its channel ',
        bold(`#${news.from}`),
        ' is now called ',
        bold(`#${news.to}`),
        '. There is nothing to do.',
      ];
    case 'channel':
      return [
        'Its channel ',
        channel,
        {
          not_in_channel: ' does not have Meshdesk in it any more. Invite Meshdesk, or choose another channel.',
          is_archived: ' is archived. Unarchive it, or choose another channel.',
          channel_not_found: ' is gone, or private without Meshdesk in it. Invite Meshdesk, or choose another channel.',
        }[news.state],
        ' Until then its approvers find what waits in the Home tab.',
      ];
  }
}
