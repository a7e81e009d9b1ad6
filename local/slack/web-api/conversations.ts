import { APP_ID, BOT_USER, TEAM } from '../cast.ts';
import type { Workspace } from '../context.ts';
import { emitToApp } from '../delivery/events.ts';
import type { JsonObject } from '../json.ts';
import { compareTs } from '../state/ids.ts';
import { find, messageObject } from '../state/messages.ts';
import type { Channel, Message } from '../state/state.ts';
import { type Arguments, page } from './arguments.ts';
import { knownChannel, scopeKind } from './channels.ts';
import { ApiError } from './errors.ts';
import { type Method, method, requireScope } from './method.ts';

const READ = ['channels:read', 'groups:read', 'im:read', 'mpim:read'];
const HISTORY = ['channels:history', 'groups:history', 'im:history', 'mpim:history'];

/** The `conversations.*` methods. */
export const conversationMethods: Record<string, Method> = {
  'conversations.info': method(READ, (workspace, args) => {
    const channel = readable(workspace, args, 'read');
    const count = args.flag('include_num_members') ? { num_members: channel.members.size } : {};
    return { channel: { ...channelObject(channel), ...count } };
  }),
  'conversations.history': method(HISTORY, history),
  'conversations.replies': method(HISTORY, replies),
  'conversations.members': method(READ, (workspace, args) => {
    const channel = readable(workspace, args, 'read');
    const { items, next } = page([...channel.members], args.limit(100, 1000), args.optional('cursor'));
    return { members: items, response_metadata: { next_cursor: next } };
  }),
  'conversations.list': method(READ, listChannels),
  'conversations.open': method(['im:write', 'mpim:write', 'channels:manage', 'groups:write'], open),
  'conversations.join': method(['channels:join'], join),
};

function readable(workspace: Workspace, args: Arguments, right: 'read' | 'history'): Channel {
  const channel = knownChannel(workspace, args.required('channel'));
  requireScope(workspace, [`${scopeKind(channel)}:${right}`]);
  return channel;
}

function history(workspace: Workspace, args: Arguments): JsonObject {
  const channel = readable(workspace, args, 'history');
  if (!channel.members.has(BOT_USER)) throw new ApiError('not_in_channel');
  const top = channel.messages.filter((message) => message.onlyFor === null && message.threadTs === null);
  return pageOfMessages(workspace, args, channel, top.toReversed());
}

function replies(workspace: Workspace, args: Arguments): JsonObject {
  const channel = readable(workspace, args, 'history');
  if (!channel.members.has(BOT_USER)) throw new ApiError('not_in_channel');
  const parent = find(channel, args.required('ts'));
  if (parent === undefined) throw new ApiError('thread_not_found');
  const thread = channel.messages.filter((message) => message.onlyFor === null && message.threadTs === parent.ts);
  return pageOfMessages(workspace, args, channel, [parent, ...thread]);
}

function pageOfMessages(workspace: Workspace, args: Arguments, channel: Channel, all: Message[]): JsonObject {
  const inside = all.filter(within(args));
  const { items, next } = page(inside, args.limit(100, 999), args.optional('cursor'));
  const withMetadata = args.flag('include_all_metadata');
  return {
    messages: items.map((message) => messageObject(workspace, channel, message, withMetadata)),
    has_more: next !== '',
    ...(next === '' ? {} : { response_metadata: { next_cursor: next } }),
  };
}

/** Slack leaves out the messages at `oldest` and `latest` themselves unless `inclusive` is set. */
function within(args: Arguments): (message: Message) => boolean {
  const inclusive = args.flag('inclusive');
  const bound = (name: 'oldest' | 'latest') => {
    const ts = args.optional(name);
    if (ts !== undefined && Number.isNaN(Number(ts))) throw new ApiError(`invalid_ts_${name}`);
    return ts;
  };
  const oldest = bound('oldest');
  const latest = bound('latest');
  const inOrder = (first: string, second: string) => {
    const difference = compareTs(second, first);
    return inclusive ? difference >= 0 : difference > 0;
  };
  return ({ ts }) => (oldest === undefined || inOrder(oldest, ts)) && (latest === undefined || inOrder(ts, latest));
}

function listChannels(workspace: Workspace, args: Arguments): JsonObject {
  const types = (args.optional('types') ?? 'public_channel').split(',').map((type) => type.trim());
  for (const type of types) requireScope(workspace, [scopeOfType(type)]);
  const all = [...workspace.state.channels.values()].filter(
    (channel) =>
      types.includes(typeOf(channel)) &&
      (typeOf(channel) === 'public_channel' || channel.members.has(BOT_USER)) &&
      !(args.flag('exclude_archived') && channel.archived),
  );
  const { items, next } = page(all, args.limit(100, 1000), args.optional('cursor'));
  return { channels: items.map(channelObject), response_metadata: { next_cursor: next } };
}

function typeOf(channel: Channel): string {
  if (channel.kind === 'direct') return 'im';
  return channel.private ? 'private_channel' : 'public_channel';
}

function scopeOfType(type: string): string {
  const scope = { public_channel: 'channels', private_channel: 'groups', im: 'im', mpim: 'mpim' }[type];
  if (scope === undefined) throw new ApiError('invalid_types');
  return `${scope}:read`;
}

function open(workspace: Workspace, args: Arguments): JsonObject {
  const given = args.optional('channel');
  if (given !== undefined) return { channel: { id: knownChannel(workspace, given).id } };
  const ids = args.required('users').split(',');
  const [id = ''] = ids;
  if (ids.length > 1) throw new ApiError('method_not_supported_for_channel_type');
  const user = workspace.state.users.get(id);
  if (user === undefined) throw new ApiError('user_not_found');
  if (user.deleted) throw new ApiError('user_disabled');
  if (user.bot) throw new ApiError('cannot_dm_bot');
  const channel = workspace.state.directMessage(user.id);
  return { channel: args.flag('return_im') ? channelObject(channel) : { id: channel.id } };
}

async function join(workspace: Workspace, args: Arguments): Promise<JsonObject> {
  const channel = knownChannel(workspace, args.required('channel'));
  if (channel.kind === 'direct' || channel.private) throw new ApiError('method_not_supported_for_channel_type');
  if (channel.archived) throw new ApiError('is_archived');
  const already = channel.members.has(BOT_USER);
  channel.members.add(BOT_USER);
  if (already) {
    return {
      channel: channelObject(channel),
      warning: 'already_in_channel',
      response_metadata: { warnings: ['already_in_channel'] },
    };
  }
  workspace.audience.tellChannel(channel);
  emitToApp(workspace, 'member_joined_channel', {
    type: 'member_joined_channel',
    user: BOT_USER,
    channel: channel.id,
    channel_type: 'C',
    team: TEAM.id,
  });
  return { channel: channelObject(channel) };
}

/** A channel in the form of `conversations.info`. */
export function channelObject(channel: Channel): JsonObject {
  const updated = channel.created * 1000;
  if (channel.kind === 'direct') {
    const user = [...channel.members].find((member) => member !== BOT_USER);
    return { id: channel.id, created: channel.created, is_im: true, is_archived: false, user, updated, app_id: APP_ID };
  }
  const purpose = { value: '', creator: '', last_set: 0 };
  return {
    id: channel.id,
    name: channel.name,
    name_normalized: channel.name,
    previous_names: channel.previousNames,
    is_channel: !channel.private,
    is_group: channel.private,
    is_im: false,
    is_mpim: false,
    is_private: channel.private,
    is_archived: channel.archived,
    is_general: channel.id === 'C0GENERAL',
    is_shared: false,
    is_ext_shared: false,
    is_org_shared: false,
    is_member: channel.members.has(BOT_USER),
    created: channel.created,
    creator: channel.creator,
    updated,
    unlinked: 0,
    context_team_id: TEAM.id,
    shared_team_ids: [TEAM.id],
    topic: { ...purpose, value: channel.topic },
    purpose,
  };
}
