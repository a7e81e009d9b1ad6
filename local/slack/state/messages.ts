import { APP_ID, BOT_ID, BOT_USER, TEAM } from '../cast.ts';
import type { Workspace } from '../context.ts';
import type { JsonObject } from '../json.ts';
import type { Channel, Message, MessageMetadata } from './state.ts';

/** What a new message is made of; what is left out is empty. */
export interface Draft {
  user: string;
  text: string;
  botId?: string | null;
  blocks?: JsonObject[];
  metadata?: MessageMetadata | null;
  threadTs?: string | null;
  onlyFor?: string | null;
}

/** A draft of the app's own. */
export const BOT_AUTHOR = { user: BOT_USER, botId: BOT_ID };

/** Puts a message into `channel` and tells who can see it. */
export function post(workspace: Workspace, channel: Channel, draft: Draft): Message {
  const message: Message = {
    ts: workspace.ids.ts(),
    botId: null,
    blocks: [],
    metadata: null,
    threadTs: null,
    edited: null,
    onlyFor: null,
    ...draft,
  };
  channel.messages.push(message);
  tellReaders(workspace, channel, message);
  return message;
}

/** What an update changes; what is left out stays. */
export type Change = Partial<Pick<Message, 'text' | 'blocks' | 'metadata'>>;

/** Changes a message in place and tells who can see it. */
export function edit(workspace: Workspace, channel: Channel, message: Message, change: Change): void {
  Object.assign(message, change, { edited: { user: message.user, ts: workspace.ids.ts() } });
  tellReaders(workspace, channel, message);
}

/** Takes a message away and tells who could see it. */
export function remove(workspace: Workspace, channel: Channel, message: Message): void {
  channel.messages = channel.messages.filter((other) => other !== message);
  tellReaders(workspace, channel, message);
}

function tellReaders(workspace: Workspace, channel: Channel, message: Message): void {
  if (message.onlyFor === null) workspace.audience.tellChannel(channel);
  else workspace.audience.tell(message.onlyFor, { type: 'channel', channel: channel.id });
}

/** The message of that timestamp which everybody can see. */
export function find(channel: Channel, ts: string): Message | undefined {
  return channel.messages.find((message) => message.ts === ts && message.onlyFor === null);
}

/** A message in the form of `conversations.history` and of payloads. */
export function messageObject(
  workspace: Workspace,
  channel: Channel,
  message: Message,
  withMetadata: boolean,
): JsonObject {
  const replies = channel.messages.filter((other) => other.threadTs === message.ts && other.onlyFor === null);
  const last = replies.at(-1);
  return {
    type: 'message',
    user: message.user,
    ts: message.ts,
    ...(message.botId === null ? {} : botParts(workspace, message.botId)),
    text: message.text,
    team: TEAM.id,
    ...(message.blocks.length > 0 ? { blocks: message.blocks } : {}),
    ...(message.edited === null ? {} : { edited: message.edited }),
    ...(message.threadTs === null ? {} : { thread_ts: message.threadTs }),
    ...(last === undefined
      ? {}
      : {
          thread_ts: message.ts,
          reply_count: replies.length,
          reply_users: [...new Set(replies.map((reply) => reply.user))],
          latest_reply: last.ts,
        }),
    ...(withMetadata && message.metadata !== null ? { metadata: message.metadata } : {}),
  };
}

function botParts(workspace: Workspace, botId: string): JsonObject {
  return {
    bot_id: botId,
    app_id: APP_ID,
    bot_profile: {
      id: botId,
      app_id: APP_ID,
      name: workspace.manifest.name,
      icons: {},
      deleted: false,
      updated: 0,
      team_id: TEAM.id,
    },
  };
}
