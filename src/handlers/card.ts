import type { Closing } from '../blocks/closed-card.ts';
import { grantStanding } from '../mesh/operation.ts';
import type { KeptMessage } from '../mesh/stores/messages.ts';
import type { FrontDesk } from './front-desk.ts';
import { keepTrue } from './messages.ts';
import { claimedOf, look, type RequestState, readState, withLook } from './request-state.ts';
import type { Topic, WantedMessage } from './topic.ts';
import { firstWanted, unwanted, wantedMessages } from './wanted.ts';

/** Makes the messages of a request show what is stored: the only writer of cards. Throws as `keepTrue`. */
export function refreshCard(desk: FrontDesk, subscriptionId: string): Promise<void> {
  return keepTrue(desk, requestTopic(desk, subscriptionId));
}

function requestTopic(desk: FrontDesk, subscriptionId: string): Topic<RequestState> {
  return {
    id: subscriptionId,
    identity: { subscriptionId },
    kept: desk.messages,
    read: () => readState(desk, subscriptionId),
    lookedAt: (state) => lookedAt(desk, state),
    first: (state) => firstWanted(state, desk.adminChannel),
    wanted: (state) => wantedMessages(state, desk.adminChannel),
    unwanted,
    closed: async (message, why) => {
      const { closedCard } = await import('../blocks/closed-card.ts');
      const closing: Closing = { subscriptionId, ...reasonOf(message, why) };
      const last = await lastDecision(desk, subscriptionId, message.edition);
      return closedCard({ ...closing, ...last, stillGranted: await isStillGranted(desk, subscriptionId) });
    },
    async unusable({ channel }, reason) {
      const { unusableChannelNote } = await import('../blocks/unusable-channel.ts');
      return unusableChannelNote({ what: 'request', id: subscriptionId }, channel, reason);
    },
  };
}

/** What an open request would change; of a grant that was made elsewhere, what its record claims falsely. */
async function lookedAt(desk: FrontDesk, state: RequestState): Promise<RequestState> {
  if (state.is !== 'request' || state.facts.owner === undefined) return state;
  const { phase, subscription } = state.facts;
  if (phase.is === 'open') {
    // A card that waits for its channel may be some seconds behind the lake, as it is once it hangs there; one that somebody decided on may not.
    const recent = phase.failed === undefined && !desk.turns.areFree();
    return { ...state, facts: withLook(state.facts, await look(desk, subscription, { recent })) };
  }
  if (phase.is !== 'active' || phase.decision.through === 'meshdesk') return state;
  return { ...state, facts: { ...state.facts, claimed: await claimedOf(desk, subscription) } };
}

function reasonOf(
  { slot }: KeptMessage,
  why: { replaced: true } | { wanted: readonly WantedMessage[] },
): Pick<Closing, 'reason' | 'channel'> {
  if ('replaced' in why) return { reason: slot.startsWith('card#') ? 'asked-again' : 'answered' };
  const next = why.wanted.find((message) => message.slot.startsWith('card#'))?.channel;
  return next === undefined ? { reason: 'removed' } : { reason: 'moved', channel: next };
}

async function isStillGranted({ operations }: FrontDesk, subscriptionId: string): Promise<boolean> {
  const operation = await operations.get(subscriptionId);
  return operation !== undefined && grantStanding(operation) !== undefined;
}

/** The last decision that was carried out before the next request. */
async function lastDecision(desk: FrontDesk, subscriptionId: string, edition: string): Promise<Pick<Closing, 'last'>> {
  const asked = edition.slice(0, 19);
  const done = (await desk.operations.history(subscriptionId)).filter(
    ({ what, kind, requested }) => what === 'done' && kind !== 'import' && requested === asked,
  );
  const last = done.at(-1);
  if (last === undefined) return {};
  const { kind, by, at, notes } = last;
  return { last: { kind, by, at: new Date(at), ...(notes !== undefined && { notes }) } };
}
