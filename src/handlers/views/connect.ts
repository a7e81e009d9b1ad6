import type { SlackViewMiddlewareArgs, ViewSubmitAction } from '@slack/bolt';
import { connectErrors, readConnectView } from '../../blocks/connect-view.ts';
import { connectedView } from '../../blocks/connected-view.ts';
import { plainSentence } from '../../blocks/sentences.ts';
import { readConnection } from '../../mesh/connection.ts';
import { LostRace } from '../../mesh/stores/racing.ts';
import { isOpen } from '../../mesh/subscription.ts';
import { checkAccount } from '../account-checks.ts';
import { requireAdmin } from '../admin.ts';
import { explain } from '../answering.ts';
import type { FrontDesk } from '../front-desk.ts';

/**
 * Connects the account or saves the edit, with one conditional write, and shows how it stands, check by check. What stands in
 * the way is said beside the field, and what was typed is kept.
 */
export function connect(desk: FrontDesk) {
  return async ({ ack, body, view }: SlackViewMiddlewareArgs<ViewSubmitAction>): Promise<void> => {
    const refuse = (errors: Record<string, string>) => ack({ response_action: 'errors', errors });
    try {
      const { editing, fields } = readConnectView(view);
      const { account, problems } = readConnection(fields);
      if (problems !== undefined) return await refuse(connectErrors(problems, editing));
      const by = body.user.id;
      await requireAdmin(desk, by, account.accountId);
      try {
        await desk.directory.connect(account, editing ?? undefined, by, desk.now());
      } catch (error) {
        if (!(error instanceof LostRace)) throw error;
        return await refuse(connectErrors({ accountId: editing === null ? TAKEN : MOVED }, editing));
      }
      const [checks, waiting] = await Promise.all([
        checkAccount(desk, account, `slack-${by}`),
        editing === null ? waitingFor(desk, account.accountId) : 0,
      ]);
      await ack({ response_action: 'update', view: connectedView(account, checks, waiting) });
    } catch (error) {
      await refuse({ name: plainSentence(explain(desk, error)) });
    }
  };
}

const TAKEN = 'This account is connected already. Edit its connection in the Home tab.';
const MOVED = 'Somebody changed or removed this connection meanwhile. Nothing was saved: close this and open it again.';

/** How many requests wait for the owner, at most of one page. */
async function waitingFor(desk: FrontDesk, accountId: string): Promise<number> {
  const { subscriptions } = await desk.subscriptions.page({ by: 'owner', accountId, limit: 1_000 });
  return subscriptions.filter((read) => read.readable && isOpen(read.subscription)).length;
}
