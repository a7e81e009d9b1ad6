import { ulid } from 'ulid';
import type { MessageContent } from '../blocks/card.ts';
import type { KeptMessage, MessageStore } from '../mesh/stores/messages.ts';
import type { FrontDesk } from './front-desk.ts';
import { asError, digest } from './request-state.ts';
import {
  ChannelUnusable,
  findMessage,
  type MessageIdentity,
  postMessage,
  SlackBusy,
  slackErrorOf,
  updateMessage,
} from './slack-messages.ts';

/** A message that has to be there, and what it has to show. */
export interface WantedMessage {
  slot: string;
  channel: string;
  edition: string;
  content: MessageContent;
  /** How its subject stands, where the sweep looks whether a message is behind. */
  stands?: string;
}

/** Something that messages are kept true to; `S` is what is stored about it. */
export interface Topic<S> {
  id: string;
  /** What names it in the messages' metadata. */
  identity: { subscriptionId: string } | { productsId: string };
  kept: MessageStore;
  /** Reads consistently. */
  read(): Promise<S>;
  /** Adds what has to be looked up elsewhere; asked once for each version of what is stored. */
  lookedAt(stored: S): Promise<S>;
  wanted(state: S): WantedMessage[];
  /** Those that stand where none is wanted any more: they are closed. */
  unwanted(kept: readonly KeptMessage[], wanted: readonly WantedMessage[], state: S): KeptMessage[];
  /** What is left of a message: a newer one took its place, or it is unwanted beside `wanted`. */
  closed(message: KeptMessage, why: { replaced: true } | { wanted: readonly WantedMessage[] }): Promise<MessageContent>;
  /** For the admins: the message could not be posted where it belongs, and why. */
  unusable(message: WantedMessage, reason: string): MessageContent;
}

/** A topic whose messages are being drawn. */
interface Drawing<S> extends Topic<S> {
  /** Slots that somebody else drew at the same moment: which of both Slack did last nobody knows, so they are drawn again. */
  unsure: Set<string>;
}

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
const MOST_ROUNDS = 10;

/**
 * Makes the messages of a topic show what is stored: the only writer of them. Whoever writes reads once more, so of several at
 * the same time the last one leaves the truth. Throws PostingHeld, and Slack's or DynamoDB's errors.
 */
export async function keepTrue<S>(desk: FrontDesk, of: Topic<S>): Promise<void> {
  const topic: Drawing<S> = { ...of, unsure: new Set() };
  const looks = new Map<string, Promise<S>>();
  let shown: string | undefined;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const stored = await topic.read();
    const version = digest(stored);
    if (version === shown && topic.unsure.size === 0) return;
    const kept = await topic.kept.of(topic.id);
    checkTurn(desk, topic, stored, kept);
    const found = looks.get(version) ?? topic.lookedAt(stored);
    looks.set(version, found);
    if (!(await show(desk, topic, await found, kept))) return;
    shown = version;
  }
  desk.logger.warn('something changes faster than its messages', { ...topic.identity });
}

/** Spares the look into the lake when the first message is to be posted where nothing is taken now. Throws SlackBusy. */
function checkTurn<S>({ turns }: FrontDesk, topic: Drawing<S>, stored: S, kept: readonly KeptMessage[]): void {
  if (turns.areFree()) return;
  const [first] = topic.wanted(stored);
  if (first === undefined || turns.isFree(first.channel, topic.id)) return;
  const is = kept.find(({ slot }) => slot === first.slot);
  if (is?.ts === undefined || is.edition !== first.edition) turns.take(first.channel, topic.id);
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
  for (const message of topic.unwanted(kept, wanted, state)) {
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
  const drawn = { shows, ...(message.stands !== undefined && { stands: message.stands }) };
  if (is.shows === shows && !is.closed && !topic.unsure.has(message.slot)) {
    if (is.stands !== message.stands) await topic.kept.updated(topic.id, message.slot, is.ts, drawn);
    return false;
  }
  if (await updateMessage(desk.patientSlack, message.channel, is.ts, message.content, identityOf(topic, message))) {
    const alone = await topic.kept.updated(topic.id, message.slot, is.ts, drawn, is);
    if (alone) topic.unsure.delete(message.slot);
    else topic.unsure.add(message.slot);
    return true;
  }
  return begun();
}

/** Posts a new message in the slot, unless somebody else does; closes the one that it takes the place of. */
async function begin<S>(
  desk: FrontDesk,
  topic: Drawing<S>,
  message: WantedMessage,
  is: KeptMessage | undefined,
): Promise<void> {
  const { slot, channel, edition } = message;
  const now = desk.now();
  checkHeld(desk, topic, is);
  if (is?.postingSince === undefined) desk.turns.take(channel, topic.id);
  if (is !== undefined && is.edition !== edition) {
    const before = await recalled(desk, topic, is);
    if (before !== null) await close(desk, topic, before, await topic.closed(is, { replaced: true }));
  }
  const [poster, postingSince] = [ulid(), now.toISOString()];
  if (!(await topic.kept.beginPosting(topic.id, { slot, channel, edition, postingSince, poster }, is))) {
    throw new PostingHeld(topic.id, now);
  }
  const lost =
    is?.postingSince === undefined
      ? null
      : await findMessage(desk.patientSlack, channel, identityOf(topic, message), new Date(is.postingSince));
  const ts = lost ?? (await post(desk, topic, message, poster));
  // A message that was found again may show an older state.
  const drawn = { shows: digest(message.content), ...(message.stands !== undefined && { stands: message.stands }) };
  await topic.kept.posted(topic.id, slot, poster, ts, lost === null ? drawn : { shows: '' });
  if (lost !== null) await bring(desk, topic, message, { slot, channel, edition, ts, shows: '' });
}

/** Slack's own failures leave it open whether the message is there (docs.slack.dev, chat.postMessage, errors). */
const UNCERTAIN = ['internal_error', 'fatal_error', 'service_unavailable', 'request_timeout'];

function saysNo(error: unknown): boolean {
  const reason = slackErrorOf(error);
  return reason !== null && !UNCERTAIN.includes(reason);
}

/** Throws PostingHeld while somebody may be posting the message. */
function checkHeld<S>(desk: FrontDesk, topic: Drawing<S>, is: KeptMessage | undefined): void {
  if (is?.postingSince === undefined) return;
  const until = new Date(Date.parse(is.postingSince) + POSTING_MS);
  if (until > desk.now()) throw new PostingHeld(topic.id, until);
}

/** The message with its ts, looked for where nobody recorded whether it was posted; null: it is not there. Throws PostingHeld. */
async function recalled<S>(desk: FrontDesk, topic: Drawing<S>, message: KeptMessage): Promise<KeptMessage | null> {
  const { channel, postingSince, ts } = message;
  if (ts !== undefined || postingSince === undefined) return message;
  checkHeld(desk, topic, message);
  const lost = await findMessage(desk.patientSlack, channel, identityOf(topic, message), new Date(postingSince));
  return lost === null ? null : { ...message, ts: lost };
}

/** Records what became of a posting that was broken off. */
async function settlePosting<S>({ id, kept }: Topic<S>, { slot, poster }: KeptMessage, there: KeptMessage | null) {
  if (poster === undefined) return;
  if (there?.ts === undefined) await kept.release(id, slot, poster);
  else await kept.posted(id, slot, poster, there.ts, { shows: '' });
}

/** Posts. The slot is free again at once when Slack said no, and it is looked for when nobody knows what Slack did. */
async function post<S>(desk: FrontDesk, topic: Drawing<S>, message: WantedMessage, poster: string): Promise<string> {
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

async function close<S>(
  desk: FrontDesk,
  topic: Drawing<S>,
  message: KeptMessage,
  content: MessageContent,
): Promise<void> {
  const { slot, channel, ts } = message;
  if (ts === undefined) return;
  try {
    await updateMessage(desk.patientSlack, channel, ts, content, identityOf(topic, message));
  } catch (error) {
    if (!(error instanceof ChannelUnusable)) throw error;
    desk.logger.warn('a message cannot be closed', { ...topic.identity, channel, error: asError(error) });
  }
  await topic.kept.updated(topic.id, slot, ts, { shows: digest(content), closed: true });
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
  const content = topic.unusable(message, error.reason);
  const edition = `${message.edition} ${message.slot} ${error.reason}`;
  return bring(
    desk,
    topic,
    { slot, channel: desk.adminChannel, edition, content },
    kept.find((is) => is.slot === slot),
  );
}

function identityOf<S>(
  { identity }: Topic<S>,
  { slot, edition }: Pick<KeptMessage, 'slot' | 'edition'>,
): MessageIdentity {
  return { ...identity, slot, edition };
}
