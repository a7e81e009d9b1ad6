import { LostRace } from '../../mesh/stores/racing.ts';
import { acknowledging } from '../acknowledging.ts';
import { requireAdmin } from '../admin.ts';
import { answering, privately, tellerOf } from '../answering.ts';
import type { FrontDesk } from '../front-desk.ts';
import type { ButtonClick } from './click.ts';

/** Takes an account out, which Slack has asked the admin to confirm; the stream brings its cards to the admin channel. */
export function disconnect(desk: FrontDesk) {
  return async ({ ack, action, body, respond }: ButtonClick): Promise<void> => {
    const tell = tellerOf(desk, { body, respond });
    await acknowledging(ack, () =>
      answering(desk, tell, async () => {
        const accountId = action.value ?? '';
        const [account] = await Promise.all([
          desk.directory.get(accountId, { consistent: true }),
          requireAdmin(desk, body.user.id, accountId),
        ]);
        // Whoever clicks twice, or after somebody else, finds done what they wanted.
        if (account === undefined) return;
        try {
          await desk.directory.disconnect(accountId, account, body.user.id, desk.now());
        } catch (error) {
          if (!(error instanceof LostRace)) throw error;
          await tell(
            privately([
              'Somebody changed this connection at the same moment. Nothing was disconnected; look at it again.',
            ]),
          );
        }
      }),
    );
  };
}
