import type { BlockSuggestion, SlackOptionsMiddlewareArgs } from '@slack/bolt';
import { foundColumns } from '../../blocks/decision/column-fields.ts';
import { foundTables } from '../../blocks/decision/table-field.ts';
import { readDecisionView } from '../../blocks/decision/view.ts';
import type { Found } from '../../blocks/option.ts';
import type { Offer } from '../../mesh/offer.ts';
import { weighed } from '../decision-modal.ts';
import type { FrontDesk } from '../front-desk.ts';
import { asError } from '../request-state.ts';

/** Answers a search for tables in the modal of a decision. */
export function tables(desk: FrontDesk) {
  return searching(desk, foundTables);
}

/** Answers a search for columns in the modal of a decision. */
export function columns(desk: FrontDesk) {
  return searching(desk, foundColumns);
}

/** From what was read when the modal was opened; for nobody but who may take the decision. */
function searching(desk: FrontDesk, find: (offer: Offer, typed: string) => Found) {
  return async ({ ack, body, options }: SlackOptionsMiddlewareArgs<'block_suggestion'>): Promise<void> => {
    try {
      const offer = await offerFor(desk, body);
      await ack(find(offer, options.value));
    } catch (error) {
      desk.logger.warn('the tables of a decision could not be searched', { error: asError(error) });
      await ack({ options: [] });
    }
  };
}

async function offerFor(desk: FrontDesk, { view, user }: BlockSuggestion): Promise<Offer> {
  const { about } = readDecisionView(view);
  const { subscription } = await weighed(desk, about, user.id);
  return (await desk.offers()).of(about.kind, subscription, `slack-${user.id}`);
}
