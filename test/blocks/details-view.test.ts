import { describe, expect, it } from 'vitest';
import { detailsView } from '../../src/blocks/details-view.ts';
import type { HistoryEvent } from '../../src/mesh/stores/operations.ts';
import { anOperation, anOutlook, aSubscription, aTable, facts } from '../support/factories.ts';
import { date, list, richText, section, text, user } from '../support/rich-text.ts';

const table = aTable({
  tags: { domain: ['retail', 'sales'] },
  columns: [
    { name: 'email', type: 'string', partition: false, tags: { sensitivity: ['personal'] } },
    { name: 'sold_date', type: 'date', partition: true, tags: {} },
  ],
});
const outlook = anOutlook({ tables: [table], leftOut: [{ asked: 'returns_.*', reason: 'not-a-pattern' }] });
const event: HistoryEvent = {
  eventId: '01JD0000000000000000000000',
  at: '2026-11-23T06:30:00.000Z',
  what: 'done',
  kind: 'deny',
  by: 'U0RITA',
  operationId: '01JD0000000000000000000001',
  requested: '2026-11-20 00:00:00',
  notes: 'not yet',
};
const heading = richText(
  section(text('Marketing (999999999999)', 'bold'), text(' asks '), text('Retail (111111111111)', 'bold')),
  section(
    text('for '),
    text('SELECT and DESCRIBE', 'bold'),
    text(' on '),
    text('web_sales', 'code'),
    text(' and '),
    text('store_sales', 'code'),
    text(' of '),
    text('tpcds-111111111111', 'code'),
  ),
  section(text('asked by '), text('maya.lindqvist'), text(' · '), date('2026-11-23 06:21', '57')),
  section(
    text('status in the table: '),
    text('Pending', 'bold'),
    text(' · request '),
    text('KsW3zj257VX4YAnKjg2rt8', 'code'),
  ),
);

describe('the details of a request', () => {
  it('show every table with its schema, tags and location, what is left out, and what was decided', () => {
    expect(detailsView(facts(aSubscription(), { outlook }), [event])).toEqual({
      type: 'modal',
      callback_id: 'details_view',
      title: { type: 'plain_text', text: 'Request details' },
      close: { type: 'plain_text', text: 'Close' },
      blocks: [
        heading,
        richText(
          section(
            text('web_sales', 'code'),
            text(' · '),
            text('holds nothing → '),
            text('DESCRIBE and SELECT', 'bold'),
            text('\n'),
            text('s3://retail-lake/tpcds/web_sales', 'italic'),
            text('\n'),
            text('🏷️ domain=retail/sales'),
          ),
          list(
            0,
            section(text('🔒 '), text('email', 'code'), text(' string · sensitivity=personal')),
            section(text('sold_date', 'code'), text(' date · partition')),
          ),
        ),
        richText(
          section(text('Left out', 'bold')),
          list(0, section(text('returns_.*', 'code'), text(' is neither a table nor a regular expression'))),
        ),
        { type: 'divider' },
        richText(
          section(text('History', 'bold')),
          list(
            0,
            section(
              text('The denial by '),
              user('U0RITA'),
              text(' was carried out'),
              text(' · '),
              date('2026-11-23 06:30'),
              text(' — “not yet”'),
            ),
          ),
        ),
      ],
    });
  });

  it('say why it was asked for, and the notes of decisions with the decisions alone', () => {
    const record = aSubscription({ Notes: ['for the campaign', 'not yet'] });
    const operation = anOperation({ state: 'running', reason: ['for the campaign'] });
    const shown = detailsView(facts(record, { operation }), [event]);
    const quote = { type: 'rich_text_quote', elements: [text('for the campaign\n')] };
    expect(shown.blocks[0]).toEqual(richText(...heading.elements.slice(0, 3), quote, ...heading.elements.slice(3)));
    expect(JSON.stringify(shown).split('not yet')).toHaveLength(2);
  });

  it('of what was granted say what that is, and what is held now, and propose nothing', () => {
    const record = aSubscription({ Status: 'Active', UpdatedDate: '2026-11-23 06:30:00', PermittedGrants: ['SELECT'] });
    const held = { permissions: ['DESCRIBE' as const, 'SELECT' as const], grantable: [], rowFilter: 'id > 1' };
    const look = anOutlook({ tables: [aTable({ held })] });
    const shown = JSON.stringify(detailsView(facts(record, { outlook: look }), [], { decides: true }).blocks);
    for (const words of ['What the account holds now', 'DESCRIBE and SELECT (some rows)', 'may pass nothing on'])
      expect(shown).toContain(words);
    expect(shown).not.toContain('→');
  });

  it('while a change is carried out say what is held, and not what approving would change', () => {
    const record = aSubscription({ Status: 'Active', UpdatedDate: '2026-11-23 06:30:00' });
    const order = { kind: 'change' as const, grantPermissions: ['SELECT'], notes: 'n' };
    const operation = anOperation({ state: 'running', order });
    const shown = JSON.stringify(detailsView(facts(record, { operation, outlook }), []).blocks);
    expect(shown).toContain('What the account holds now');
    expect(shown).not.toContain('→');
  });

  it('say what could be passed on where it can be approved', () => {
    const words = 'could pass DESCRIBE and SELECT on to anybody';
    expect(JSON.stringify(detailsView(facts(aSubscription(), { outlook }), [], { decides: true }))).toContain(words);
    expect(JSON.stringify(detailsView(facts(aSubscription(), { outlook }), []))).not.toContain(words);
  });

  it('of a table without columns show the table', () => {
    const bare = anOutlook({ tables: [aTable({ columns: [], location: null })] });
    expect(detailsView(facts(aSubscription(), { outlook: bare }), []).blocks[1]).toEqual(
      richText(
        section(text('web_sales', 'code'), text(' · '), text('holds nothing → '), text('DESCRIBE and SELECT', 'bold')),
      ),
    );
  });

  it('say that nobody has decided yet', () => {
    expect(detailsView(facts(), []).blocks).toEqual([
      heading,
      { type: 'divider' },
      richText(section(text('History', 'bold')), section(text('Nobody has decided through Meshdesk yet.'))),
    ]);
  });
});
