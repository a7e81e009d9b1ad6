import type { Doubt } from '../mesh/stores/doubts.ts';
import type { KeptMessage } from '../mesh/stores/messages.ts';
import { draw } from './drawing.ts';
import type { FrontDesk } from './front-desk.ts';
import { deleteMessage, findMessages } from './slack-messages.ts';
import { type Drawing, identityOf, type Topic } from './topic.ts';

/** Those that can be looked into: what was given up takes no effect any more. */
export function due(doubts: readonly Doubt[], now: Date): Doubt[] {
  return doubts.filter(({ until }) => Date.parse(until) <= now.getTime());
}

/** Before the messages are drawn: which of them a late update may have changed, and what it may have brought to life again. */
export async function doubtUpdates<S>(
  desk: FrontDesk,
  topic: Drawing<S>,
  doubts: readonly Doubt[],
  kept: readonly KeptMessage[],
): Promise<void> {
  for (const doubt of doubts) {
    const { slot, channel, edition, ts, shows } = doubt;
    if (ts === undefined) continue;
    const is = kept.find((message) => message.slot === slot);
    if (is?.ts !== ts) {
      const replaced = await topic.closed({ slot, channel, edition, ts }, { replaced: true });
      await draw(desk, topic, doubt, ts, replaced);
    } else if (is.shows !== shows) topic.unsure.add(slot);
  }
}

/** After the messages were drawn: takes away what a late posting has brought beside them, and closes it under another one. */
export async function clearPostings<S>(desk: FrontDesk, topic: Topic<S>, doubts: readonly Doubt[]): Promise<void> {
  const postings = doubts.filter(({ since }) => since !== undefined);
  if (postings.length === 0) return;
  const { messages } = await topic.kept.of(topic.id);
  for (const doubt of postings) {
    const { slot, channel, edition, since = '' } = doubt;
    const is = messages.find((message) => message.slot === slot);
    // Whose posting is not recorded yet is found by whoever goes on with it.
    if (is !== undefined && is.ts === undefined) continue;
    const there = await findMessages(desk.patientSlack, channel, identityOf(topic, doubt), new Date(since));
    for (const ts of there) {
      if (ts === is?.ts) continue;
      if (is === undefined || is.edition === edition) await deleteMessage(desk.patientSlack, channel, ts);
      else await draw(desk, topic, doubt, ts, await topic.closed({ slot, channel, edition, ts }, { replaced: true }));
    }
  }
}
