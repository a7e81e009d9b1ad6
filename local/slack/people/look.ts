import { TEAM } from '../cast.ts';
import type { Workspace } from '../context.ts';
import { emitToApp } from '../delivery/events.ts';
import { type JsonObject, list, object, text } from '../json.ts';
import type { PageChannel, PageMessage, PageState, PageUser, PageView } from '../page/protocol.ts';
import type { Channel, User, View } from '../state/state.ts';
import { viewObject } from '../state/views.ts';
import { channelOf } from './look-up.ts';

/** Everything the page's frame shows. */
export function pageState(workspace: Workspace, user: User): PageState {
  const { state, manifest } = workspace;
  return {
    team: { id: TEAM.id, name: TEAM.name },
    users: [...state.users.values()].filter(({ deleted }) => !deleted).map(pageUser),
    user: user.id,
    channels: state.channelsOf(user.id).map((channel) => pageChannel(workspace, user, channel)),
    commands: manifest.commands.map(({ command, description, usageHint }) => ({ command, description, usageHint })),
    shortcuts: manifest.shortcuts,
    connected: workspace.delivery.connected,
  };
}

function pageUser({ id, name, realName, title, bot, tz }: User): PageUser {
  return { id, name, realName, title, bot, tz };
}

function pageChannel(workspace: Workspace, user: User, channel: Channel): PageChannel {
  const { id, name, kind, topic } = channel;
  return { id, name, kind, topic, unread: workspace.state.unread(channel, user.id) };
}

/** The messages of a channel that the person sees, oldest first. */
export function pageMessages(workspace: Workspace, user: User, channelId: unknown): PageMessage[] {
  return channelOf(workspace, user, channelId)
    .messages.filter(({ onlyFor }) => onlyFor === null || onlyFor === user.id)
    .map((message) => ({
      ts: message.ts,
      user: message.user,
      text: message.text,
      blocks: message.blocks,
      ephemeral: message.onlyFor !== null,
      threadTs: message.threadTs,
      edited: message.edited !== null && message.blocks.length === 0,
    }));
}

/** The person's Home tab as the app last published it. */
export function pageHome(workspace: Workspace, user: User): PageView | null {
  const view = workspace.state.homes.get(user.id);
  return view === undefined ? null : pageView(view);
}

/** The person's modals, the topmost last. */
export function pageViews(workspace: Workspace, user: User): PageView[] {
  return workspace.state.stack(user.id).map(pageView);
}

function pageView({ id, hash, type, definition }: View): PageView {
  const words = (member: unknown) => text(object(member).text);
  return {
    id,
    hash,
    type,
    callbackId: text(definition.callback_id),
    title: words(definition.title),
    submit: definition.submit === undefined ? null : words(definition.submit),
    close: definition.close === undefined ? null : words(definition.close),
    blocks: list(definition.blocks),
  };
}

/** The person looks at a channel: everything in it is read. */
export function openChannel(workspace: Workspace, user: User, channelId: unknown): JsonObject {
  const channel = channelOf(workspace, user, channelId);
  const before = workspace.state.unread(channel, user.id);
  const last = channel.messages.at(-1);
  if (last !== undefined) channel.lastRead.set(user.id, last.ts);
  if (before > 0) workspace.audience.tell(user.id, { type: 'channel', channel: channel.id });
  return {};
}

/** The person opens the Home tab: the app hears `app_home_opened`. */
export function openHome(workspace: Workspace, user: User): JsonObject {
  const view = workspace.state.homes.get(user.id);
  emitToApp(workspace, 'app_home_opened', {
    type: 'app_home_opened',
    user: user.id,
    channel: workspace.state.directMessage(user.id).id,
    tab: 'home',
    ...(view === undefined ? {} : { view: viewObject(view) }),
  });
  return {};
}
