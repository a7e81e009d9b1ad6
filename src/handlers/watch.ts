import { type AccountNews, accountNote } from '../blocks/account-note.ts';
import type { Account } from '../mesh/account.ts';
import type { Watch } from '../mesh/stores/watches.ts';
import { approverState, channelState } from './account-checks.ts';
import type { FrontDesk } from './front-desk.ts';
import { asError } from './request-state.ts';

/** An account is looked at again after so long. */
const AGAIN_AFTER_MS = 10 * 60_000;
/** So many people and channels are asked Slack about in one go; Slack allows about a hundred a minute. */
const MOST_LOOK_UPS = 40;

/**
 * Notices what nobody says: approvers who left, channels that were renamed, archived or left. Each thing is said once in the
 * admin channel, and nobody is blocked by it. Those of the accounts that were looked at longest ago have their turn first; the
 * answer tells whether all had it that are due.
 */
export async function watchAccounts(desk: FrontDesk, accounts: readonly Account[]): Promise<boolean> {
  const watches = await desk.watches();
  const known = await watches.of(accounts.map(({ accountId }) => accountId));
  const due = accounts
    .map((account) => ({ account, seen: known.get(account.accountId) }))
    .filter(({ seen }) => seen === undefined || desk.now().getTime() - Date.parse(seen.checkedAt) >= AGAIN_AFTER_MS)
    .sort((a, b) => ((a.seen?.checkedAt ?? '') < (b.seen?.checkedAt ?? '') ? -1 : 1));
  let lookUps = 0;
  for (const { account, seen } of due) {
    lookUps += 1 + account.approvers.users.length;
    if (lookUps > MOST_LOOK_UPS && account !== due[0]?.account) return false;
    if (!(await watches.begin(account.accountId, seen, desk.now()))) continue;
    try {
      await look(desk, account, seen);
    } catch (error) {
      desk.logger.error('an account could not be looked at', { accountId: account.accountId, error: asError(error) });
    }
  }
  return true;
}

/** Looks at one account, and tells the admins what they have not been told yet. */
async function look(desk: FrontDesk, account: Account, seen: Watch | undefined): Promise<void> {
  const [channel, approvers] = await Promise.all([channelState(desk, account.channel), approverState(desk, account)]);
  const said = seen?.said ?? [];
  const amiss: AccountNews[] = [
    ...(approvers.remaining ? [] : [{ of: 'nobody' as const }]),
    ...approvers.gone.map((userId) => ({ of: 'approver' as const, userId })),
    ...approvers.goneGroups.map((groupId) => ({ of: 'group' as const, groupId })),
    ...(channel.state === 'ok' || channel.state === 'failed' ? [] : [{ of: 'channel' as const, state: channel.state }]),
  ];
  const news = amiss.filter((one) => !said.includes(keyOf(one, account)));
  const [from, to] = [nameBefore(account, seen), channel.name];
  if (from !== undefined && to !== undefined && from !== to) news.push({ of: 'renamed', from, to });
  if (news.length > 0) {
    const note = accountNote(account, news, desk.admins);
    await desk.postingSlack.chat.postMessage({ channel: desk.adminChannel, text: note.text, blocks: note.blocks });
  }
  // What Slack did not tell this time has been said all the same.
  const unknown = channel.state === 'failed' ? said.filter((key) => key.startsWith('channel ')) : [];
  await (await desk.watches()).end(account.accountId, {
    said: [...amiss.map((one) => keyOf(one, account)), ...unknown],
    ...(to !== undefined && { channelName: `${account.channel} ${to}` }),
  });
}

function nameBefore({ channel }: Account, seen: Watch | undefined): string | undefined {
  const [of, name] = (seen?.channelName ?? '').split(' ');
  return of === channel ? name : undefined;
}

function keyOf(news: AccountNews, account: Account): string {
  switch (news.of) {
    case 'approver':
      return `approver ${news.userId}`;
    case 'group':
      return `group ${news.groupId}`;
    case 'channel':
      return `channel ${account.channel} ${news.state}`;
    case 'nobody':
    case 'renamed':
      return news.of;
  }
}
