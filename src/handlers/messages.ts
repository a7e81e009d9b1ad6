import type { Doubt } from '../mesh/stores/doubts.ts';
import type { KeptMessage } from '../mesh/stores/messages.ts';
import { clearPostings, doubtUpdates, due } from './doubts.ts';
import { close, draw } from './drawing.ts';
import type { FrontDesk } from './front-desk.ts';
import { begin, recalled, settlePosting } from './posting.ts';
import { digest } from './request-state.ts';
import { ChannelUnusable, SlackBusy } from './slack-messages.ts';
import { type Drawing, drawnFor, type Topic, type WantedMessage } from './topic.ts';

const MOST_ROUNDS = 10;

/**
 * Makes the messages of a topic show what is stored: the only writer of them. Whoever writes reads once more, so of several at
 * the same time the last one leaves the truth. Throws PostingHeld, and Slack's or DynamoDB's errors.
 */
export async function keepTrue<S>(desk: FrontDesk, of: Topic<S>): Promise<void> {
  const topic: Drawing<S> = { ...of, unsure: new Set() };
  const looks = new Map<string, Promise<S>>();
  let doubts: Doubt[] | undefined;
  let shown: string | undefined;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const stored = await topic.read();
    const version = digest(stored);
    if (version === shown && topic.unsure.size === 0) return clearPostings(desk, topic, doubts ?? []);
    await checkTurn(desk, topic, stored);
    const { messages: kept, ...noted } = await topic.kept.of(topic.id);
    if (doubts === undefined) {
      doubts = due(noted.doubts, desk.now());
      await doubtUpdates(desk, topic, doubts, kept);
    }
    const found = looks.get(version) ?? topic.lookedAt(stored);
    looks.set(version, found);
    if (!(await show(desk, topic, await found, kept))) return clearPostings(desk, topic, doubts);
    shown = version;
  }
  desk.logger.warn('something changes faster than its messages', { ...topic.identity });
}

/** Spares everything else when the first message is to be posted where nothing is taken now. Throws SlackBusy. */
async function checkTurn<S>({ turns }: FrontDesk, topic: Drawing<S>, stored: S): Promise<void> {
  const first = topic.first(stored);
  if (first === undefined || turns.isFree(first.channel, topic.id)) return;
  const is = await topic.kept.in(topic.id, first.slot);
  if (is?.ts === undefined || is.edition !== first.edition) turns.check(first.channel, topic.id);
}

/** Whether anything was written. What a channel has no room for now holds up no message elsewhere: SlackBusy is thrown at the end. */
async function show<S>(desk: FrontDesk, topic: Drawing<S>, state: S, kept: readonly KeptMessage[]): Promise<boolean> {
  const wanted = topic.wanted(state);
  let wrote = false;
  let busy: SlackBusy | undefined;
  for (const message of wanted) {
    try {
      wrote = (await bringOrReport(desk, topic, message, kept)) || wrote;
    } catch (error) {
      if (!(error instanceof SlackBusy)) throw error;
      busy ??= error;
    }
  }
  const reopened = kept.map((message) => (topic.unsure.has(message.slot) ? { ...message, closed: false } : message));
  for (const message of topic.unwanted(reopened, wanted, state)) {
    wrote = true;
    const there = await recalled(desk, topic, message);
    await settlePosting(topic, message, there);
    if (there !== null) await close(desk, topic, there, await topic.closed(message, { wanted }));
  }
  if (busy !== undefined) throw busy;
  return wrote;
}

async function bringOrReport<S>(
  desk: FrontDesk,
  topic: Drawing<S>,
  message: WantedMessage,
  kept: readonly KeptMessage[],
): Promise<boolean> {
  try {
    return await bring(
      desk,
      topic,
      message,
      kept.find(({ slot }) => slot === message.slot),
    );
  } catch (error) {
    if (!(error instanceof ChannelUnusable) || message.channel === desk.adminChannel) throw error;
    desk.logger.warn('a channel cannot be posted in', { ...topic.identity, channel: message.channel, error });
    return report(desk, topic, message, error, kept);
  }
}

/** Brings one message to what it has to show: posts it, updates it, or leaves it alone. Whether anything was written. */
async function bring<S>(
  desk: FrontDesk,
  topic: Drawing<S>,
  message: WantedMessage,
  is: KeptMessage | undefined,
): Promise<boolean> {
  const begun = async () => {
    await begin(desk, topic, message, is);
    return true;
  };
  if (is?.ts === undefined || is.edition !== message.edition) return begun();
  const shows = digest(message.content);
  const drawn = { shows, ...drawnFor(message) };
  if (is.shows === shows && !is.closed && !topic.unsure.has(message.slot)) {
    if ((is.stands ?? '') !== (message.stands ?? '') || is.listing !== message.listing)
      await topic.kept.updated(topic.id, message.slot, is.ts, drawn);
    return false;
  }
  if (await draw(desk, topic, message, is.ts, message.content)) {
    const alone = await topic.kept.updated(topic.id, message.slot, is.ts, drawn, is);
    if (alone) topic.unsure.delete(message.slot);
    else topic.unsure.add(message.slot);
    return true;
  }
  return begun();
}

/** Tells the admins that a channel cannot be posted in, once for each message. */
async function report<S>(
  desk: FrontDesk,
  topic: Drawing<S>,
  message: WantedMessage,
  error: ChannelUnusable,
  kept: readonly KeptMessage[],
): Promise<boolean> {
  const slot = `notice#${desk.adminChannel}#${message.slot}`;
  const content = await topic.unusable(message, error.reason);
  const edition = `${message.edition} ${message.slot} ${error.reason}`;
  return bring(
    desk,
    topic,
    { slot, channel: desk.adminChannel, edition, content },
    kept.find((is) => is.slot === slot),
  );
}
