import type { BlockSuggestion, SlackOptionsMiddlewareArgs } from '@slack/bolt';
import { foundColumns } from '../../blocks/decision/column-fields.ts';
import { foundTables } from '../../blocks/decision/table-field.ts';
import { readDecisionView } from '../../blocks/decision/view.ts';
import type { Found } from '../../blocks/option.ts';
import { type Offer, offerOf } from '../../mesh/offer.ts';
import type { FrontDesk } from '../front-desk.ts';

/** Answers a search for tables in the modal of a decision. */
export function tables(desk: FrontDesk) {
  return searching(desk, foundTables);
}

/** Answers a search for columns in the modal of a decision. */
export function columns(desk: FrontDesk) {
  return searching(desk, foundColumns);
}

/** From what was read when the modal was opened. */
function searching(desk: FrontDesk, find: (offer: Offer, typed: string) => Found) {
  return async ({ ack, body, options }: SlackOptionsMiddlewareArgs<'block_suggestion'>): Promise<void> => {
    const offer = await offerFor(desk, body);
    await ack(find(offer, options.value));
  };
}

async function offerFor(desk: FrontDesk, { view, user }: BlockSuggestion): Promise<Offer> {
  const { about } = readDecisionView(view);
  const read = await desk.subscriptions.get(about.subscriptionId);
  return read?.readable ? desk.offers.of(about.kind, read.subscription, `slack-${user.id}`) : offerOf({ tables: [] });
}
