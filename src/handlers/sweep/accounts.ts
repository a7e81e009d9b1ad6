import pLimit from 'p-limit';
import type { Account } from '../../mesh/account.ts';
import type { FrontDesk } from '../front-desk.ts';
import { watchAccounts } from '../watch.ts';
import { attempt } from './attempt.ts';
import type { Through } from './pass.ts';

/** Accounts that are looked at in one step. */
const A_STEP = 100;
/** So many of an account's latest events are looked at. */
const LATEST_EVENTS = 10;
/** An event that is older than this, in milliseconds, was told of or noted long ago. */
const LATEST_MS = 2 * 86_400_000;
/** Accounts whose events are read at once. */
const AT_ONCE = 5;

/** Creations whose end nobody was told, people and channels that are gone. A step is a call a producer, and what Slack is asked. */
export const ACCOUNTS: Through = {
  name: 'accounts',
  everyMs: 5 * 60_000,
  mostSteps: 5,
  async step(desk, cursor) {
    const after = typeof cursor?.after === 'string' ? cursor.after : undefined;
    const accounts = await desk.directory.page({ most: A_STEP, after });
    const limit = pLimit(AT_ONCE);
    const producers = accounts.filter(({ producer }) => producer);
    await Promise.all(
      producers.map((account) => limit(() => attempt(desk, account.accountId, () => tellOfCreations(desk, account)))),
    );
    const enough = !(await watchAccounts(desk, accounts));
    const last = accounts.at(-1)?.accountId;
    return { next: accounts.length < A_STEP || last === undefined ? undefined : { after: last }, enough };
  },
};

/** While Slack was out of reach a creation may have ended unseen. */
async function tellOfCreations(desk: FrontDesk, { accountId }: Account): Promise<void> {
  const events = await desk.directory.events(accountId, { most: LATEST_EVENTS });
  const latest = events.filter(({ at }) => desk.now().getTime() - Date.parse(at) < LATEST_MS);
  const ids = new Set(latest.flatMap(({ productsId }) => productsId ?? []));
  for (const id of ids) await attempt(desk, id, () => desk.productCards.now(id));
}
