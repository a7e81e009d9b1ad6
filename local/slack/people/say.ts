import { BOT_USER, TEAM } from '../cast.ts';
import type { Workspace } from '../context.ts';
import { emitToApp } from '../delivery/events.ts';
import { type JsonObject, text } from '../json.ts';
import { find, messageObject, post } from '../state/messages.ts';
import type { Channel, Message, User } from '../state/state.ts';
import { PageError } from './errors.ts';
import { channelOf } from './look-up.ts';
import { storeText } from './typing.ts';

/** A person writes a message; the app hears of it where it listens. */
export function say(workspace: Workspace, user: User, body: JsonObject): JsonObject {
  const channel = channelOf(workspace, user, body.channel);
  if (channel.archived) throw new PageError(`#${channel.name} is archived.`);
  if (channel.kind === 'direct' && workspace.manifest.messagesTab !== 'on') {
    throw new PageError('Sending messages to this app has been turned off.');
  }
  if (text(body.text).trim() === '') throw new PageError('An empty message cannot be sent.');
  const parent = body.threadTs === undefined ? undefined : find(channel, text(body.threadTs));
  const message = post(workspace, channel, {
    user: user.id,
    text: storeText(workspace, text(body.text)),
    threadTs: parent?.threadTs ?? parent?.ts ?? null,
  });
  channel.lastRead.set(user.id, message.ts);
  if (channel.members.has(BOT_USER)) tellApp(workspace, channel, message);
  return { ts: message.ts };
}

function tellApp(workspace: Workspace, channel: Channel, message: Message): void {
  const event = {
    ...messageObject(workspace, channel, message, false),
    client_msg_id: workspace.ids.uuid(),
    team: TEAM.id,
    blocks: [richText(workspace, message.text)],
    channel: channel.id,
    event_ts: message.ts,
  };
  const kind = channel.kind === 'direct' ? 'im' : channel.private ? 'group' : 'channel';
  const subscription = { im: 'message.im', group: 'message.groups', channel: 'message.channels' }[kind];
  emitToApp(workspace, subscription, { ...event, channel_type: kind });
  if (message.text.includes(`<@${BOT_USER}>`) && kind !== 'im') {
    emitToApp(workspace, 'app_mention', { ...event, type: 'app_mention' });
  }
}

function richText(workspace: Workspace, words: string): JsonObject {
  const section = { type: 'rich_text_section', elements: [{ type: 'text', text: words }] };
  return { type: 'rich_text', block_id: workspace.ids.short(), elements: [section] };
}
