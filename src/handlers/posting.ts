import { ulid } from 'ulid';
import type { KeptMessage } from '../mesh/stores/messages.ts';
import { close, lateUntil } from './drawing.ts';
import type { FrontDesk } from './front-desk.ts';
import { digest } from './request-state.ts';
import { ChannelUnusable, findMessage, postMessage, SlackBusy, slackErrorOf } from './slack-messages.ts';
import { type Drawing, drawnFor, identityOf, type Topic, type WantedMessage } from './topic.ts';

/** Somebody else is posting the message: come again after `until`. */
export class PostingHeld extends Error {
  override readonly name = 'PostingHeld';
  readonly until: Date;
  constructor(id: string, until: Date) {
    super(`a message of ${id} is being posted by another worker`);
    this.until = until;
  }
}

/** How long a posting may take before somebody else looks whether it was done, in milliseconds. */
const POSTING_MS = 15_000;

/** Posts a new message in the slot when there is room in its channel. */
export async function begin<S>(
  desk: FrontDesk,
  topic: Drawing<S>,
  message: WantedMessage,
  is: KeptMessage | undefined,
): Promise<void> {
  checkHeld(desk, topic, is);
  if (is?.postingSince !== undefined) return replace(desk, topic, message, is);
  const posting = await desk.turns.take(message.channel, topic.id);
  try {
    await replace(desk, topic, message, is);
  } finally {
    posting.end();
  }
}

/** Posts a new message in the slot, unless somebody else does; closes the one that it takes the place of. */
async function replace<S>(
  desk: FrontDesk,
  topic: Drawing<S>,
  message: WantedMessage,
  is: KeptMessage | undefined,
): Promise<void> {
  const { slot, channel, edition, listing } = message;
  const now = desk.now();
  if (is !== undefined && is.edition !== edition) {
    const before = await recalled(desk, topic, is);
    if (before !== null) await close(desk, topic, before, await topic.closed(is, { replaced: true }));
  }
  const [poster, postingSince] = [ulid(), now.toISOString()];
  const posting = { slot, channel, edition, postingSince, poster, ...(listing && { listing }) };
  if (!(await topic.kept.beginPosting(topic.id, posting, is))) throw new PostingHeld(topic.id, now);
  const lost = is?.edition === edition ? await found(desk, topic, is) : null;
  const ts = lost ?? (await post(desk, topic, message, poster));
  // A message that was found again may show an older state.
  const drawn = lost === null ? { shows: digest(message.content), ...drawnFor(message) } : { shows: '' };
  await topic.kept.posted(topic.id, slot, poster, ts, drawn);
  if (lost !== null) topic.unsure.add(slot);
}

/** Slack's own failures leave it open whether the message is there (docs.slack.dev, chat.postMessage, errors). */
const UNCERTAIN = ['internal_error', 'fatal_error', 'service_unavailable', 'request_timeout'];

function saysNo(error: unknown): boolean {
  const reason = slackErrorOf(error);
  return reason !== null && !UNCERTAIN.includes(reason);
}

/** Throws PostingHeld while somebody may be posting the message. */
function checkHeld<S>(desk: FrontDesk, topic: Topic<S>, is: KeptMessage | undefined): void {
  if (is?.postingSince === undefined) return;
  const until = new Date(Date.parse(is.postingSince) + POSTING_MS);
  if (until > desk.now()) throw new PostingHeld(topic.id, until);
}

/** The message with its ts, looked for where nobody recorded whether it was posted; null: it is not there. Throws PostingHeld. */
export async function recalled<S>(desk: FrontDesk, topic: Topic<S>, message: KeptMessage): Promise<KeptMessage | null> {
  if (message.ts !== undefined || message.postingSince === undefined) return message;
  checkHeld(desk, topic, message);
  const lost = await found(desk, topic, message);
  return lost === null ? null : { ...message, ts: lost };
}

/** What was posted and not recorded: its ts. What is not there may come late: that is noted. */
async function found<S>(desk: FrontDesk, topic: Topic<S>, message: KeptMessage): Promise<string | null> {
  const { slot, channel, edition, postingSince } = message;
  if (postingSince === undefined) return null;
  const lost = await findMessage(desk.patientSlack, channel, identityOf(topic, message), new Date(postingSince));
  if (lost === null) {
    const until = lateUntil(desk);
    await topic.kept.doubt(topic.id, { slot, channel, edition, shows: '', since: postingSince, until });
  }
  return lost;
}

/** Records what became of a posting that was broken off. */
export async function settlePosting<S>(
  { id, kept }: Topic<S>,
  { slot, poster }: KeptMessage,
  there: KeptMessage | null,
): Promise<void> {
  if (poster === undefined) return;
  if (there?.ts === undefined) await kept.release(id, slot, poster);
  else await kept.posted(id, slot, poster, there.ts, { shows: '' });
}

/** Posts. The slot is free again at once when Slack said no, and it is looked for when nobody knows what Slack did. */
async function post<S>(desk: FrontDesk, topic: Topic<S>, message: WantedMessage, poster: string): Promise<string> {
  const { slot, channel } = message;
  const identity = identityOf(topic, message);
  const begun = desk.now();
  try {
    return await postMessage(desk.postingSlack, channel, message.content, identity);
  } catch (error) {
    if (error instanceof SlackBusy) desk.turns.hold(channel, error.until);
    if (error instanceof ChannelUnusable || error instanceof SlackBusy || saysNo(error)) {
      await topic.kept.release(topic.id, slot, poster);
      throw error;
    }
    const found = await findMessage(desk.patientSlack, channel, identity, begun);
    if (found === null) throw error;
    return found;
  }
}
