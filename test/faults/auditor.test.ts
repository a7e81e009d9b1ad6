import { describe, expect, it } from 'vitest';
import { audit } from '../../bench/auditor/audit.ts';
import type { Facts, Item, Message } from '../../bench/auditor/facts.ts';

const RITA = 'arn:aws:sts::555555555555:assumed-role/DataMeshAdminProducer-111111111111/slack-U0RITA';
const TABLE = 'tpcds-111111111111/web_sales';
const CREATED = '2026-11-23 06:21:57';

const record = (over: Item = {}): Item => ({
  SubscriptionId: 'granted',
  Status: 'Active',
  OwnerPrincipal: '111111111111',
  SubscriberPrincipal: '999999999999',
  DatabaseName: 'tpcds-111111111111',
  TableName: ['web_sales'],
  RequestedGrants: ['SELECT'],
  PermittedGrants: ['SELECT'],
  GrantableGrants: ['SELECT'],
  GrantedTableARNs: [`arn:aws:glue:us-east-1:555555555555:table/${TABLE}`],
  CreationDate: CREATED,
  CreatedBy: 'arn:aws:sts::555555555555:assumed-role/DataMeshAdminConsumer-999999999999/maya.lindqvist',
  UpdatedDate: '2026-11-23 07:00:00',
  UpdatedBy: RITA,
  ...over,
});
const waiting = (over: Item = {}): Item => {
  const { PermittedGrants, GrantableGrants, GrantedTableARNs, UpdatedDate, UpdatedBy, ...asked } = record();
  return { ...asked, SubscriptionId: 'waiting', Status: 'Pending', ...over };
};
const event = (number: number, what: string, over: Item = {}): Item => ({
  ...{ pk: 'subscription#granted', sk: `event#${number}`, what, kind: 'approve', by: 'U0RITA' },
  ...{ operationId: 'first', requested: CREATED, ...over },
});
const card = (subscriptionId: string, shows: string, over: Partial<Message> = {}): Message => ({
  ...{ channel: 'C0RETAIL', ts: `1.${subscriptionId}`, text: 'A card' },
  blocks: [{ type: 'rich_text', text: shows }, ...(shows === 'open' ? [{ type: 'button', action_id: 'approve' }] : [])],
  metadata: { event_type: 'meshdesk_message', event_payload: { subscriptionId, slot: 'card#C0RETAIL' } },
  ...over,
});

/** One request that was granted, one that waits, and everything as it should be. */
function inOrder(): Facts {
  return {
    grants: [{ principal: '999999999999', table: TABLE, permissions: ['SELECT'], grantable: ['SELECT'] }],
    owners: { [TABLE]: '111111111111' },
    records: [record(), waiting()],
    desk: [
      {
        ...{ pk: 'account#111111111111', sk: 'account', channel: 'C0RETAIL' },
        approvers: { users: [], groups: ['S0RETAIL'] },
      },
      event(1, 'claimed'),
      event(2, 'done'),
    ],
    messages: [card('granted', 'Access granted'), card('waiting', 'open')],
    groups: { S0RETAIL: ['U0RITA'] },
    writes: [{ operation: 'BatchGrantPermissions', principal: RITA }],
  };
}

/** Breaks the state in one way. */
type Break = (facts: Facts) => void;
const grant = (facts: Facts) => facts.grants[0] as Facts['grants'][number];

const BROKEN: [number, string, Break][] = [
  [1, 'a request that waits has no card', (facts) => facts.messages.pop()],
  [1, 'a request that waits has two live cards', (facts) => facts.messages.push(card('waiting', 'open', { ts: '2' }))],
  [
    1,
    'a live card is in a foreign channel',
    (facts) => Object.assign(facts.messages[1] ?? {}, { channel: 'C0FINANCE' }),
  ],
  [
    1,
    'a card of what is granted can be approved',
    (facts) => facts.messages.push(card('granted', 'open', { ts: '2' })),
  ],
  [1, 'a card says something else than the record', (facts) => Object.assign(facts.messages[0] ?? {}, { blocks: [] })],
  [
    1,
    'a card does not say that the last decision was carried out in part',
    (facts) =>
      facts.desk.push(event(3, 'claimed', { operationId: 'third' }), event(4, 'partly', { operationId: 'third' })),
  ],
  [
    2,
    'two decisions are taken at once',
    (facts) => facts.desk.splice(2, 0, event(1.5, 'claimed', { operationId: 'second' })),
  ],
  [2, 'a decision is taken after another', (facts) => facts.desk.push(event(3, 'claimed', { operationId: 'second' }))],
  [2, 'what is done is taken back', (facts) => facts.desk.push(event(3, 'taking back'), event(4, 'failed'))],
  [2, 'a decision ends that was not taken', (facts) => facts.desk.push(event(3, 'done', { operationId: 'second' }))],
  [
    3,
    'something is granted to somebody without a subscription',
    (facts) => Object.assign(grant(facts), { principal: '333333333333' }),
  ],
  [3, 'more is granted than a subscription lists', (facts) => grant(facts).permissions.push('INSERT')],
  [3, "somebody else's table is granted", (facts) => Object.assign(facts.owners, { [TABLE]: '222222222222' })],
  [3, 'the approver is none', (facts) => Object.assign(facts.groups, { S0RETAIL: [] })],
  [3, 'the approval was never claimed', (facts) => facts.desk.splice(1, 2)],
  [3, 'the consumer wrote Active', (facts) => Object.assign(facts.records[0] ?? {}, { UpdatedBy: record().CreatedBy })],
  [4, 'a grant is missing', (facts) => facts.grants.pop()],
  [4, 'a permission is missing', (facts) => Object.assign(grant(facts), { permissions: ['DESCRIBE'] })],
  [4, 'a grant option is missing', (facts) => Object.assign(grant(facts), { grantable: [] })],
  [
    5,
    'an operation is still under way',
    (facts) => facts.desk.push({ pk: 'subscription#x', sk: 'operation', listing: 'unfinished' }),
  ],
  [
    5,
    'a message is still being posted',
    (facts) => facts.desk.push({ pk: 'subscription#x', sk: 'card#C', postingSince: 'then' }),
  ],
  [5, 'a message is behind', (facts) => facts.desk.push({ pk: 'subscription#x', sk: 'arrears', listing: 'arrears' })],
  [6, 'an attribute has another type', (facts) => Object.assign(facts.records[0] ?? {}, { Notes: ['a list'] })],
  [6, 'an attribute is none of the library', (facts) => Object.assign(facts.records[0] ?? {}, { DecidedIn: 'Slack' })],
  [
    6,
    'a time has another form',
    (facts) => Object.assign(facts.records[0] ?? {}, { UpdatedDate: '2026-11-23T07:00:00Z' }),
  ],
  [
    7,
    'the bot writes in its own name',
    (facts) =>
      facts.writes.push({
        operation: 'GrantPermissions',
        principal: 'arn:aws:sts::555555555555:assumed-role/DataMeshAdminProducer-111111111111/meshdesk',
      }),
  ],
  [
    7,
    'the bot writes as itself',
    (facts) => facts.writes.push({ operation: 'PutResourcePolicy', principal: 'arn:aws:iam::555555555555:user/local' }),
  ],
  [
    8,
    'a message shows what a program stumbled over',
    (facts) => Object.assign(facts.messages[0] ?? {}, { text: 'by undefined' }),
  ],
  [9, 'a message rings everybody', (facts) => Object.assign(facts.messages[0] ?? {}, { text: '<!channel> look' })],
];

describe('the auditor', () => {
  it('finds nothing where everything is in order', () => {
    expect(audit(inOrder())).toEqual([]);
  });

  it('nor where what was done is carried out once more', () => {
    const facts = inOrder();
    facts.desk.push(event(3, 'again'), event(4, 'done'));
    expect(audit(facts)).toEqual([]);
  });

  it.each(BROKEN)('finds promise %i broken when %s', (promise, _what, breaks) => {
    const facts = inOrder();
    breaks(facts);
    expect(audit(facts).map((finding) => finding.promise)).toContain(promise);
  });
});
