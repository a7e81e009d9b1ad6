import { BOT_USER, TEAM } from '../cast.ts';
import type { Workspace } from '../context.ts';
import { emitToApp } from '../delivery/events.ts';
import { type JsonObject, list, text } from '../json.ts';
import type { Channel } from '../state/state.ts';

/**
 * `POST /_control/channels`: `{ create: name, id?, topic?, members?, private? }` makes a channel; `{ channel, … }`
 * changes one: `archived`, `rename`, `invite: [user…]`, `kick: [user…]` (the bot's id among them works too). Answers
 * `{ channel }`, its id.
 */
export function changeChannel(workspace: Workspace, body: JsonObject): JsonObject {
  const channel =
    typeof body.create === 'string' ? create(workspace, body) : workspace.state.channel(text(body.channel));
  if (typeof body.archived === 'boolean') archive(workspace, channel, body.archived);
  if (typeof body.rename === 'string') rename(workspace, channel, body.rename);
  for (const user of list(body.invite).map(String)) join(workspace, channel, user);
  for (const user of list(body.kick).map(String)) leave(workspace, channel, user);
  workspace.audience.tellChannel(channel);
  return { channel: channel.id };
}

function create(workspace: Workspace, body: JsonObject): Channel {
  return workspace.state.addChannel({
    id: text(body.id, workspace.ids.id('C')),
    name: text(body.create),
    topic: text(body.topic),
    members: list(body.members).map(String),
    private: body.private === true,
  });
}

function archive(workspace: Workspace, channel: Channel, archived: boolean): void {
  channel.archived = archived;
  const type = archived ? 'channel_archive' : 'channel_unarchive';
  tellMember(workspace, channel, type, { type, channel: channel.id, user: channel.creator });
}

function rename(workspace: Workspace, channel: Channel, name: string): void {
  channel.previousNames.push(channel.name);
  channel.name = name;
  tellMember(workspace, channel, 'channel_rename', {
    type: 'channel_rename',
    channel: { id: channel.id, name, created: channel.created },
  });
}

function join(workspace: Workspace, channel: Channel, user: string): void {
  workspace.state.user(user);
  channel.members.add(user);
  const type = 'member_joined_channel';
  tellMember(workspace, channel, type, { type, user, channel: channel.id, channel_type: 'C', team: TEAM.id });
}

function leave(workspace: Workspace, channel: Channel, user: string): void {
  const type = 'member_left_channel';
  tellMember(workspace, channel, type, { type, user, channel: channel.id, channel_type: 'C', team: TEAM.id });
  channel.members.delete(user);
  workspace.audience.tell(user, { type: 'channel', channel: channel.id });
}

function tellMember(workspace: Workspace, channel: Channel, subscription: string, event: JsonObject): void {
  if (channel.members.has(BOT_USER)) emitToApp(workspace, subscription, event);
}
