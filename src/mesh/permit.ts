import type { Account } from './account.ts';
import { authorityOf, type Person } from './authority.ts';
import { MeshError } from './errors.ts';
import type { Directory } from './stores/directory.ts';

/** Who somebody is; asked once the account is known, whose user groups matter. */
export type PersonOf = (account: Account) => Promise<Person>;

/** What is done for an account of one's own. */
export type OwnAction = 'create' | 'request' | 'import';

/** The person and the account, if they may do it for the account. Throws NotAllowed. */
export async function permit(
  directory: Directory,
  action: OwnAction,
  accountId: string,
  personOf: PersonOf,
): Promise<{ person: Person; account: Account }> {
  const account = await directory.get(accountId);
  const plays = account !== undefined && (action === 'create' ? account.producer : account.consumer);
  if (!plays) throw new MeshError('NotAllowed', { action, reason: 'not-connected', accountId, who: [], groups: [] });
  const person = await personOf(account);
  const verdict = authorityOf({ person, action, account });
  if (verdict.allowed) return { person, account };
  const { reason, who } = verdict;
  throw new MeshError('NotAllowed', { action, reason, accountId, who: who.users, groups: who.groups });
}
