import type { UsersInfoResponse, WebClient } from '@slack/web-api';
import type { Account } from '../mesh/account.ts';
import type { Person } from '../mesh/authority.ts';
import { kept } from './kept.ts';
import { slackErrorOf } from './slack-messages.ts';

const KEEP_MS = 60_000;

/** A user group of the workspace, with who is in it. */
export interface UserGroup {
  id: string;
  handle: string;
  name: string;
  users: readonly string[];
}

export interface People {
  /** The person, with those of their user groups that the accounts name. Throws Slack's error when Slack cannot say. */
  person(userId: string, accounts: readonly (Account | undefined)[]): Promise<Person>;
  /** The name that the person goes by in Slack. */
  nameOf(userId: string): Promise<string>;
  /** Every user group that is not disabled, by its id. */
  groups(): Promise<ReadonlyMap<string, UserGroup>>;
}

/** Looks people up in Slack by their id, and all user groups in one call, each at most once a minute. */
export function people(slack: WebClient, admins: readonly string[], now: () => Date): People {
  const userOf = remembered(now, async (userId): Promise<SlackUser> => {
    try {
      return (await slack.users.info({ user: userId })).user;
    } catch (error) {
      // Somebody of whom this workspace knows nothing.
      if (slackErrorOf(error) === 'user_not_found') return { is_stranger: true };
      throw error;
    }
  });
  const team = kept(() => slack.auth.test());
  const allGroups = remembered(now, async (): Promise<ReadonlyMap<string, UserGroup>> => {
    const { usergroups = [] } = await slack.usergroups.list({ include_users: true });
    return new Map(
      usergroups.flatMap(({ id, handle = '', name = '', users = [] }): [string, UserGroup][] =>
        id === undefined ? [] : [[id, { id, handle, name, users }]],
      ),
    );
  });
  const groups = () => allGroups('');
  return {
    async person(userId, accounts) {
      const named = accounts.flatMap((account) => [
        ...(account?.approvers.groups ?? []),
        ...(account?.members.groups ?? []),
      ]);
      const [user, home, known] = await Promise.all([userOf(userId), team(), named.length > 0 ? groups() : NO_GROUPS]);
      const standing = standingOf(user, home.team_id);
      const isIn = [...new Set(named)].filter((id) => known.get(id)?.users.includes(userId));
      return { userId, standing, groups: isIn, admin: standing === 'member' && admins.includes(userId) };
    },
    groups,
    async nameOf(userId) {
      const user = await userOf(userId);
      return user?.real_name || user?.name || userId;
    },
  };
}

type SlackUser = UsersInfoResponse['user'];

/**
 * What the person is to the workspace. `is_stranger` is not enough: somebody of another organisation who is in a shared channel
 * is none (docs.slack.dev, user object). In an organisation of several workspaces people belong to those that are listed.
 */
function standingOf(user: SlackUser, home: string | undefined): Person['standing'] {
  if (user === undefined || user.deleted) return 'deactivated';
  if (user.is_bot) return 'bot';
  const { team_id: team, enterprise_user: enterprise } = user;
  const ours = home !== undefined && (team === home || (enterprise?.teams ?? []).includes(home));
  if (user.is_stranger || !ours) return 'external';
  return user.is_restricted || user.is_ultra_restricted ? 'guest' : 'member';
}

const NO_GROUPS: ReadonlyMap<string, UserGroup> = new Map();

/** Keeps what `load` answered for KEEP_MS; a failure is not kept. */
function remembered<T>(now: () => Date, load: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const kept = new Map<string, { until: number; value: Promise<T> }>();
  return (key) => {
    const known = kept.get(key);
    if (known !== undefined && known.until > now().getTime()) return known.value;
    const value = load(key);
    kept.set(key, { until: now().getTime() + KEEP_MS, value });
    value.catch(() => kept.delete(key));
    return value;
  };
}
