import type { KnownBlock } from '@slack/types';
import type { Phase } from '../mesh/phase.ts';
import type { MessageContent } from './card.ts';
import type { RequestFacts } from './facts.ts';
import { fitsMessage, fitting } from './fitting.ts';
import { grantedLines, isGrantedOtherwise } from './granted.ts';
import { importButton, importLines } from './import.ts';
import { shorten } from './limits.ts';
import { otherNotes, reason } from './reason.ts';
import { bold, escaped, line, mention, moment, type Piece, requestFoot, rich } from './rich.ts';
import { SHOWN_TABLES } from './tables.ts';
import { accountName, permissions, requester, whatIsAsked } from './words.ts';

/** What the subscriber's channel is told of a request. */
export function notice(facts: RequestFacts): MessageContent {
  const { subscription } = facts;
  return {
    text: escaped(shorten(`${WORDS[facts.phase.is]}: access to ${subscription.DatabaseName}`, 300)),
    blocks: fitting(SHOWN_TABLES, (most) => blocksOf(facts, most), fitsMessage),
  };
}

function blocksOf(facts: RequestFacts, mostTables: number): KnownBlock[] {
  return [
    rich(line(...news(facts)), ...reason(facts), ...details(facts, mostTables), ...importLines(facts)),
    ...importButton(facts),
    requestFoot(facts.subscription.SubscriptionId),
  ];
}

const WORDS: Record<Phase['is'], string> = {
  open: 'Asked',
  running: 'Being decided',
  partly: 'Granted in part',
  active: 'Granted',
  denied: 'Denied',
  deleted: 'Ended',
};

function news(facts: RequestFacts): Piece[] {
  const { subscription, phase, owner } = facts;
  const what = [bold(permissions(subscription.RequestedGrants)), ' on ', ...whatIsAsked(subscription)];
  const ownerName = shorten(accountName(owner, subscription.OwnerPrincipal), 100).replace(
    /^account (?=\d+$)/,
    'Account ',
  );
  switch (phase.is) {
    case 'open':
      return ['📨 ', requester(facts), ' asked for ', ...what, `. ${ownerName} has to decide.`];
    case 'running':
      return ['⏳ ', mention(phase.operation.actor), ' decided on ', ...what, '; it is being carried out.'];
    case 'partly':
      return ['⚠️ ', ...what, ` could be granted in part only. ${ownerName} is told and can retry.`];
    case 'active':
      return ['✅ ', requester(facts), ': ', ...what, ...howGranted(facts), ...by(facts), '.'];
    case 'denied':
      return ['⛔ ', requester(facts), ': ', ...what, ' was denied', ...by(facts), '.'];
    case 'deleted':
      return [
        '🗑️ ',
        requester(facts),
        ': the access to ',
        ...whatIsAsked(subscription),
        ' was ended',
        ...by(facts),
        '.',
      ];
  }
}

function howGranted(facts: RequestFacts): Piece[] {
  const { phase } = facts;
  const meshdesk =
    phase.is === 'active' && phase.decision.through === 'meshdesk' ? phase.decision.operation : undefined;
  if (meshdesk?.order.kind === 'change') return [' was granted, and ', bold('the grants were changed')];
  return isGrantedOtherwise(facts) ? [' was granted ', bold('with changes')] : [' was granted'];
}

function by({ phase }: RequestFacts): Piece[] {
  if (!('decision' in phase)) return [];
  const { decision } = phase;
  if (decision.through === 'record') return decision.by === '' ? [] : [` by ${shorten(decision.by, 100)}`];
  return [' by ', mention(decision.operation.actor), ' · ', moment(new Date(decision.operation.claimedAt))];
}

function details(facts: RequestFacts, mostTables: number) {
  const { phase } = facts;
  if (!('decision' in phase)) return [];
  const notes =
    phase.decision.through === 'meshdesk'
      ? [phase.decision.operation.order.notes].filter((text) => text !== undefined && text !== '')
      : otherNotes(facts);
  const words = notes.slice(0, 5).map((text) => line(`“${shorten(text ?? '', 250)}”`));
  if (phase.is !== 'active') return words;
  return [...grantedLines(facts, mostTables), ...words];
}
