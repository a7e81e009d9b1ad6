import type { BlockAction, SlackActionMiddlewareArgs } from '@slack/bolt';
import { readCreateView } from '../../blocks/create-view.ts';
import { drawCreate } from '../creating.ts';
import type { FrontDesk } from '../front-desk.ts';

/** Something was chosen or typed in the modal that creates data products: it shows what would be offered. */
export function chooseSource(desk: FrontDesk) {
  return async ({ ack, body }: SlackActionMiddlewareArgs<BlockAction>): Promise<void> => {
    await ack();
    const { view, user } = body;
    if (view === undefined) return;
    const { draft, fields } = readCreateView(view);
    await desk.redraw(view, () => drawCreate(desk, user.id, draft, fields));
  };
}
