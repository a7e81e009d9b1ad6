import { answerView } from '../../blocks/answer-view.ts';
import { type ListPage, listBlocks, listView, loadingList } from '../../blocks/list.ts';
import { readListRef } from '../../blocks/list-ref.ts';
import { fallback } from '../../blocks/rich.ts';
import { acknowledging } from '../acknowledging.ts';
import { answering, explain, privately, tellerOf } from '../answering.ts';
import type { FrontDesk } from '../front-desk.ts';
import { listPage } from '../lists.ts';
import { fillModal, showModal } from '../modals.ts';
import type { ButtonClick } from './click.ts';

/** Shows a list: as a private message beside the one that was clicked in, or in a modal. */
export function list(desk: FrontDesk) {
  return async ({ ack, action, body, respond }: ButtonClick): Promise<void> => {
    await acknowledging(ack, (acked) =>
      answering(desk, tellerOf(desk, { body, respond }), async () => {
        const ref = readListRef(action.value);
        const asker = { userId: body.user.id, channel: body.channel?.id };
        if (body.view === undefined) {
          await acked();
          await respond(inMessage(await listPage(desk, asker, ref), false));
          return;
        }
        const { view } = await showModal(desk.slack, body, loadingList());
        await acked();
        const filled = await listPage(desk, asker, ref).then(listView, (error: unknown) =>
          answerView(privately(explain(desk, error)).blocks),
        );
        await fillModal(desk.slack, view?.id, filled);
      }),
    );
  };
}

/** Turns the page of a list, where it is. */
export function turnPage(desk: FrontDesk) {
  return async ({ ack, action, body, respond }: ButtonClick): Promise<void> => {
    await ack();
    await answering(desk, tellerOf(desk, { body, respond }), async () => {
      const asker = { userId: body.user.id, channel: body.channel?.id };
      const page = await listPage(desk, asker, readListRef(action.value));
      if (body.view === undefined) await respond(inMessage(page, true));
      else await fillModal(desk.slack, body.view.id, listView(page));
    });
  };
}

function inMessage(page: ListPage, replace_original: boolean) {
  const blocks = listBlocks(page);
  return { response_type: 'ephemeral' as const, replace_original, text: fallback(blocks), blocks };
}
