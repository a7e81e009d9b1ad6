import type { MessageContent } from '../blocks/card.ts';
import type { CardList, KeptMessage, MessageStore } from '../mesh/stores/messages.ts';
import type { MessageIdentity } from './slack-messages.ts';

/** Where a message belongs, and what it is about. */
export type Place = Pick<KeptMessage, 'slot' | 'channel' | 'edition'>;

/** A message that has to be there, and what it has to show. */
export interface WantedMessage extends Place {
  content: MessageContent;
  /** How its subject stands, and where the sweep comes by to see whether it still stands so. */
  stands?: string;
  listing?: CardList;
}

/** Something that messages are kept true to; `S` is what is stored about it. */
export interface Topic<S> {
  id: string;
  /** What names it in the messages' metadata. */
  identity: { subscriptionId: string } | { productsId: string };
  kept: MessageStore;
  /** Reads consistently. */
  read(): Promise<S>;
  /** Adds what has to be looked up elsewhere; asked once for each version of what is stored. */
  lookedAt(stored: S): Promise<S>;
  wanted(state: S): WantedMessage[];
  /** The first of those, before what has to be looked up is known. */
  first(stored: S): Place | undefined;
  /** Those that stand where none is wanted any more: they are closed. */
  unwanted(kept: readonly KeptMessage[], wanted: readonly WantedMessage[], state: S): KeptMessage[];
  /** What is left of a message: a newer one took its place, or it is unwanted beside `wanted`. */
  closed(message: KeptMessage, why: { replaced: true } | { wanted: readonly WantedMessage[] }): Promise<MessageContent>;
  /** For the admins: the message could not be posted where it belongs, and why. */
  unusable(message: WantedMessage, reason: string): Promise<MessageContent>;
}

/** A topic whose messages are being drawn. */
export interface Drawing<S> extends Topic<S> {
  /** Slots whose messages may show something else than what was kept: they are drawn again. */
  unsure: Set<string>;
}

export function identityOf<S>(
  { identity }: Topic<S>,
  { slot, edition }: Pick<KeptMessage, 'slot' | 'edition'>,
): MessageIdentity {
  return { ...identity, slot, edition };
}

/** What is kept of a message besides what it shows. */
export const drawnFor = ({ stands, listing }: WantedMessage): Pick<WantedMessage, 'stands' | 'listing'> => ({
  ...(stands !== undefined && { stands }),
  ...(listing && { listing }),
});
