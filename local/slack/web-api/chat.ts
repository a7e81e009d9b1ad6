import type { Workspace } from '../context.ts';
import { isObject, type JsonObject } from '../json.ts';
import { BOT_AUTHOR, edit, find, messageObject, post, remove } from '../state/messages.ts';
import type { Channel, Message, MessageMetadata } from '../state/state.ts';
import type { Arguments } from './arguments.ts';
import { addressedChannel, knownChannel, requireWritable } from './channels.ts';
import { ApiError } from './errors.ts';
import { readBlocks } from './message-content.ts';
import { type Method, method, requireScope } from './method.ts';

const TEXT_MAX = 40_000;
/** `chat.update` takes less text than `chat.postMessage`. */
const UPDATED_TEXT_MAX = 4_000;
const METADATA_MAX = 16_384;
const WRITE = ['chat:write'];

/** The `chat.*` methods. */
export const chatMethods: Record<string, Method> = {
  'chat.postMessage': method(WRITE, postMessage),
  'chat.postEphemeral': method(WRITE, postEphemeral),
  'chat.update': method(WRITE, update),
  'chat.delete': method(WRITE, (workspace, args) => {
    const { channel, message } = ownMessage(workspace, args, 'cant_delete_message');
    remove(workspace, channel, message);
    return { channel: channel.id, ts: message.ts };
  }),
  'chat.getPermalink': method([], (workspace, args) => {
    const channel = knownChannel(workspace, args.required('channel'));
    const message = find(channel, args.required('message_ts'));
    if (message === undefined) throw new ApiError('message_not_found');
    const permalink = `${workspace.url}/archives/${channel.id}/p${message.ts.replace('.', '')}`;
    return { channel: channel.id, permalink };
  }),
};

function postMessage(workspace: Workspace, args: Arguments): JsonObject {
  const channel = addressedChannel(workspace, args.required('channel'));
  requireWritable(workspace, channel);
  if (['username', 'icon_emoji', 'icon_url'].some((name) => args.has(name))) {
    requireScope(workspace, ['chat:write.customize']);
  }
  const content = readContent(workspace, args);
  const metadata = readMetadata(args) ?? null;
  const threadTs = readThread(channel, args);
  const message = post(workspace, channel, { ...BOT_AUTHOR, ...content, metadata, threadTs });
  return { channel: channel.id, ts: message.ts, message: messageObject(workspace, channel, message, true) };
}

function postEphemeral(workspace: Workspace, args: Arguments): JsonObject {
  const channel = knownChannel(workspace, args.required('channel'));
  requireWritable(workspace, channel);
  const user = args.required('user');
  if (!channel.members.has(user)) throw new ApiError('user_not_in_channel');
  const content = readContent(workspace, args);
  const threadTs = readThread(channel, args);
  const message = post(workspace, channel, { ...BOT_AUTHOR, ...content, threadTs, onlyFor: user });
  return { message_ts: message.ts };
}

function update(workspace: Workspace, args: Arguments): JsonObject {
  const { channel, message } = ownMessage(workspace, args, 'cant_update_message');
  if (channel.archived) throw new ApiError('is_archived');
  const blocks = readBlocks(workspace, args);
  const text = args.optional('text');
  if (text === undefined && blocks === undefined && !args.has('metadata')) throw new ApiError('no_text');
  if (text !== undefined && text.length > UPDATED_TEXT_MAX) throw new ApiError('msg_too_long');
  const metadata = readMetadata(args);
  edit(workspace, channel, message, {
    ...(text === undefined ? {} : { text }),
    ...(blocks === undefined ? {} : { blocks }),
    ...(metadata === undefined ? {} : { metadata }),
  });
  return {
    channel: channel.id,
    ts: message.ts,
    text: message.text,
    message: messageObject(workspace, channel, message, true),
  };
}

function ownMessage(
  workspace: Workspace,
  args: Arguments,
  refusal: 'cant_update_message' | 'cant_delete_message',
): { channel: Channel; message: Message } {
  const channel = knownChannel(workspace, args.required('channel'));
  const message = find(channel, args.required('ts'));
  if (message === undefined) throw new ApiError('message_not_found');
  if (message.botId !== BOT_AUTHOR.botId) throw new ApiError(refusal);
  return { channel, message };
}

function readContent(workspace: Workspace, args: Arguments): { text: string; blocks: JsonObject[] } {
  const text = args.optional('text') ?? '';
  const blocks = readBlocks(workspace, args) ?? [];
  if (text === '' && blocks.length === 0) throw new ApiError('no_text');
  if (text.length > TEXT_MAX) throw new ApiError('msg_too_long');
  return { text, blocks };
}

function readThread(channel: Channel, args: Arguments): string | null {
  const ts = args.optional('thread_ts');
  if (ts === undefined) return null;
  const parent = find(channel, ts);
  if (parent === undefined) throw new ApiError('thread_not_found');
  return parent.threadTs ?? parent.ts;
}

/** undefined: not given; null: taken away with `{}`. */
function readMetadata(args: Arguments): MessageMetadata | null | undefined {
  const metadata = args.jsonObject('metadata', 'invalid_metadata_format');
  if (metadata === undefined) return undefined;
  if (Object.keys(metadata).length === 0) return null;
  const { event_type, event_payload } = metadata;
  if (typeof event_type !== 'string' || event_type === '' || !isObject(event_payload)) {
    throw new ApiError('invalid_metadata_format');
  }
  if (JSON.stringify(metadata).length > METADATA_MAX) throw new ApiError('metadata_too_large');
  return { event_type, event_payload };
}
