import pLimit from 'p-limit';
import type { Operation } from '../../mesh/operation.ts';
import type { ListedCard } from '../../mesh/stores/card-lists.ts';
import type { CardList } from '../../mesh/stores/messages.ts';
import { isOpen, type ReadSubscription } from '../../mesh/subscription.ts';
import type { FrontDesk } from '../front-desk.ts';
import { standingOf } from '../request-state.ts';
import { unreadableEdition } from '../wanted.ts';
import { attempt } from './attempt.ts';
import { noteBehind } from './behind.ts';
import type { Through } from './pass.ts';

/** Cards that are looked at in one step; of those that have no list yet, items of the table. */
const A_STEP = 1_000;
/** Cards that are put into a list at once. */
const AT_ONCE = 10;

/** Cards that wait for a decision: whoever clicks on one that is behind decides in vain. */
export const WAITING_CARDS: Through = { ...through('waiting cards'), everyMs: 15 * 60_000, mostSteps: 20 };

/** Cards of what was decided, and can be decided otherwise. However many there are, they cost no more than a step a minute. */
export const STANDING_CARDS: Through = { ...through('standing cards'), everyMs: 6 * 3_600_000, mostSteps: 1 };

/**
 * Every card was drawn when record and operation stood as they do, and has a record. What has none, or an older one, is noted as
 * behind. A step is a call for the cards, and one for each hundred of them, of their records and of their operations.
 */
function through(list: CardList): Pick<Through, 'name' | 'step'> {
  return {
    name: list,
    async step(desk, cursor) {
      const { cards, next } = await (await desk.cardLists()).page(list, A_STEP, cursor);
      const ids = [...new Set(cards.map(({ id }) => id))];
      const records = await desk.subscriptions.many(ids, { consistent: false });
      // Operations after records: an operation ends when its record is settled.
      const operations = await desk.operations.many(ids);
      await noteBehind(
        desk,
        cards.filter((card) => isBehind(card, records.get(card.id), operations.get(card.id))),
      );
      return { next };
    },
  };
}

function isBehind(card: ListedCard, read: ReadSubscription | undefined, operation: Operation | undefined): boolean {
  if (card.ts === undefined || read === undefined) return true;
  if (!read.readable) return card.edition !== unreadableEdition(read.unreadable);
  const { subscription } = read;
  return card.edition !== subscription.CreationDate || card.stands !== standingOf(subscription, operation);
}

/** Once in the life of a table: cards that earlier releases have drawn get into the lists. */
export const UNLISTED_CARDS: Through = {
  name: 'unlisted cards',
  everyMs: Number.POSITIVE_INFINITY,
  mostSteps: 5,
  async step(desk: FrontDesk, cursor) {
    const lists = await desk.cardLists();
    const { cards, next } = await lists.unlisted(A_STEP, cursor);
    const records = await desk.subscriptions.many(
      cards.map(({ id }) => id),
      { consistent: false },
    );
    const listOf = ({ id }: ListedCard): CardList => {
      const read = records.get(id);
      return read?.readable && isOpen(read.subscription) ? 'waiting cards' : 'standing cards';
    };
    const limit = pLimit(AT_ONCE);
    const enlist = (card: ListedCard) => attempt(desk, card.id, () => lists.enlist(card, listOf(card)));
    await Promise.all(cards.map((card) => limit(() => enlist(card))));
    return { next };
  },
};
