import { authorityOf } from '../mesh/authority.ts';
import { MeshError } from '../mesh/errors.ts';
import type { FrontDesk } from './front-desk.ts';

/** Only mesh admins connect accounts. Throws NotAllowed, with the admins as those who can. */
export async function requireAdmin(desk: FrontDesk, userId: string, accountId: string | null): Promise<void> {
  const person = await desk.people.person(userId, []);
  const verdict = authorityOf({ person, action: 'connect', account: undefined });
  if (verdict.allowed) return;
  const { reason } = verdict;
  throw new MeshError('NotAllowed', { action: 'connect', reason, accountId, who: [...desk.admins], groups: [] });
}
