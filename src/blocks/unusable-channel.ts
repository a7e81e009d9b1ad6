import type { MessageContent } from './card.ts';
import { shorten } from './limits.ts';
import { bold, code, escaped, line, rich } from './rich.ts';

const REMEDIES: Record<string, string> = {
  not_in_channel: 'Invite Meshdesk to it.',
  is_archived: 'It is archived: unarchive it, or connect the account to another channel.',
  channel_not_found:
    'It does not exist, or it is private and Meshdesk is not in it: invite Meshdesk, or connect the account to another channel.',
};

const WORDS = { request: ['request', 'The request'], creation: ['data products', 'What was made'] } as const;

/** For the admin channel: a message that could not be posted where it belongs. */
export function unusableChannelNote(
  about: { what: 'request' | 'creation'; id: string },
  channel: string,
  reason: string,
): MessageContent {
  const [what, safe] = WORDS[about.what];
  return {
    text: escaped(`A message about ${what} ${shorten(about.id, 60)} cannot be posted`),
    blocks: [
      rich(
        line('⚠️ ', bold(`A message about ${what} `), code(about.id), bold(' cannot be posted in '), {
          type: 'channel',
          channel_id: channel,
        }),
        line(
          `Slack says ${reason}. ${REMEDIES[reason] ?? 'Check the channel, or connect the account to another one.'}`,
        ),
        line(`${safe} itself is safe: it is posted as soon as the channel can be used.`),
      ),
    ],
  };
}
