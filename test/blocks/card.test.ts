import { describe, expect, it } from 'vitest';
import { card } from '../../src/blocks/card.ts';
import type { Operation } from '../../src/mesh/operation.ts';
import { anOperation, anOutlook, aSubscription, aTable, facts } from '../support/factories.ts';
import { actions, button, date, foot, header, list, richText, section, text, user } from '../support/rich-text.ts';

const id = 'KsW3zj257VX4YAnKjg2rt8';
const asked = '2026-11-23 06:21:57';
const bare = JSON.stringify([id, asked, '']);
const planned = JSON.stringify([id, asked, 'a'.repeat(64)]);
const DETAILS = button('details', 'Details', bare);
const FOOT = foot(`Request ${id}`);

/** Who asks for what, which every card begins with. */
const request = (verb: string) =>
  richText(
    section(
      text('Marketing (999999999999)', 'bold'),
      text(verb),
      text('SELECT and DESCRIBE', 'bold'),
      text(' on '),
      text('web_sales', 'code'),
      text(' and '),
      text('store_sales', 'code'),
      text(' of '),
      text('tpcds-111111111111', 'code'),
      text('.'),
    ),
    section(text('asked by ', 'italic'), text('maya.lindqvist'), text(' · '), date('2026-11-23 06:21', '57')),
  );
/** The same, with the reason that was given. */
const because = (verb: string, why: string) =>
  richText(...request(verb).elements, { type: 'rich_text_quote' as const, elements: [text(`${why}\n`)] });
const columns = list(
  1,
  section(text('id bigint, email string', 'italic')),
  section(text('🔒 sensitive: '), text('email', 'code'), text(' (sensitivity=personal)')),
);
const outlook = anOutlook({
  tables: [aTable(), aTable({ name: 'store_sales', held: { permissions: ['DESCRIBE'], grantable: [] } })],
  leftOut: [{ asked: 'returns', reason: 'missing' }],
});
const changes = [
  richText(
    section(text('Approve would change:', 'bold')),
    list(
      0,
      section(
        text('web_sales', 'code'),
        text(' · 2 columns · '),
        text('holds nothing → '),
        text('DESCRIBE and SELECT', 'bold'),
      ),
    ),
    columns,
    list(
      0,
      section(
        text('store_sales', 'code'),
        text(' · 2 columns · '),
        text('holds DESCRIBE → '),
        text('DESCRIBE and SELECT', 'bold'),
      ),
    ),
    columns,
    section(text('Left out:', 'bold')),
    list(0, section(text('⚠️ '), text('returns', 'code'), text(' is not in the mesh catalog'))),
  ),
  richText(
    section(text('↪️ '), text('Marketing (999999999999) could pass DESCRIBE and SELECT on to anybody in its account.')),
  ),
];
const decide = actions(
  button('approve', 'Approve', planned, 'primary'),
  button('approve_with_changes', 'Approve with changes…', planned),
  button('deny', 'Deny…', planned, 'danger'),
  DETAILS,
);
const decided = { UpdatedDate: '2026-11-23 06:30:00', UpdatedBy: 'arn:aws:sts::555555555555:assumed-role/R/rob' };
const done = (over: Partial<Operation>) => anOperation({ state: 'done', ...over });
const byRita = (verb: string, ...more: ReturnType<typeof text>[]) =>
  section(text(verb, 'bold'), text(' by '), user('U0RITA'), text(' · '), date('2026-11-23 06:30'), ...more);

describe('the card of an open request', () => {
  it.each(['constructor', '__proto__'])('shows a table that is called %s like any other', (name) => {
    const plain = { ...aTable({ name }), columns: [{ name: 'id', type: 'bigint', partition: false, tags: {} }] };
    const looked = facts(aSubscription(), { outlook: anOutlook({ tables: [plain] }) });
    for (const known of [looked, { ...looked, sensitive: new Map() }]) {
      expect(JSON.stringify(card(known))).toContain(name);
      expect(JSON.stringify(card(known))).not.toContain('sensitive: ');
    }
  });

  it('shows who asks why for what, what a decision would change, and the buttons to decide', () => {
    const content = card(facts(aSubscription({ Notes: ['for the *campaign*'] }), { outlook }));
    expect(content).toEqual({
      text: 'Marketing (999999999999) asks for SELECT and DESCRIBE on tpcds-111111111111',
      blocks: [header('🔔 Access request'), because(' asks for ', 'for the *campaign*'), ...changes, decide, FOOT],
    });
  });

  it('says what became of the last attempt', () => {
    const operation = anOperation({ state: 'failed', error: { code: 'PlanMoved', details: {} } });
    const failure = richText(
      section(text('It did not work. ', 'bold'), user('U0RITA'), text(' approved it, and: ')),
      section(
        text(
          'What is granted has changed since this was looked at. Nothing was granted; look at the new difference and decide again.',
        ),
      ),
    );
    expect(card(facts(aSubscription(), { outlook, operation })).blocks).toEqual([
      header('🔔 Access request'),
      request(' asks for '),
      failure,
      ...changes,
      decide,
      FOOT,
    ]);
  });

  it('says why the tables cannot be shown, and lets nobody approve them unseen', () => {
    const lookError = {
      code: 'DatabaseNotFound',
      details: { databaseName: 'tpcds', accountId: '555555555555' },
    } as const;
    expect(card(facts(aSubscription(), { lookError })).blocks.slice(2)).toEqual([
      richText(
        section(
          text('The tables cannot be shown. ', 'bold'),
          text('There is no database '),
          text('tpcds', 'code'),
          text(' in the catalog of '),
          text('555555555555'),
          text('. Nothing was changed; check the name.'),
        ),
      ),
      actions(button('check_again', 'Check again', bare), button('deny', 'Deny…', bare, 'danger'), DETAILS),
      FOOT,
    ]);
  });

  it('without an owner shows who can do something about it, and no decision', () => {
    expect(card(facts(aSubscription(), { owner: undefined })).blocks.slice(2)).toEqual([
      richText(
        section(
          text('⚠️ '),
          text('The owner, account 111111111111, is not connected to Meshdesk, so nobody can decide here.', 'bold'),
          text(' A mesh admin has to connect it; the card then goes to its channel.'),
        ),
      ),
      actions(button('connect', 'Connect the owner…', '111111111111'), DETAILS),
      FOOT,
    ]);
  });

  it.each([
    ['are not the owner’s', anOutlook({ leftOut: [{ asked: 'invoices', reason: 'foreign' as const }] })],
    ['are gone', anOutlook({ tables: [], leftOut: [{ asked: 'web_sales', reason: 'missing' as const }] })],
  ])('cannot be approved when tables %s', (_why, look) => {
    expect(card(facts(aSubscription(), { outlook: look })).blocks.at(-2)).toEqual(
      actions(button('deny', 'Deny…', planned, 'danger'), DETAILS),
    );
  });
});

describe('the card of a decision under way', () => {
  it('shows who decided and each table that is done', () => {
    const operation = anOperation({
      state: 'running',
      tables: [{ table: 'web_sales', state: 'granted' }],
      frozen: { tables: ['web_sales', 'store_sales'], plan: outlook.plan },
    });
    expect(card(facts(aSubscription(), { operation }))).toEqual({
      text: 'Marketing (999999999999) Access request: being carried out: SELECT and DESCRIBE on tpcds-111111111111',
      blocks: [
        header('⏳ Access request: being carried out'),
        request(' asks for '),
        richText(
          section(user('U0RITA'), text(' approves it')),
          list(0, section(text('✅ '), text('web_sales', 'code'), text(' granted')), section(text('⏳ 1 table to go'))),
        ),
        actions(DETAILS),
        FOOT,
      ],
    });
  });

  it('shows what failed first, and lets it be retried or denied', () => {
    const operation = anOperation({
      state: 'partly',
      order: { kind: 'approve', notes: 'Enjoy' },
      tables: [
        { table: 'web_sales', state: 'granted' },
        { table: 'store_sales', state: 'failed', code: 'ThrottlingException', reason: 'Rate exceeded' },
      ],
    });
    expect(card(facts(aSubscription(), { operation })).blocks).toEqual([
      header('⚠️ Access request: done in part'),
      request(' asked for '),
      richText(
        section(user('U0RITA'), text(' approves it'), text(' — “Enjoy”')),
        list(
          0,
          section(text('❌ '), text('store_sales', 'code'), text(' Rate exceeded (ThrottlingException)')),
          section(text('✅ '), text('web_sales', 'code'), text(' granted')),
        ),
      ),
      actions(button('retry', 'Retry', bare, 'primary'), button('deny', 'Deny…', bare, 'danger'), DETAILS),
      FOOT,
    ]);
  });
});

describe('the card of a decided request', () => {
  const granted = aSubscription({
    Status: 'Active',
    ...decided,
    PermittedGrants: ['SELECT', 'DESCRIBE'],
    GrantableGrants: ['SELECT'],
    GrantedTableARNs: ['web_sales', 'store_sales'].map(
      (table) => `arn:aws:glue:us-east-1:555555555555:table/tpcds-111111111111/${table}`,
    ),
  });
  const grants = [
    section(text('SELECT and DESCRIBE', 'bold'), text(' on 2 tables.')),
    list(0, section(text('✅ '), text('web_sales', 'code')), section(text('✅ '), text('store_sales', 'code'))),
    section(text('↪️ '), text('Marketing (999999999999) may pass SELECT on to anybody in its account.')),
  ];
  const changeable = actions(
    button('change', 'Change grants…', bare),
    button('revoke', 'Revoke…', bare, 'danger'),
    DETAILS,
  );

  it('shows who granted it, and what is granted', () => {
    const operation = done({ order: { kind: 'approve', notes: 'Enjoy' } });
    expect(card(facts(granted, { operation }))).toEqual({
      text: 'Marketing (999999999999) Access granted: SELECT and DESCRIBE on tpcds-111111111111',
      blocks: [
        header('✅ Access granted'),
        request(' asked for '),
        richText(byRita('Granted', text(' — “Enjoy”')), ...grants),
        changeable,
        FOOT,
      ],
    });
  });

  it('says of a record that was written elsewhere only what the record says', () => {
    const imported = { ...granted, ImportedToConsumer: true };
    expect(card(facts(imported)).blocks.slice(2)).toEqual([
      richText(
        section(
          text('Granted', 'bold'),
          text(' outside Meshdesk, says the record: by rob'),
          text(' · '),
          date('2026-11-23 06:30'),
        ),
        ...grants,
        section(text('📥 Imported by the consumer.')),
      ),
      changeable,
      FOOT,
    ]);
  });

  it('shows the reason of a denial', () => {
    const operation = done({ order: { kind: 'deny', notes: 'No' } });
    expect(card(facts(aSubscription({ Status: 'Denied', ...decided }), { operation })).blocks).toEqual([
      header('⛔ Access denied'),
      request(' asked for '),
      richText(byRita('Denied', text(' — “No”'))),
      actions(button('approve_anyway', 'Approve anyway…', bare), DETAILS),
      FOOT,
    ]);
  });

  it.each([
    ['is being carried out', { state: 'running' }, {}, ' asks for '],
    ['is done in part', { state: 'partly' }, {}, ' asked for '],
    ['was granted', { state: 'done' }, { Status: 'Active', ...decided }, ' asked for '],
    [
      'was denied',
      { state: 'done', order: { kind: 'deny', notes: 'Enjoy' } },
      { Status: 'Denied', ...decided },
      ' asked for ',
    ],
  ] as const)(
    'still says why it was asked for when it %s, and the note of the decision once',
    (_what, over, record, verb) => {
      const operation = anOperation({
        order: { kind: 'approve', notes: 'Enjoy' },
        reason: ['for the campaign'],
        ...over,
      });
      const shown = card(facts(aSubscription({ ...record, Notes: ['Enjoy', 'for the campaign'] }), { operation }));
      expect(shown.blocks[1]).toEqual(because(verb, 'for the campaign'));
      expect(JSON.stringify(shown).split('Enjoy')).toHaveLength(2);
    },
  );

  it('takes the notes of a decision for nobody’s reason', () => {
    const notes = { Notes: ['Less', 'for the campaign', 'Enjoy'] };
    const operation = done({ order: { kind: 'change', grantPermissions: ['DESCRIBE'], notes: 'Less' } });
    const known = facts({ ...granted, ...notes }, { operation: { ...operation, reason: ['for the campaign'] } });
    expect(card(known).blocks[1]).toEqual(because(' asked for ', 'for the campaign'));
    for (const unknown of [facts({ ...granted, ...notes }, { operation }), facts({ ...granted, ...notes })])
      expect(card(unknown).blocks[1]).toEqual(request(' asked for '));
  });

  it('of a denial outside Meshdesk shows every note once, for nobody knows which is whose', () => {
    const shown = card(facts(aSubscription({ Status: 'Denied', ...decided, Notes: ['for the campaign', 'No'] })));
    for (const note of ['for the campaign', '“No”']) expect(JSON.stringify(shown).split(note)).toHaveLength(2);
  });

  it('shows who ended the access', () => {
    const operation = done({ order: { kind: 'revoke', notes: 'over' } });
    expect(card(facts(aSubscription({ Status: 'Deleted', ...decided }), { operation })).blocks).toEqual([
      header('🗑️ Access ended'),
      request(' asked for '),
      richText(byRita('Ended', text(' — “over”'))),
      actions(DETAILS),
      FOOT,
    ]);
  });
});
