import { type CreationFacts, movedProductCard, productCard } from '../blocks/product-card.ts';
import { unusableChannelNote } from '../blocks/unusable-channel.ts';
import { meshDatabaseOf } from '../mesh/data-products/mesh-database.ts';
import type { FrontDesk } from './front-desk.ts';
import { keepTrue } from './messages.ts';
import type { Place, Topic, WantedMessage } from './topic.ts';

/** Makes the message of a creation show what is stored: its only writer. Throws as `keepTrue`. */
export function refreshProducts(desk: FrontDesk, productsId: string): Promise<void> {
  return keepTrue(desk, creationTopic(desk, productsId));
}

/** Null: there is no such creation. */
type CreationState = CreationFacts | null;

function creationTopic(desk: FrontDesk, productsId: string): Topic<CreationState> {
  return {
    id: productsId,
    identity: { productsId },
    kept: desk.productMessages,
    read: () => factsOf(desk, productsId),
    lookedAt: async (state) => state,
    first: (state) => (state === null ? undefined : placeOf(state, desk.adminChannel)),
    wanted: (state) => (state === null ? [] : [wantedCard(state, desk.adminChannel)]),
    unwanted: (kept, wanted) =>
      kept
        .filter(({ slot, closed }) => slot.startsWith('card#') && !closed)
        .filter(({ slot }) => !wanted.some((message) => message.slot === slot)),
    closed: async (_message, why) => movedProductCard(productsId, 'wanted' in why ? why.wanted[0]?.channel : undefined),
    unusable: async ({ channel }, reason) => unusableChannelNote({ what: 'creation', id: productsId }, channel, reason),
  };
}

async function factsOf(desk: FrontDesk, productsId: string): Promise<CreationState> {
  const creation = await desk.creations.get(productsId);
  if (creation === undefined) return null;
  const { accountId, parameters } = creation.order;
  const account = await desk.directory.get(accountId);
  return { creation, account, meshDatabase: meshDatabaseOf(parameters, accountId) };
}

/** The account's channel hears of it, or the admins where nobody connects the account any more. */
function wantedCard(facts: CreationFacts, adminChannel: string): WantedMessage {
  return { ...placeOf(facts, adminChannel), content: productCard(facts) };
}

function placeOf({ account, creation }: CreationFacts, adminChannel: string): Place {
  const channel = account?.channel ?? adminChannel;
  return { slot: `card#${channel}`, channel, edition: creation.orderedAt };
}
