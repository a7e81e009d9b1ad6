import { connectedView } from '../../blocks/connected-view.ts';
import { MeshError } from '../../mesh/errors.ts';
import { checkAccount } from '../account-checks.ts';
import { acknowledging } from '../acknowledging.ts';
import { requireAdmin } from '../admin.ts';
import { answering, tellerOf } from '../answering.ts';
import type { FrontDesk } from '../front-desk.ts';
import { fillModal } from '../modals.ts';
import type { ButtonClick } from './click.ts';

/** Looks once more whether everything that a connected account needs is there. */
export function recheckAccount(desk: FrontDesk) {
  return async ({ ack, action, body, respond }: ButtonClick): Promise<void> => {
    await acknowledging(ack, (acked) =>
      answering(desk, tellerOf(desk, { body, respond }), async () => {
        const accountId = action.value ?? '';
        await requireAdmin(desk, body.user.id, accountId);
        await acked();
        const account = await desk.directory.get(accountId, { consistent: true });
        if (account === undefined) {
          throw new MeshError('NotAllowed', {
            ...{ action: 'connect', reason: 'not-connected', accountId, who: [...desk.admins], groups: [] },
          });
        }
        const checks = await checkAccount(desk, account, `slack-${body.user.id}`);
        if (body.view !== undefined) {
          await fillModal(desk.slack, body.view.id, connectedView(account, checks, 0));
        }
      }),
    );
  };
}
