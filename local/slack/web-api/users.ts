import { BOT_USER, TEAM } from '../cast.ts';
import type { Workspace } from '../context.ts';
import type { JsonObject } from '../json.ts';
import type { Group, User } from '../state/state.ts';
import { type Arguments, page } from './arguments.ts';
import { ApiError } from './errors.ts';
import { type Method, method } from './method.ts';

/** `users.*` and `usergroups.*`. */
export const userMethods: Record<string, Method> = {
  'users.info': method(['users:read'], (workspace, args) => {
    const user = workspace.state.users.get(args.required('user'));
    if (user === undefined) throw new ApiError('user_not_found');
    return { user: userObject(workspace, user, args.flag('include_locale')) };
  }),
  'users.list': method(['users:read'], (workspace, args) => {
    const { items, next } = page([...workspace.state.users.values()], args.limit(1000, 1000), args.optional('cursor'));
    return {
      members: items.map((user) => userObject(workspace, user, args.flag('include_locale'))),
      cache_ts: Math.floor(workspace.now() / 1000),
      response_metadata: { next_cursor: next },
    };
  }),
  'usergroups.list': method(['usergroups:read'], listGroups),
  'usergroups.users.list': method(['usergroups:read'], (workspace, args) => {
    const group = workspace.state.groups.get(args.required('usergroup'));
    if (group === undefined) throw new ApiError('no_such_subteam');
    if (group.disabled && !args.flag('include_disabled')) return { users: [] };
    return { users: group.users };
  }),
};

function listGroups(workspace: Workspace, args: Arguments): JsonObject {
  const groups = [...workspace.state.groups.values()].filter((g) => args.flag('include_disabled') || !g.disabled);
  return {
    usergroups: groups.map((group) => ({
      ...groupObject(group),
      ...(args.flag('include_users') ? { users: group.users } : {}),
      ...(args.flag('include_count') ? { user_count: group.users.length } : {}),
    })),
  };
}

function groupObject(group: Group): JsonObject {
  return {
    id: group.id,
    team_id: TEAM.id,
    is_usergroup: true,
    is_subteam: true,
    name: group.name,
    description: '',
    handle: group.handle,
    is_external: false,
    date_create: 0,
    date_update: 0,
    date_delete: group.disabled ? 1 : 0,
    auto_type: null,
    created_by: 'U0ADA',
    updated_by: 'U0ADA',
    deleted_by: group.disabled ? 'U0ADA' : null,
    prefs: { channels: [], groups: [] },
  };
}

/** A person in the form of `users.info`; the address only with the scope users:read.email. */
function userObject(workspace: Workspace, user: User, withLocale: boolean): JsonObject {
  const [firstName = '', ...rest] = user.realName.split(' ');
  const email = workspace.manifest.scopes.includes('users:read.email') && !user.bot ? { email: user.email } : {};
  return {
    id: user.id,
    team_id: user.teamId,
    name: user.name,
    deleted: user.deleted,
    color: '4bbe2e',
    real_name: user.realName,
    tz: user.tz,
    tz_label: user.tz,
    tz_offset: user.tzOffset,
    profile: {
      title: user.title,
      phone: '',
      real_name: user.realName,
      real_name_normalized: user.realName,
      display_name: user.name,
      display_name_normalized: user.name,
      first_name: firstName,
      last_name: rest.join(' '),
      status_text: '',
      status_emoji: '',
      team: user.teamId,
      ...email,
    },
    is_admin: user.admin,
    is_owner: false,
    is_primary_owner: false,
    is_restricted: user.restricted,
    is_ultra_restricted: user.ultraRestricted,
    is_bot: user.bot,
    is_app_user: false,
    ...(isStranger(workspace, user) ? { is_stranger: true } : {}),
    updated: 0,
    ...(withLocale ? { locale: 'en-US' } : {}),
  };
}

/** Of another workspace, and in no channel that the app sees: whoever is in one is no stranger (docs.slack.dev, user object). */
function isStranger(workspace: Workspace, user: User): boolean {
  if (user.teamId === TEAM.id) return false;
  const channels = [...workspace.state.channels.values()].filter(({ kind }) => kind !== 'direct');
  return !channels.some(({ members }) => members.has(user.id) && members.has(BOT_USER));
}
