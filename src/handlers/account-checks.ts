import { setTimeout as wait } from 'node:timers/promises';
import type { AccountCheck, ApproverState, ChannelState } from '../blocks/connected-view.ts';
import type { Account } from '../mesh/account.ts';
import { tableState } from '../mesh/aws/table.ts';
import { isMeshError } from '../mesh/errors.ts';
import type { FrontDesk } from './front-desk.ts';
import { asError } from './request-state.ts';
import { slackErrorOf } from './slack-messages.ts';

/** Slack waits three seconds for the answer to a modal: a check that takes longer is reported as slow. */
const PATIENCE_MS = 1_500;
/** Of a channel's members so many pages of a thousand are looked at. */
const MEMBER_PAGES = 5;

/**
 * Looks whether everything that the account needs is there, side by side, each within `patience` milliseconds. Never throws:
 * what fails is a finding.
 */
export async function checkAccount(
  desk: FrontDesk,
  account: Account,
  actor: string,
  patience = PATIENCE_MS,
): Promise<AccountCheck[]> {
  const { channel, producer, consumer } = account;
  const { subscriptionsTable: table, region } = desk.mesh;
  const roles = [...(producer ? (['producer'] as const) : []), ...(consumer ? (['consumer'] as const) : [])];
  const failed = (error: unknown): 'failed' => {
    desk.logger.warn('a check of an account failed', { accountId: account.accountId, error: asError(error) });
    return 'failed';
  };
  const inTime = <T>(work: Promise<T>) => within(work, patience);
  const unseen = inTime(isUnseen(desk, account));
  const checks: AccountCheck[] = await Promise.all([
    inTime(channelState(desk, channel).then(({ state }) => state)).then((found) => ({
      ...{ of: 'channel' as const, channel, found },
    })),
    inTime(approverState(desk, account)).then((found) => ({ of: 'approvers' as const, found })),
    ...roles.map(async (role) => {
      const found = await inTime(roleState(desk, account.accountId, role, actor).catch(failed));
      return { of: 'role' as const, role, found };
    }),
    inTime(tableState(region, table).then(({ is }) => is, failed)).then((found) => ({
      ...{ of: 'table' as const, table, found },
    })),
  ]);
  return (await unseen) === true ? [...checks, { of: 'audience', channel, found: 'nobody' }] : checks;
}

/** Whether the bot can post in the channel, and what it is called. Anything unforeseen is `failed`. */
export async function channelState(
  { slack, logger }: Pick<FrontDesk, 'slack' | 'logger'>,
  channel: string,
): Promise<{ state: ChannelState; name?: string }> {
  try {
    const { channel: found } = await slack.conversations.info({ channel });
    const name = found?.name === undefined ? {} : { name: found.name };
    if (found?.is_archived) return { state: 'is_archived', ...name };
    return { state: found?.is_member ? 'ok' : 'not_in_channel', ...name };
  } catch (error) {
    if (slackErrorOf(error) === 'channel_not_found') return { state: 'channel_not_found' };
    logger.warn('a channel could not be looked at', { channel, error: asError(error) });
    return { state: 'failed' };
  }
}

/** Whether no approver is in the channel where the cards appear. What Slack does not tell, or not in a few pages, is taken for well. */
async function isUnseen({ slack, people, logger }: FrontDesk, { channel, approvers }: Account): Promise<boolean> {
  try {
    const groups = approvers.groups.length > 0 ? await people.groups() : undefined;
    const all = new Set([...approvers.users, ...approvers.groups.flatMap((id) => groups?.get(id)?.users ?? [])]);
    let cursor: string | undefined;
    for (let page = 0; page < MEMBER_PAGES; page += 1) {
      const { members = [], response_metadata: more } = await slack.conversations.members({
        ...{ channel, limit: 1_000 },
        ...(cursor !== undefined && { cursor }),
      });
      if (members.some((member) => all.has(member))) return false;
      cursor = more?.next_cursor;
      if (!cursor) return true;
    }
  } catch (error) {
    logger.warn('the members of a channel could not be looked up', { channel, error: asError(error) });
  }
  return false;
}

/** Who of the approvers cannot decide any more, and whether anybody can. What Slack does not tell is taken for well. */
export async function approverState(desk: FrontDesk, { approvers }: Account): Promise<ApproverState> {
  const [standings, goneGroups] = await Promise.all([
    Promise.all(approvers.users.map(async (userId) => ({ userId, able: await isAble(desk, userId) }))),
    emptyGroups(desk, approvers.groups),
  ]);
  return {
    gone: standings.filter(({ able }) => !able).map(({ userId }) => userId),
    goneGroups,
    remaining: standings.some(({ able }) => able) || goneGroups.length < approvers.groups.length,
  };
}

/** Groups that are disabled, or that nobody is in. */
async function emptyGroups(desk: FrontDesk, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  try {
    const groups = await desk.people.groups();
    return ids.filter((id) => (groups.get(id)?.users.length ?? 0) === 0);
  } catch (error) {
    desk.logger.warn('the user groups could not be looked up', { error: asError(error) });
    return [];
  }
}

async function isAble(desk: FrontDesk, userId: string): Promise<boolean> {
  try {
    return (await desk.people.person(userId, [])).standing === 'member';
  } catch (error) {
    desk.logger.warn('a person could not be looked up', { userId, error: asError(error) });
    return true;
  }
}

async function roleState(
  desk: FrontDesk,
  accountId: string,
  role: 'producer' | 'consumer',
  actor: string,
): Promise<'ok' | { refused: string }> {
  try {
    await desk.mesh.sessions.inMesh({ role, accountId, actor });
    return 'ok';
  } catch (error) {
    if (isMeshError(error, 'AccountUnreachable')) return { refused: error.details.roleArn };
    throw error;
  }
}

async function within<T>(work: Promise<T>, patience: number): Promise<T | 'slow'> {
  const leave = new AbortController();
  const slow = wait(patience, 'slow' as const, { signal: leave.signal, ref: false });
  slow.catch(() => undefined);
  try {
    return await Promise.race([work, slow]);
  } finally {
    leave.abort();
  }
}
