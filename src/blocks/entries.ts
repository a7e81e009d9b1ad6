import type { Button, KnownBlock } from '@slack/types';
import type { Account } from '../mesh/account.ts';
import type { Phase } from '../mesh/phase.ts';
import type { AccountEvent } from '../mesh/stores/directory.ts';
import { button } from './button.ts';
import { writeButtonValue } from './button-value.ts';
import type { RequestFacts } from './facts.ts';
import { type Happening, happened } from './happened.ts';
import { ACTIONS } from './ids.ts';
import { shorten, visible } from './limits.ts';
import { bold, code, group, line, listed, mention, moment, type Piece, rich } from './rich.ts';
import { accountName, count, permissions, requester, whatIsAsked } from './words.ts';

/** Which data products an event is about. */
type Products = Pick<AccountEvent, 'productsId' | 'databaseName' | 'meshDatabase' | 'tableCount'>;

const STATES: Record<Phase['is'], string> = {
  open: '🔔 waits for a decision',
  running: '⏳ being carried out',
  partly: '⚠️ done in part',
  active: '✅ granted',
  denied: '⛔ denied',
  deleted: '🗑️ ended',
};

const VERBS: Record<Phase['is'], string> = {
  open: 'asks for',
  running: 'asks for',
  partly: 'asks for',
  active: 'holds',
  denied: 'asked for',
  deleted: 'held',
};

/** A request or subscription in a list: who, what, how it stands, and a way in. `place` tells it from the others of its view. */
export function requestEntry(facts: RequestFacts, place: string): KnownBlock[] {
  const { subscription, subscriber, owner, askedAt, phase } = facts;
  const granted = phase.is === 'active' ? (subscription.PermittedGrants ?? []) : subscription.RequestedGrants;
  const asked = askedAt === null ? shorten(subscription.CreationDate, 40) : moment(askedAt);
  return [
    rich(
      line(
        bold(named(subscriber, subscription.SubscriberPrincipal)),
        ` ${VERBS[phase.is]} ${shorten(permissions(granted), 100)} on `,
        ...whatIsAsked(subscription),
      ),
      line(
        `${STATES[phase.is]} · of ${named(owner, subscription.OwnerPrincipal)} · asked by `,
        requester(facts),
        ' · ',
        asked,
      ),
    ),
    { type: 'actions', block_id: place, elements: [openButton(facts)] },
  ];
}

/** An account in the list of connections, for admins. */
export function accountEntry(account: Account, place: string): KnownBlock[] {
  const { accountId, name, producer, consumer, channel, approvers, members, selfApproval } = account;
  const roles = [producer ? 'producer' : '', consumer ? 'consumer' : ''].filter(Boolean).join(' and ') || 'no role';
  return [
    rich(
      line(bold(shorten(name, 80)), ' ', code(accountId), ` · ${roles} · `, { type: 'channel', channel_id: channel }),
      line(
        'approvers: ',
        ...people(approvers),
        ' · members: ',
        ...people(members),
        ...(selfApproval ? [' · self-approval allowed'] : []),
      ),
    ),
    {
      type: 'actions',
      block_id: place,
      elements: [button(ACTIONS.connect, 'Edit…', accountId), disconnectButton(account)],
    },
  ];
}

/** Something that happened to an account, or to a request of it, which it then leads to. */
export function eventEntry(
  event: Happening & Products & { subscriptionId?: string; account?: Account },
  place: string,
): KnownBlock[] {
  const { subscriptionId, account } = event;
  if (subscriptionId === undefined) {
    const products = whichProducts(event);
    const whose: Piece[] =
      account === undefined ? [] : [`${products.length > 0 ? ' · ' : ''}${named(account, account.accountId)}`];
    const about = [...products, ...whose];
    return [rich(line(...happened(event)), ...(about.length > 0 ? [line(...about)] : []))];
  }
  const value = writeButtonValue({ subscriptionId, requested: '' });
  return [
    rich(line(...happened(event)), line('request ', code(subscriptionId))),
    { type: 'actions', block_id: place, elements: [button(ACTIONS.details, 'Open', value)] },
  ];
}

/** "data products of tpcds as tpcds-111111111111 · 24 tables · 01JD…" */
function whichProducts({ databaseName, meshDatabase, tableCount, productsId }: Products): Piece[] {
  if (databaseName === undefined) return [];
  return [
    'data products of ',
    code(databaseName),
    ...(meshDatabase === undefined ? [] : [' as ', code(meshDatabase)]),
    ...(tableCount === undefined ? [] : [` · ${count(tableCount, 'table')}`]),
    ...(productsId === undefined ? [] : [' · ', code(productsId)]),
  ];
}

/** A few people and groups, by mention. */
export function people({ users, groups }: Account['approvers'], most = 6): Piece[] {
  const all: Piece[] = [...groups.map(group), ...users.map(mention)];
  if (all.length === 0) return ['nobody'];
  const rest = all.length - most;
  return rest > 0 ? [...listed(all.slice(0, most), ', '), ` and ${rest} more`] : listed(all);
}

/** The account by its name, shortened for a line that holds more. */
export function named(account: Account | undefined, accountId: string): string {
  return shorten(accountName(account, accountId), 100);
}

function openButton({ subscription }: RequestFacts): Button {
  const { SubscriptionId: subscriptionId, CreationDate: requested } = subscription;
  return button(ACTIONS.details, 'Open', writeButtonValue({ subscriptionId, requested: requested.slice(0, 64) }));
}

function disconnectButton({ accountId, name }: Account): Button {
  return {
    ...button(ACTIONS.disconnect, 'Disconnect…', accountId),
    style: 'danger',
    confirm: {
      title: { type: 'plain_text', text: 'Disconnect this account?' },
      text: {
        type: 'plain_text',
        emoji: false,
        text: `Nobody can then decide or ask for ${shorten(visible(name), 80)} in Slack; cards that wait go to the admin channel. What is granted stays granted.`,
      },
      confirm: { type: 'plain_text', text: 'Disconnect' },
      deny: { type: 'plain_text', text: 'Keep it' },
      style: 'danger',
    },
  };
}
