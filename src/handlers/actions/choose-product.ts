import type { BlockAction, SlackActionMiddlewareArgs } from '@slack/bolt';
import { readRequestView } from '../../blocks/request-view.ts';
import { drawRequest, withProductChosen } from '../asking.ts';
import type { FrontDesk } from '../front-desk.ts';

/** A product was chosen in the modal that asks for access: it offers its tables. */
export function chooseProduct(desk: FrontDesk) {
  return async ({ ack, body }: SlackActionMiddlewareArgs<BlockAction>): Promise<void> => {
    await ack();
    const { view, user } = body;
    if (view === undefined) return;
    const { fields } = readRequestView(view);
    await desk.redraw(view, async () => drawRequest(desk, user.id, await withProductChosen(desk, user.id, fields)));
  };
}
