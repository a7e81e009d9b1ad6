import { describe, expect, it } from 'vitest';
import { card } from '../../src/blocks/card.ts';
import { anOperation, anOutlook, aSubscription, aTable, facts } from '../support/factories.ts';
import { bare, because, DETAILS, FOOT, planned, request } from '../support/request-card.ts';
import { actions, button, header, list, richText, section, text, user } from '../support/rich-text.ts';

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
