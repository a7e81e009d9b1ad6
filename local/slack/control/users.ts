import type { Workspace } from '../context.ts';
import { type JsonObject, list, text } from '../json.ts';
import type { Group, User } from '../state/state.ts';

/**
 * `POST /_control/users`: `{ user, deleted?, restricted?, ultraRestricted?, bot?, teamId?, realName?, tz? }` changes a person (another
 * `teamId` makes somebody of another workspace of them); with `create: true` a new one is made.
 */
export function changeUser(workspace: Workspace, body: JsonObject): JsonObject {
  const id = text(body.user);
  if (body.create === true) workspace.state.users.set(id, newUser(workspace, id));
  const user = workspace.state.user(id);
  if (typeof body.deleted === 'boolean') user.deleted = body.deleted;
  if (typeof body.restricted === 'boolean') user.restricted = body.restricted;
  if (typeof body.ultraRestricted === 'boolean') user.ultraRestricted = body.ultraRestricted;
  if (typeof body.bot === 'boolean') user.bot = body.bot;
  if (typeof body.teamId === 'string') user.teamId = body.teamId;
  if (typeof body.realName === 'string') user.realName = body.realName;
  if (typeof body.tz === 'string') user.tz = body.tz;
  if (body.create === true) workspace.state.directMessage(id);
  return { user: id };
}

function newUser(workspace: Workspace, id: string): User {
  if (!/^[UW][A-Z0-9]+$/.test(id)) throw new Error('`user` must be a Slack user id, e.g. U0NEW.');
  if (workspace.state.users.has(id)) throw new Error(`There is a user ${id} already.`);
  const model = workspace.state.user('U0GUS');
  return {
    ...model,
    id,
    name: id.toLowerCase(),
    realName: id,
    title: '',
    restricted: false,
    email: `${id}@acme.example`,
  };
}

/** `POST /_control/usergroups`: `{ group, users?: [user…], disabled? }` changes a user group or makes it. */
export function changeGroup(workspace: Workspace, body: JsonObject): JsonObject {
  const id = text(body.group);
  const group: Group = workspace.state.groups.get(id) ?? { id, handle: id, name: id, users: [], disabled: false };
  if (Array.isArray(body.users)) group.users = list(body.users).map(String);
  if (typeof body.disabled === 'boolean') group.disabled = body.disabled;
  workspace.state.groups.set(id, group);
  return { group: id };
}
