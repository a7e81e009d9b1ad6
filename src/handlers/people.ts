import type { UsersInfoResponse, WebClient } from '@slack/web-api';
import type { Account } from '../mesh/account.ts';
import type { Person } from '../mesh/authority.ts';

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
  const userOf = remembered(now, async (userId) => (await slack.users.info({ user: userId })).user);
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
      const [user, known] = await Promise.all([userOf(userId), named.length > 0 ? groups() : NO_GROUPS]);
      const isIn = [...new Set(named)].filter((id) => known.get(id)?.users.includes(userId));
      return { userId, standing: standingOf(user), groups: isIn, admin: admins.includes(userId) };
    },
    groups,
    async nameOf(userId) {
      const user = await userOf(userId);
      return user?.real_name || user?.name || userId;
    },
  };
}

function standingOf(user: UsersInfoResponse['user']): Person['standing'] {
  if (user === undefined || user.deleted) return 'deactivated';
  if (user.is_bot) return 'bot';
  if (user.is_stranger) return 'external';
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
