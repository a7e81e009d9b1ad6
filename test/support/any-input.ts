import fc from 'fast-check';
import { writeButtonValue } from '../../src/blocks/button-value.ts';
import { writeAbout } from '../../src/blocks/decision/about.ts';
import { ACTIONS, SHORTCUTS, VIEWS } from '../../src/blocks/ids.ts';
import { writeListRef } from '../../src/blocks/list-ref.ts';
import type { SubjectRecord } from '../../src/handlers/stream-subjects.ts';
import { digits, KNOWN_USERS, meshTimes, text } from './arbitrary-text.ts';

/** Anything that JSON can say, or DynamoDB hold. */
const junk = fc.oneof(
  text(3_000),
  fc.constantFrom<unknown>('', null, 0, -1, 1e308, true, [], {}, '__proto__', 'constructor', '[]', '{}', 'null', '"'),
  fc.jsonValue({ maxDepth: 3 }),
);
const any = fc.oneof({ weight: 1, arbitrary: junk }, { weight: 1, arbitrary: fc.constant(undefined) });
const names = fc.array(text(3_000), { maxLength: 8 });

/** An item of the subscriptions table: as it should be, with any of its attributes replaced by anything or left out. */
export const anyItem: fc.Arbitrary<Record<string, unknown>> = fc
  .tuple(
    fc.record({
      SubscriptionId: text(256),
      Status: fc.constantFrom('Pending', 'Active', 'Denied', 'Deleted'),
      OwnerPrincipal: digits,
      SubscriberPrincipal: digits,
      DatabaseName: text(255),
      TableName: fc.oneof(
        names,
        text(3_000),
        names.map((list) => new Set(list)),
      ),
      RequestedGrants: fc.oneof(names, fc.constant(['SELECT'])),
      CreationDate: meshTimes,
      CreatedBy: text(2_048),
      UpdatedDate: fc.option(meshTimes, { nil: undefined }),
      UpdatedBy: fc.option(text(3_000), { nil: undefined }),
      PermittedGrants: fc.option(names, { nil: undefined }),
      GrantedTableARNs: fc.option(names, { nil: undefined }),
      Notes: fc.option(fc.oneof(names, text(3_000)), { nil: undefined }),
    }),
    fc.array(fc.tuple(fc.nat(13), any), { maxLength: 2 }),
    fc.dictionary(text(40), junk, { maxKeys: 2, noNullPrototype: true }),
  )
  .map(([item, changes, more]) => {
    const whole: Record<string, unknown> = { ...more, ...item };
    const known = Object.keys(item);
    for (const [at, value] of changes) whole[known[at % known.length] ?? ''] = value;
    return whole;
  });

/** A record of a stream, of whatever shape. */
export const anyStreamRecord: fc.Arbitrary<SubjectRecord> = fc.oneof(
  fc.record({
    dynamodb: fc.record({
      Keys: fc.dictionary(
        fc.constantFrom('SubscriptionId', 'pk', 'sk', 'x'),
        fc.record({
          S: fc.oneof(text(300), fc.constantFrom('operation', 'import', 'account', 'account#1', 'subscription#1')),
        }),
      ),
      NewImage: fc.dictionary(fc.constantFrom('state', 'x'), fc.record({ S: text(20) })),
    }),
  }),
  fc.constantFrom({}, { dynamodb: undefined }, { dynamodb: {} }, { dynamodb: { Keys: {} } }),
);

/** People who may decide nothing, approve nothing and connect nothing: a stranger, a guest, a bot, somebody unknown. */
const POWERLESS = ['U0GUS', 'U0MESHDESK', 'U0NOBODY', 'U0STRANGER'];
const FORM = 'application/x-www-form-urlencoded';

/** A payload of Slack's, about these requests, changed in up to four places; with the content type it comes in. */
export function anyPayload(ids: readonly string[], responseUrl: string): fc.Arbitrary<{ body: string; type: string }> {
  const about = fc.constantFrom(...ids, 'unknown').chain((subscriptionId) => {
    const value = { subscriptionId, requested: '2026-11-23 06:21:57', planHash: 'a'.repeat(64) };
    const decision = { ...value, kind: 'approve' as const, overturns: true, orderDigest: 'x' };
    return fc.constantFrom(
      ...[
        writeButtonValue(value),
        writeAbout(decision),
        writeListRef({ list: 'audit', at: '', words: [subscriptionId] }),
      ],
      ...['111111111111', 'null', JSON.stringify({ accountId: '111111111111' }), subscriptionId],
    );
  });
  const who = fc.constantFrom(...POWERLESS).map((id) => ({
    ...{ user: { id, team_id: 'T0MESHDESK' }, team: { id: 'T0MESHDESK' }, trigger_id: 'forged' },
    response_url: responseUrl,
  }));
  const state = fc.dictionary(
    fc.constantFrom(
      'reason',
      'note',
      'account',
      'product',
      'why',
      'accountId',
      'name',
      'approvers',
      'channel',
      'permissions',
    ),
    fc.dictionary(
      fc.constantFrom(
        'reason',
        'note',
        'why',
        'accountId',
        ACTIONS.product,
        ACTIONS.createAccount,
        ACTIONS.requestAccount,
      ),
      fc.record(
        {
          value: text(3_000),
          selected_option: fc.record({ value: text(150) }),
          selected_options: fc.array(fc.record({ value: text(150) }), { maxLength: 3 }),
          selected_users: fc.subarray(KNOWN_USERS),
        },
        { requiredKeys: [] },
      ),
      { maxKeys: 3, noNullPrototype: true },
    ),
    { maxKeys: 4, noNullPrototype: true },
  );
  const view = fc.record({
    ...{ id: fc.constant('V1'), type: fc.constant('modal'), hash: fc.constant('1'), blocks: fc.constant([]) },
    callback_id: fc.constantFrom(...Object.values(VIEWS)),
    private_metadata: about,
    state: fc.record({ values: state }),
  });
  const button = fc.record({
    ...{ type: fc.constant('button'), block_id: fc.constant('b'), action_ts: fc.constant('1.1') },
    action_id: fc.constantFrom(...Object.values(ACTIONS)),
    value: about,
  });
  const clicked = fc.record({
    type: fc.constant('block_actions'),
    channel: fc.constant({ id: 'C0RETAIL' }),
    actions: fc.tuple(button),
  });
  const kinds = fc.oneof(
    clicked,
    fc.tuple(clicked, view).map(([click, inside]) => ({ ...click, view: inside, container: { type: 'view' } })),
    fc.record({ type: fc.constant('view_submission'), view }),
    fc.record({
      ...{ type: fc.constant('block_suggestion'), block_id: fc.constant('b'), value: text(100), view },
      action_id: fc.constantFrom(...Object.values(ACTIONS)),
    }),
    fc.record({ type: fc.constant('shortcut'), callback_id: fc.constantFrom(...Object.values(SHORTCUTS)) }),
  );
  const changes = fc.array(fc.tuple(fc.nat(60), any), { maxLength: 4 });
  const interaction = fc.tuple(who, kinds, changes).map(([person, kind, places]) => ({
    body: new URLSearchParams({ payload: JSON.stringify(changed({ ...person, ...kind }, places)) }).toString(),
    type: FORM,
  }));
  const words = fc.constantFrom(
    'approve',
    'deny',
    'show',
    'audit',
    'connect',
    'products',
    'requests',
    'import',
    'help',
    '',
  );
  const command = fc.tuple(who, words, fc.oneof(fc.constantFrom(...ids), text(3_000))).map(([person, word, rest]) => {
    const fields = { command: '/mesh', text: `${word} ${rest}`, user_id: person.user.id, team_id: 'T0MESHDESK' };
    const more = { channel_id: 'C0RETAIL', trigger_id: 'forged', response_url: responseUrl };
    return { body: new URLSearchParams({ ...fields, ...more }).toString(), type: FORM };
  });
  const event = fc.tuple(fc.constantFrom(...POWERLESS), changes).map(([user, places]) => {
    const opened = { type: 'app_home_opened', user, tab: 'home', channel: 'D1', event_ts: '1.1' };
    const whole = { type: 'event_callback', team_id: 'T0MESHDESK', api_app_id: 'A0MESHDESK', event: opened };
    return { body: JSON.stringify(changed(whole, places)), type: 'application/json' };
  });
  return fc.oneof(
    { weight: 6, arbitrary: interaction },
    { weight: 2, arbitrary: command },
    { weight: 1, arbitrary: event },
  );
}

/** The value with something else in some of its places; what says who it is from, and where to answer, stays. */
function changed(value: Record<string, unknown>, places: readonly (readonly [number, unknown])[]): unknown {
  const whole = structuredClone(value);
  for (const [at, other] of places) {
    const slots = slotsOf(whole).filter(([, key]) => !['id', 'user', 'response_url', 'team'].includes(key));
    const [holder, key] = slots[at % slots.length] ?? [];
    if (holder === undefined || key === undefined) continue;
    holder[key] = other;
  }
  return whole;
}

function slotsOf(value: unknown): [Record<string, unknown>, string][] {
  if (typeof value !== 'object' || value === null) return [];
  const holder = value as Record<string, unknown>;
  return Object.keys(holder).flatMap((key) => [
    [holder, key] as [Record<string, unknown>, string],
    ...slotsOf(holder[key]),
  ]);
}
