import type { Workspace } from '../context.ts';
import { isObject, type JsonObject, object, text } from '../json.ts';
import type { PageValues } from '../page/protocol.ts';
import type { Channel, Message, User, View } from '../state/state.ts';
import { elementsOf, type Field } from '../state/values.ts';
import { PageError } from './errors.ts';

/** The person a call speaks for. Throws PageError for nobody, the bot and those deactivated. */
export function personOf(workspace: Workspace, id: unknown): User {
  const user = workspace.state.users.get(text(id));
  if (user === undefined || user.bot) throw new PageError(`There is no person "${text(id)}".`);
  if (user.deleted) throw new PageError(`${user.realName}'s account is deactivated.`);
  return user;
}

/** A channel the person is in. */
export function channelOf(workspace: Workspace, user: User, id: unknown): Channel {
  const channel = workspace.state.channels.get(text(id));
  if (channel === undefined || !channel.members.has(user.id)) {
    throw new PageError(`${user.realName} is in no channel "${text(id)}".`);
  }
  return channel;
}

/** A message the person sees, ephemeral ones included. */
export function messageOf(channel: Channel, user: User, ts: unknown): Message {
  const message = channel.messages.find(
    (candidate) => candidate.ts === ts && (candidate.onlyFor === null || candidate.onlyFor === user.id),
  );
  if (message === undefined) throw new PageError(`There is no message ${text(ts)} in #${channel.name}.`);
  return message;
}

/** A modal or the Home tab of the person. */
export function viewOf(workspace: Workspace, user: User, id: unknown): View {
  const view = workspace.state.view(text(id));
  if (view === undefined || view.user !== user.id)
    throw new PageError(`${user.realName} has no view "${text(id)}" open.`);
  return view;
}

/** Where an element sits: in a message or in a view. */
export type Place = { kind: 'message'; channel: Channel; message: Message } | { kind: 'view'; view: View };

export function placeOf(workspace: Workspace, user: User, container: unknown): Place {
  const { type, channel: channelId, ts, viewId } = object(container);
  if (type === 'view') return { kind: 'view', view: viewOf(workspace, user, viewId) };
  const channel = channelOf(workspace, user, channelId);
  if (channel.archived) throw new PageError(`#${channel.name} is archived.`);
  return { kind: 'message', channel, message: messageOf(channel, user, ts) };
}

/** The element of that block and action id. */
export function fieldOf(place: Place, blockId: unknown, actionId: unknown): Field {
  const blocks = place.kind === 'view' ? place.view.definition.blocks : place.message.blocks;
  const found = elementsOf(blocks).find((field) => field.blockId === blockId && field.actionId === actionId);
  if (found === undefined) throw new PageError(`There is no element ${text(blockId)}/${text(actionId)} any more.`);
  return found;
}

/** `values` of a call, with anything that has not Slack's form left out. */
export function valuesOf(value: unknown): PageValues {
  const blocks: PageValues = {};
  for (const [block, actions] of Object.entries(object(value))) if (isObject(actions)) blocks[block] = actions;
  return blocks;
}

/** Where the element sits, in the form of a payload's `container`. */
export function containerObject(place: Place): JsonObject {
  if (place.kind === 'view') return { type: 'view', view_id: place.view.id };
  const { channel, message } = place;
  return {
    type: 'message',
    message_ts: message.ts,
    channel_id: channel.id,
    is_ephemeral: message.onlyFor !== null,
    ...(message.threadTs === null ? {} : { thread_ts: message.threadTs }),
  };
}
