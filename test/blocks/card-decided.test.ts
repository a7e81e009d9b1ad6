import { describe, expect, it } from 'vitest';
import { card } from '../../src/blocks/card.ts';
import type { Operation } from '../../src/mesh/operation.ts';
import { anOperation, aSubscription, facts } from '../support/factories.ts';
import { bare, because, DETAILS, FOOT, request } from '../support/request-card.ts';
import { actions, button, date, header, list, richText, section, text, user } from '../support/rich-text.ts';

const decided = { UpdatedDate: '2026-11-23 06:30:00', UpdatedBy: 'arn:aws:sts::555555555555:assumed-role/R/rob' };
const done = (over: Partial<Operation>) => anOperation({ state: 'done', ...over });
const byRita = (verb: string, ...more: ReturnType<typeof text>[]) =>
  section(text(verb, 'bold'), text(' by '), user('U0RITA'), text(' · '), date('2026-11-23 06:30'), ...more);

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
