import type { ActionsBlock, Button, KnownBlock } from '@slack/types';
import type { Decision, Operation } from '../mesh/operation.ts';
import type { Decided, Phase } from '../mesh/phase.ts';
import { button } from './button.ts';
import { writeButtonValue } from './button-value.ts';
import { deed } from './deeds.ts';
import type { RequestFacts } from './facts.ts';
import { fitsMessage, fitting } from './fitting.ts';
import { couldPassOn, grantedLines } from './granted.ts';
import { ACTIONS } from './ids.ts';
import { shorten } from './limits.ts';
import { otherNotes, reason } from './reason.ts';
import {
  bold,
  bullets,
  escaped,
  italic,
  line,
  mention,
  moment,
  type Piece,
  requestFoot,
  rich,
  timeAndDay,
} from './rich.ts';
import { sentenceOf } from './sentences.ts';
import { resultList, SHOWN_TABLES, tableList } from './tables.ts';
import { takingBackLine } from './taking-back.ts';
import { accountName, permissions, requester, whatIsAsked } from './words.ts';

/** A message in Slack's form; `text` is what notifications and screen readers get. */
export interface MessageContent {
  text: string;
  blocks: KnownBlock[];
}

const TITLES: Record<Phase['is'], string> = {
  open: '🔔 Access request',
  running: '⏳ Access request: being carried out',
  partly: '⚠️ Access request: done in part',
  active: '✅ Access granted',
  denied: '⛔ Access denied',
  deleted: '🗑️ Access ended',
};

/** The owner's card of a request: who asks for what, and what a decision would change or has changed. */
export function card(facts: RequestFacts): MessageContent {
  return { text: summary(facts), blocks: fitting(SHOWN_TABLES, (most) => blocksOf(facts, most), fitsMessage) };
}

function blocksOf(facts: RequestFacts, mostTables: number): KnownBlock[] {
  const { phase } = facts;
  return [
    { type: 'header', text: { type: 'plain_text', text: TITLES[phase.is], emoji: true } },
    rich(line(...whoAsks(facts)), line(italic('asked by '), requester(facts), ...when(facts)), ...reason(facts)),
    ...state(facts, mostTables),
    ...(facts.takingBack ? [rich(line(...takingBackLine(facts.takingBack)))] : []),
    ...buttons(facts),
    requestFoot(facts.subscription.SubscriptionId),
  ];
}

function whoAsks({ subscription, subscriber, phase }: RequestFacts): Piece[] {
  const asks = phase.is === 'open' || phase.is === 'running' ? ' asks for ' : ' asked for ';
  const name = shorten(accountName(subscriber, subscription.SubscriberPrincipal), 100);
  return [bold(name), asks, bold(permissions(subscription.RequestedGrants)), ' on ', ...whatIsAsked(subscription), '.'];
}

function when({ askedAt, subscription }: RequestFacts): Piece[] {
  return [' · ', askedAt === null ? subscription.CreationDate : moment(askedAt)];
}

function state(facts: RequestFacts, mostTables: number): KnownBlock[] {
  const { phase } = facts;
  const still = facts.stillGranted ? [rich(stillThere(facts.stillGranted))] : [];
  switch (phase.is) {
    case 'open':
      return [...(facts.takingBack ? [] : failure(phase.failed)), ...still, ...outlook(facts, mostTables)];
    case 'running':
    case 'partly': {
      const { operation } = phase;
      // What becomes of it is told once, below.
      if (operation.takesBack !== undefined) return [];
      const total = operation.frozen?.tables.length ?? operation.tables.length;
      const started: Piece[] = [
        mention(operation.actor),
        ` ${deed(operation.order.kind).does}`,
        note(operation.order.notes),
      ];
      const ended = operation.error && phase.is === 'partly' ? [line(...sentenceOf(operation.error))] : [];
      return [rich(line(...started), ...resultList(operation.tables, total), ...ended)];
    }
    case 'active':
    case 'denied':
    case 'deleted':
      return [
        rich(line(...decided(phase.is, phase.decision)), ...granted(facts, phase.decision, mostTables)),
        ...failure(phase.failed),
        ...still,
      ];
  }
}

/** A record can be written by any consumer, and what it says takes no grant away. */
function stillThere({ actor, claimedAt }: Decision) {
  const when = timeAndDay(new Date(claimedAt));
  return line('⚠️ What ', mention(actor), ' granted at ', when, ', may be there still: nobody revoked it in Meshdesk.');
}

function failure(operation: Operation | undefined): KnownBlock[] {
  if (operation?.error === undefined) return [];
  return [
    rich(
      line(bold('It did not work. '), mention(operation.actor), ` ${deed(operation.order.kind).did}, and: `),
      line(...sentenceOf(operation.error)),
    ),
  ];
}

function outlook(facts: RequestFacts, mostTables: number): KnownBlock[] {
  const { outlook: look, lookError, sensitive, owner, subscription } = facts;
  if (owner === undefined) {
    const sentence = `The owner, account ${subscription.OwnerPrincipal}, is not connected to Meshdesk, so nobody can decide here.`;
    return [rich(line('⚠️ ', bold(sentence), ' A mesh admin has to connect it; the card then goes to its channel.'))];
  }
  if (lookError !== undefined) return [rich(line(bold('The tables cannot be shown. '), ...sentenceOf(lookError)))];
  if (look === undefined) return [];
  const obstacle = facts.obstacle === undefined ? [] : [line('⚠️ ', ...sentenceOf(facts.obstacle))];
  const changes = rich(...obstacle, line(bold('Approve would change:')), ...tableList(look, sensitive, mostTables));
  return [changes, ...couldPassOn(facts)];
}

function decided(is: 'active' | 'denied' | 'deleted', decision: Decided): Piece[] {
  const verb = { active: 'Granted', denied: 'Denied', deleted: 'Ended' }[is];
  if (decision.through === 'meshdesk') {
    const { actor, claimedAt, order, unwritten } = decision.operation;
    const changed = order.kind === 'change' ? 'Grants changed' : verb;
    const only = unwritten ? ['. The record in the shared table has no room left to say so; this is what counts.'] : [];
    return [bold(changed), ' by ', mention(actor), ' · ', moment(new Date(claimedAt)), note(order.notes), ...only];
  }
  const by = decision.by === '' ? 'somebody' : shorten(decision.by, 100);
  return [
    bold(verb),
    ` outside Meshdesk, says the record: by ${by}`,
    ...(decision.at === null ? [] : [' · ', moment(decision.at)]),
  ];
}

function note(text: string | undefined): string {
  return text === undefined || text === '' ? '' : ` — “${shorten(text, 250)}”`;
}

function granted(facts: RequestFacts, decision: Decided, mostTables: number) {
  const { subscription, phase } = facts;
  if (phase.is !== 'active') {
    const notes = decision.through === 'record' ? otherNotes(facts).slice(0, 5) : [];
    return notes.length === 0 ? [] : [bullets(notes.map((text) => [`“${shorten(text, 250)}”`]))];
  }
  return [
    ...grantedLines(facts, mostTables),
    ...(subscription.ImportedToConsumer ? [line('📥 Imported by the consumer.')] : []),
  ];
}

function buttons(facts: RequestFacts): ActionsBlock[] {
  const { SubscriptionId: subscriptionId, CreationDate: requested, OwnerPrincipal } = facts.subscription;
  const value = writeButtonValue({ subscriptionId, requested });
  const elements = [...decisionButtons(facts), button(ACTIONS.details, 'Details', value)];
  if (facts.owner === undefined) elements.unshift(button(ACTIONS.connect, 'Connect the owner…', OwnerPrincipal));
  return [{ type: 'actions', elements }];
}

/** What can be decided now, for a place where what it would change is shown as well. */
export function decisionButtons(facts: RequestFacts): Button[] {
  const { subscription, phase, owner, outlook: look } = facts;
  const about = { subscriptionId: subscription.SubscriptionId, requested: subscription.CreationDate };
  const value = writeButtonValue({ ...about, ...(look && { planHash: look.plan.hash }) });
  const decision = (action: keyof typeof ACTIONS, label: string, style?: 'primary' | 'danger'): Button => ({
    ...button(ACTIONS[action], label, value),
    ...(style && { style }),
  });
  const elements: Button[] = [];
  if (facts.takingBack?.state === 'partly') return elements;
  if (phase.is === 'open' && owner !== undefined) {
    if (look && look.tables.length > 0 && !look.leftOut.some(({ reason }) => reason === 'foreign')) {
      if (facts.obstacle === undefined)
        elements.push({ ...decision('approve', 'Approve', 'primary'), ...ownRequestAsked(facts) });
      elements.push(decision('approveWithChanges', 'Approve with changes…'));
    }
    if (look === undefined) elements.push(decision('checkAgain', 'Check again'));
    elements.push(decision('deny', 'Deny…', 'danger'));
  }
  if (phase.is === 'partly') elements.push(decision('retry', 'Retry', 'primary'));
  if (phase.is === 'partly' && phase.operation.order.kind === 'approve')
    elements.push(decision('deny', 'Deny…', 'danger'));
  const changing = phase.is === 'partly' && phase.operation.order.kind === 'change';
  if (phase.is === 'active' || changing) {
    elements.push(decision('change', 'Change grants…'), decision('revoke', 'Revoke…', 'danger'));
  }
  if (facts.stillGranted) elements.push(decision('revoke', 'Revoke…', 'danger'));
  else if (phase.is === 'denied') elements.push(decision('approveAnyway', 'Approve anyway…'));
  return elements;
}

/** A record that names a Slack user as its requester locks nobody out, for anybody may have written it: it is asked about. */
function ownRequestAsked({ requester: by }: RequestFacts): Pick<Button, 'confirm'> {
  if (!('claimed' in by)) return {};
  const text = `The record says that ${shorten(by.session, 60)} asked for this in Slack, and Meshdesk does not know of it. If that was you, let somebody else decide.`;
  return {
    confirm: {
      title: { type: 'plain_text', text: 'Is this your own request?' },
      text: { type: 'plain_text', emoji: false, text },
      confirm: { type: 'plain_text', text: 'No, approve' },
      deny: { type: 'plain_text', text: 'Cancel' },
    },
  };
}

function summary({ subscription, subscriber, phase }: RequestFacts): string {
  const name = accountName(subscriber, subscription.SubscriberPrincipal);
  const state = phase.is === 'open' ? 'asks for' : `${TITLES[phase.is].replace(/^\S+ /, '')}:`;
  const words = `${name} ${state} ${permissions(subscription.RequestedGrants)} on ${subscription.DatabaseName}`;
  return escaped(shorten(words, 300));
}
