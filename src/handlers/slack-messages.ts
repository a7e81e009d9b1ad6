import type { ChatPostMessageArguments, WebClient } from '@slack/web-api';
import { ErrorCode, type WebAPIPlatformError, type WebAPIRateLimitedError } from '@slack/web-api';
import type { MessageContent } from '../blocks/card.ts';

const EVENT_TYPE = 'meshdesk_message';
/** Slack's clock and ours may differ by so much, in seconds, when a message is searched for. */
const CLOCK_SKEW_S = 120;

/** What a message is, in its metadata: by this it is found again when its posting was not recorded. */
export type MessageIdentity = ({ subscriptionId: string } | { productsId: string }) & {
  slot: string;
  edition: string;
};

/** The channel cannot be posted in, and will not be without somebody's help. */
export class ChannelUnusable extends Error {
  override readonly name = 'ChannelUnusable';
  readonly channel: string;
  /** Slack's error code. */
  readonly reason: string;
  constructor(channel: string, reason: string, options: { cause: unknown }) {
    super(`channel ${channel}: ${reason}`, options);
    this.channel = channel;
    this.reason = reason;
  }
}

/** Slack's limit on messages in a channel is reached: come again after `until`. */
export class SlackBusy extends Error {
  override readonly name = 'SlackBusy';
  readonly channel: string;
  readonly until: Date;
  constructor(channel: string, until: Date, options?: { cause: unknown }) {
    super(`Slack takes no message in channel ${channel} until ${until.toISOString()}`, options);
    this.channel = channel;
    this.until = until;
  }
}

const CHANNEL_ERRORS = [
  'channel_not_found',
  'not_in_channel',
  'is_archived',
  'restricted_action',
  'restricted_action_read_only_channel',
  'no_permission',
];
const GONE_ERRORS = ['message_not_found', 'cant_update_message', 'edit_window_closed'];

/**
 * Posts once and answers the message's ts. Throws ChannelUnusable and SlackBusy; any other error of Slack's as it is. After an error
 * that is not Slack's own, nobody knows whether the message is there: `slack` must not try again by itself.
 */
export async function postMessage(
  slack: WebClient,
  channel: string,
  content: MessageContent,
  identity: MessageIdentity,
): Promise<string> {
  const message: ChatPostMessageArguments = {
    channel,
    text: content.text,
    blocks: content.blocks,
    unfurl_links: false,
    unfurl_media: false,
    metadata: { event_type: EVENT_TYPE, event_payload: { ...identity } },
  };
  const { ts } = await inChannel(channel, () => patiently(channel, () => slack.chat.postMessage(message)));
  if (ts === undefined) throw new TypeError('chat.postMessage answered without a ts');
  return ts;
}

/** Updates the message; false when it is no longer there. Throws ChannelUnusable. */
export async function updateMessage(
  slack: WebClient,
  channel: string,
  ts: string,
  content: MessageContent,
  identity: MessageIdentity,
): Promise<boolean> {
  try {
    const metadata = { event_type: EVENT_TYPE, event_payload: { ...identity } };
    await inChannel(channel, () => slack.chat.update({ channel, ts, ...content, metadata }));
    return true;
  } catch (error) {
    if (GONE_ERRORS.includes(slackErrorOf(error) ?? '')) return false;
    throw error;
  }
}

/** Looks for the message among those since `since`; its ts, or null. */
export async function findMessage(...where: Parameters<typeof messagesThere>): Promise<string | null> {
  for await (const ts of messagesThere(...where)) return ts;
  return null;
}

/** The ts of each such message since `since`, if it is there more than once. */
export async function findMessages(...where: Parameters<typeof messagesThere>): Promise<string[]> {
  const found: string[] = [];
  for await (const ts of messagesThere(...where)) found.push(ts);
  return found;
}

async function* messagesThere(
  slack: WebClient,
  channel: string,
  identity: MessageIdentity,
  since: Date,
): AsyncGenerator<string> {
  const oldest = String(Math.floor(since.getTime() / 1000) - CLOCK_SKEW_S);
  let cursor: string | undefined;
  do {
    const page = await inChannel(channel, () =>
      slack.conversations.history({
        channel,
        oldest,
        include_all_metadata: true,
        limit: 200,
        ...(cursor !== undefined && { cursor }),
      }),
    );
    for (const { ts, metadata } of page.messages ?? []) {
      const is: Record<string, unknown> = metadata?.event_payload ?? {};
      const same = Object.entries(identity).every(([name, value]) => is[name] === value);
      if (ts && metadata?.event_type === EVENT_TYPE && same) yield ts;
    }
    cursor = page.response_metadata?.next_cursor || undefined;
  } while (cursor !== undefined);
}

/** Takes the message away, if it is there. Throws ChannelUnusable. */
export async function deleteMessage(slack: WebClient, channel: string, ts: string): Promise<void> {
  try {
    await inChannel(channel, () => slack.chat.delete({ channel, ts }));
  } catch (error) {
    if (slackErrorOf(error) !== 'message_not_found') throw error;
  }
}

/** Slack's error code, when Slack answered with one. */
export function slackErrorOf(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error) || error.code !== ErrorCode.PlatformError) return null;
  return (error as WebAPIPlatformError).data.error;
}

async function patiently<T>(channel: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error.code !== ErrorCode.RateLimitedError) throw error;
    const { retryAfter } = error as WebAPIRateLimitedError;
    throw new SlackBusy(channel, new Date(Date.now() + retryAfter * 1000), { cause: error });
  }
}

async function inChannel<T>(channel: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    const reason = slackErrorOf(error);
    if (reason !== null && CHANNEL_ERRORS.includes(reason))
      throw new ChannelUnusable(channel, reason, { cause: error });
    throw error;
  }
}
