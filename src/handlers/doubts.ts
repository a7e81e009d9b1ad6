import type { Doubt } from '../mesh/stores/doubts.ts';
import type { KeptMessage } from '../mesh/stores/messages.ts';
import { draw, whereUsable } from './drawing.ts';
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
    const { slot, ts, shows } = doubt;
    if (ts === undefined) continue;
    const is = kept.find((message) => message.slot === slot);
    if (is?.ts !== ts) await drawReplaced(desk, topic, doubt, ts);
    else if (is.shows !== shows) topic.unsure.add(slot);
  }
}

/** After the messages were drawn: takes away what a late posting has brought beside them, and closes it under another one. */
export async function clearPostings<S>(desk: FrontDesk, topic: Topic<S>, doubts: readonly Doubt[]): Promise<void> {
  const postings = doubts.filter(({ since }) => since !== undefined);
  if (postings.length === 0) return;
  const { messages } = await topic.kept.of(topic.id);
  for (const doubt of postings) {
    const is = messages.find(({ slot }) => slot === doubt.slot);
    // Whose posting is not recorded yet is found by whoever goes on with it.
    if (is !== undefined && is.ts === undefined) continue;
    await whereUsable(desk, topic, doubt.channel, () => clearPosting(desk, topic, doubt, is));
  }
}

async function clearPosting<S>(
  desk: FrontDesk,
  topic: Topic<S>,
  doubt: Doubt,
  is: KeptMessage | undefined,
): Promise<void> {
  const { channel, edition, since = '' } = doubt;
  const there = await findMessages(desk.patientSlack, channel, identityOf(topic, doubt), new Date(since));
  for (const ts of there) {
    if (ts === is?.ts) continue;
    if (is === undefined || is.edition === edition) await deleteMessage(desk.patientSlack, channel, ts);
    else await drawReplaced(desk, topic, doubt, ts);
  }
}

/** Closes what another message has taken the place of. */
async function drawReplaced<S>(desk: FrontDesk, topic: Topic<S>, doubt: Doubt, ts: string): Promise<void> {
  const { slot, channel, edition } = doubt;
  const content = await topic.closed({ slot, channel, edition, ts }, { replaced: true });
  await whereUsable(desk, topic, channel, () => draw(desk, topic, doubt, ts, content));
}
