import { card } from '../blocks/card.ts';
import type { RequestFacts } from '../blocks/facts.ts';
import { foreignReport, isFalseClaim } from '../blocks/foreign-report.ts';
import { notice } from '../blocks/notice.ts';
import { isTroublesome, takingBackNote } from '../blocks/taking-back.ts';
import { unreadableCard } from '../blocks/unreadable-card.ts';
import type { Operation } from '../mesh/operation.ts';
import type { CardList, KeptMessage } from '../mesh/stores/messages.ts';
import type { UnreadableSubscription } from '../mesh/subscription.ts';
import { digest, type RequestState } from './request-state.ts';
import type { Place, WantedMessage } from './topic.ts';

/**
 * The messages that a request needs: the card in its owner's channel (or the admins', while nobody has connected the owner), what
 * the subscriber's channel is told, and what the admins have to hear.
 */
export function wantedMessages(state: RequestState, adminChannel: string): WantedMessage[] {
  switch (state.is) {
    case 'removed':
      return takingBack(state.takingBack, adminChannel);
    case 'unreadable': {
      const edition = unreadableEdition(state.unreadable);
      const content = unreadableCard(state.unreadable);
      return [
        { ...at('card', adminChannel), edition, content, listing: 'standing cards' },
        ...takingBack(state.takingBack, adminChannel),
      ];
    }
    case 'request': {
      const { facts, stands } = state;
      const listing = listOf(facts);
      return [
        { ...ownersCard(facts, adminChannel), content: card(facts), stands, ...(listing && { listing }) },
        ...subscribers(facts),
        ...admins(facts, adminChannel),
        ...takingBack(facts.takingBack, adminChannel),
      ];
    }
  }
}

/** The first of them, as far as it is known before anybody looks into the lake or draws it. */
export function firstWanted(state: RequestState, adminChannel: string): Place | undefined {
  return state.is === 'request' ? ownersCard(state.facts, adminChannel) : wantedMessages(state, adminChannel)[0];
}

export const unreadableEdition = ({ problems }: UnreadableSubscription): string => `unreadable ${problems.join('; ')}`;

/** Where the sweep comes by the card; null: nothing can be decided on it any more. */
function listOf({ phase, stillGranted }: RequestFacts): CardList | null {
  switch (phase.is) {
    case 'open':
    case 'running':
    case 'partly':
      return 'waiting cards';
    case 'active':
    case 'denied':
      return 'standing cards';
    case 'deleted':
      return stillGranted === undefined ? null : 'standing cards';
  }
}

/** Cards that stand where none is wanted any more, and after the record's removal all messages: they are closed. */
export function unwanted(
  kept: readonly KeptMessage[],
  wanted: readonly WantedMessage[],
  state: RequestState,
): KeptMessage[] {
  return kept
    .filter(({ slot }) => state.is === 'removed' || slot.startsWith('card#'))
    .filter(({ ts, postingSince, closed }) => (ts !== undefined || postingSince !== undefined) && !closed)
    .filter(({ slot }) => !wanted.some((message) => message.slot === slot));
}

function ownersCard({ owner, subscription }: RequestFacts, adminChannel: string): Place {
  return { ...at('card', owner?.channel ?? adminChannel), edition: subscription.CreationDate };
}

function subscribers(facts: RequestFacts): WantedMessage[] {
  const { subscription, subscriber, phase } = facts;
  if (subscriber === undefined || phase.is === 'running') return [];
  const { PermittedGrants = [], GrantableGrants = [] } = subscription;
  // The record may name any number of grants, and an edition goes into the message's metadata.
  const grants = digest([PermittedGrants, GrantableGrants].map((names) => [...names].sort()));
  const edition = `${subscription.CreationDate}${'decision' in phase ? ` ${phase.is} ${grants}` : ''}`;
  return [{ ...at('notice', subscriber.channel), edition, content: notice(facts) }];
}

function admins(facts: RequestFacts, adminChannel: string): WantedMessage[] {
  if (!isFalseClaim(facts)) return [];
  const edition = `${facts.subscription.CreationDate} foreign`;
  // The admins' channel may be the subscriber's as well.
  const slot = `notice#${adminChannel}#foreign`;
  return [{ slot, channel: adminChannel, edition, content: foreignReport(facts) }];
}

/** Grants that nobody stands by any more, and that could not be taken back at once. */
function takingBack(operation: Operation | undefined, adminChannel: string): WantedMessage[] {
  if (operation === undefined || !isTroublesome(operation)) return [];
  const slot = `notice#${adminChannel}#taking-back`;
  return [{ slot, channel: adminChannel, edition: operation.operationId, content: takingBackNote(operation) }];
}

function at(kind: 'card' | 'notice', channel: string): Pick<WantedMessage, 'slot' | 'channel'> {
  return { slot: `${kind}#${channel}`, channel };
}
