import type { MessageContent } from './card.ts';
import { deed } from './deeds.ts';
import { shorten } from './limits.ts';
import { bold, escaped, line, mention, moment, type Piece, requestFoot, rich } from './rich.ts';

/** Why a message will never change again. */
export interface Closing {
  subscriptionId: string;
  reason: 'asked-again' | 'moved' | 'answered' | 'removed';
  /** Where the newer message is, if in another channel. */
  channel?: string;
  /** The last decision on what the message was about. */
  last?: { kind: string; by: string; at: Date; notes?: string };
  /** Of a record that was removed: nobody revoked in Meshdesk what was granted. */
  stillGranted?: boolean;
}

const STILL_THERE =
  ' What was granted may be there still, for nobody revoked it in Meshdesk: put a record of this id into the subscriptions table, and it can be ended here.';

/** What is left of a message that a newer one has taken the place of: no buttons. */
export function closedCard({ subscriptionId, reason, channel, last, stillGranted = false }: Closing): MessageContent {
  const pieces: Piece[] = {
    'asked-again': ['Asked again: see the newer card.'],
    answered: ['Answered: see the newer message.'],
    removed: ['The record of this request was removed.', stillGranted ? STILL_THERE : ''],
    moved: [
      'The card is now in ',
      channel === undefined ? 'another channel' : ({ type: 'channel', channel_id: channel } as const),
      '.',
    ],
  }[reason];
  const decision: Piece[] =
    last === undefined
      ? []
      : [
          bold(deed(last.kind).outcome),
          ' by ',
          mention(last.by),
          ' · ',
          moment(last.at),
          last.notes ? ` — “${shorten(last.notes, 250)}”` : '',
        ];
  return {
    text: escaped(`Request ${shorten(subscriptionId, 60)}: closed`),
    blocks: [
      rich(...(decision.length > 0 ? [line(...decision.filter((piece) => piece !== ''))] : []), line(...pieces)),
      requestFoot(subscriptionId),
    ],
  };
}
