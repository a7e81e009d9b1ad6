import { BOT_USER } from '../cast.ts';
import type { Workspace } from '../context.ts';
import type { Channel } from '../state/state.ts';
import { ApiError } from './errors.ts';

/** The channel of that id, if the bot may know of it: public ones, and private ones and direct messages it is in. */
export function knownChannel(workspace: Workspace, id: string): Channel {
  const channel = workspace.state.channels.get(id);
  const hidden = channel !== undefined && (channel.private || channel.kind === 'direct');
  if (channel === undefined || (hidden && !channel.members.has(BOT_USER))) throw new ApiError('channel_not_found');
  return channel;
}

/** Where `chat.postMessage` sends: a channel id, `#name`, or a person's id for the direct message. */
export function addressedChannel(workspace: Workspace, address: string): Channel {
  const user = workspace.state.users.get(address);
  if (user !== undefined) {
    if (user.deleted || user.bot) throw new ApiError('channel_not_found');
    return workspace.state.directMessage(user.id);
  }
  const name = address.replace(/^#/, '');
  const named = [...workspace.state.channels.values()].find((c) => c.kind === 'channel' && c.name === name);
  return knownChannel(workspace, named?.id ?? address);
}

/** Throws not_in_channel, is_archived or messages_tab_disabled when the bot cannot write to `channel`. */
export function requireWritable(workspace: Workspace, channel: Channel): void {
  if (channel.archived) throw new ApiError('is_archived');
  if (channel.kind === 'direct' && workspace.manifest.messagesTab === 'off')
    throw new ApiError('messages_tab_disabled');
  const publicWrite = !channel.private && workspace.manifest.scopes.includes('chat:write.public');
  if (!channel.members.has(BOT_USER) && !publicWrite) throw new ApiError('not_in_channel');
}

/** The kind of a channel as scopes name it: channels, groups (private channels) or im. */
export function scopeKind(channel: Channel): 'channels' | 'groups' | 'im' {
  if (channel.kind === 'direct') return 'im';
  return channel.private ? 'groups' : 'channels';
}
