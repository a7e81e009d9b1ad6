import { connectView, type GroupName } from '../blocks/connect-view.ts';
import { requireAdmin } from './admin.ts';
import type { FrontDesk } from './front-desk.ts';
import { showModal, type Trigger } from './modals.ts';

/** Opens the modal that connects an account, or edits the connection of the one that is named. Throws NotAllowed. */
export async function openConnect(desk: FrontDesk, userId: string, trigger: Trigger, asked: string): Promise<void> {
  const accountId = asked.replace(/[\s-]/g, '');
  const known = /^\d{12}$/.test(accountId);
  const [account] = await Promise.all([
    known ? desk.directory.get(accountId, { consistent: true }) : undefined,
    requireAdmin(desk, userId, known ? accountId : null),
  ]);
  const groups = account === undefined ? [] : await groupNames(desk, '');
  const editing = account && {
    accountId,
    ...(account.revision !== undefined && { revision: account.revision }),
  };
  await showModal(desk.slack, trigger, connectView(account ?? { accountId: asked }, editing ?? null, groups));
}

/** User groups whose handle or name contains the text, those that begin with it first. */
export async function groupNames(desk: FrontDesk, text: string): Promise<GroupName[]> {
  const wanted = text.trim().replace(/^@/, '').toLowerCase();
  const groups = [...(await desk.people.groups()).values()];
  return groups
    .filter(({ handle, name }) => `${handle} ${name}`.toLowerCase().includes(wanted))
    .sort((a, b) => Number(b.handle.startsWith(wanted)) - Number(a.handle.startsWith(wanted)) || compare(a, b));
}

function compare(a: GroupName, b: GroupName): number {
  return a.handle < b.handle ? -1 : 1;
}
