import { describe, expect, it } from 'vitest';
import { closedCard } from '../../src/blocks/closed-card.ts';
import { denyView, readDenyView } from '../../src/blocks/deny-view.ts';
import { foreignReport } from '../../src/blocks/foreign-report.ts';
import { notice } from '../../src/blocks/notice.ts';
import { unreadableCard } from '../../src/blocks/unreadable-card.ts';
import { unusableChannelNote } from '../../src/blocks/unusable-channel.ts';
import type { Granted } from '../../src/mesh/granted.ts';
import { anOperation, anOutlook, aSubscription, facts } from '../support/factories.ts';
import { channel, date, foot, list, richText, section, text, user } from '../support/rich-text.ts';

const id = 'KsW3zj257VX4YAnKjg2rt8';
const FOOT = foot(`Request ${id}`);
const asked = [
  text('SELECT and DESCRIBE', 'bold'),
  text(' on '),
  text('web_sales', 'code'),
  text(' and '),
  text('store_sales', 'code'),
  text(' of '),
  text('tpcds-111111111111', 'code'),
];
const maya = text('maya.lindqvist');

describe('the notice', () => {
  it('of a request says who asked for what, and who has to decide', () => {
    expect(notice(facts())).toEqual({
      text: 'Asked: access to tpcds-111111111111',
      blocks: [
        richText(
          section(text('📨 '), maya, text(' asked for '), ...asked, text('. Retail (111111111111) has to decide.')),
        ),
        FOOT,
      ],
    });
  });

  it('of a request whose owner is not connected names the account', () => {
    expect(notice(facts(aSubscription(), { owner: undefined })).blocks[0]).toEqual(
      richText(
        section(text('📨 '), maya, text(' asked for '), ...asked, text('. Account 111111111111 has to decide.')),
      ),
    );
  });

  it('of a denial says why it was asked for, and why it was denied', () => {
    const Notes = ['No *way*', 'for the campaign'];
    const record = aSubscription({ Status: 'Denied', UpdatedDate: '2026-11-23 06:30:00', Notes });
    const reason = ['for the campaign'];
    const operation = anOperation({ state: 'done', order: { kind: 'deny', notes: 'No *way*' }, reason });
    expect(notice(facts(record, { operation }))).toEqual({
      text: 'Denied: access to tpcds-111111111111',
      blocks: [
        richText(
          section(
            text('⛔ '),
            maya,
            text(': '),
            ...asked,
            text(' was denied'),
            text(' by '),
            user('U0RITA'),
            text(' · '),
            date('2026-11-23 06:30'),
            text('.'),
          ),
          { type: 'rich_text_quote', elements: [text('for the campaign\n')] },
          section(text('“No *way*”')),
        ),
        FOOT,
      ],
    });
  });

  it('of a change says what was taken away, and asks for no other import', () => {
    const record = aSubscription({ Status: 'Active', UpdatedDate: '2026-11-23 06:30:00', ImportedToConsumer: true });
    const order = { kind: 'change' as const, grantPermissions: ['DESCRIBE'], notes: 'Less' };
    const operation = anOperation({ state: 'done', seenStatus: 'Active', order });
    const granted: Granted = {
      parts: [{ tables: ['web_sales'], holding: { permissions: ['DESCRIBE'], grantable: [] } }],
      leftOut: [],
      taken: { permissions: ['INSERT', 'SELECT'], grantable: ['DESCRIBE'] },
    };
    const { blocks } = notice(facts(record, { operation, granted }));
    expect(blocks.slice(1)).toEqual([FOOT]);
    expect(blocks[0]).toMatchObject({
      elements: expect.arrayContaining([
        section(text('➖ No longer granted: INSERT and SELECT.')),
        section(text('➖ No longer to be passed on: DESCRIBE.')),
        section(text('📥 Imported. Query it as database '), text('tpcds-111111111111', 'code'), text('.')),
      ]),
    });
  });

  it('of a change that nobody has imported offers the import', () => {
    const record = aSubscription({ Status: 'Active', UpdatedDate: '2026-11-23 06:30:00' });
    const order = { kind: 'change' as const, grantPermissions: ['DESCRIBE'], notes: 'Less' };
    const operation = anOperation({ state: 'done', seenStatus: 'Active', order });
    expect(JSON.stringify(notice(facts(record, { operation })).blocks[1])).toContain('"text":"Import"');
  });

  it('mentions the requester when Meshdesk knows them', () => {
    expect(notice(facts(aSubscription(), { requester: { slackUser: 'U0MAYA' } })).blocks[0]).toEqual(
      richText(
        section(
          text('📨 '),
          user('U0MAYA'),
          text(' asked for '),
          ...asked,
          text('. Retail (111111111111) has to decide.'),
        ),
      ),
    );
  });
});

describe('what is left of a card', () => {
  it('says that there is a newer one, and what was decided', () => {
    const last = { kind: 'deny', by: 'U0RITA', at: new Date('2026-11-23T06:30:00Z'), notes: 'No' };
    expect(closedCard({ subscriptionId: id, reason: 'asked-again', last })).toEqual({
      text: `Request ${id}: closed`,
      blocks: [
        richText(
          section(
            text('Denied', 'bold'),
            text(' by '),
            user('U0RITA'),
            text(' · '),
            date('2026-11-23 06:30'),
            text(' — “No”'),
          ),
          section(text('Asked again: see the newer card.')),
        ),
        FOOT,
      ],
    });
  });

  it('says where the card is now', () => {
    expect(closedCard({ subscriptionId: id, reason: 'moved', channel: 'C0RETAIL' }).blocks).toEqual([
      richText(section(text('The card is now in '), channel('C0RETAIL'), text('.'))),
      FOOT,
    ]);
  });
});

describe('the admins', () => {
  it('are told of a record that cannot be read, and why', () => {
    const problems = ['OwnerPrincipal: is not an AWS account id of 12 digits', 'Status: Invalid option'];
    expect(unreadableCard({ SubscriptionId: id, OwnerPrincipal: null, problems })).toEqual({
      text: `A record of the subscriptions table cannot be read: ${id}`,
      blocks: [
        richText(
          section(text('⚠️ '), text('A record of the subscriptions table cannot be read. ', 'bold'), text(id, 'code')),
          section(text('Its owner is unknown.')),
          list(0, ...problems.map((problem) => section(text(problem)))),
          section(text('Nothing can be granted on it. Whoever wrote it has to ask again.')),
        ),
      ],
    });
  });

  it('are told which tables a request names that are not its owner’s', () => {
    const outlook = anOutlook({
      leftOut: [
        { asked: 'invoices', reason: 'foreign' },
        { asked: 'gone', reason: 'missing' },
      ],
    });
    expect(foreignReport(facts(aSubscription(), { outlook })).blocks).toEqual([
      richText(
        section(text('⚠️ '), text('A request names tables that its owner does not own. ', 'bold'), text(id, 'code')),
        section(
          text('It says that '),
          text('Retail (111111111111)'),
          text(' owns these tables of '),
          text('tpcds-111111111111', 'code'),
          text('. They are not granted, whoever approves:'),
        ),
        list(0, section(text('invoices', 'code'))),
        section(text('Asked by '), maya, text(' for '), text('Marketing (999999999999)'), text('.')),
      ),
    ]);
  });

  it('are told of a channel that cannot be used, and what to do', () => {
    const content = unusableChannelNote({ what: 'request', id }, 'C0RETAIL', 'not_in_channel');
    expect(content.text).toBe(`A message about request ${id} cannot be posted`);
    expect(content.blocks).toEqual([
      richText(
        section(
          text('⚠️ '),
          text('A message about request ', 'bold'),
          text(id, 'code'),
          text(' cannot be posted in ', 'bold'),
          channel('C0RETAIL'),
        ),
        section(text('Slack says not_in_channel. Invite Meshdesk to it.')),
        section(text('The request itself is safe: it is posted as soon as the channel can be used.')),
      ),
    ]);
  });
});

describe('the modal that asks for a reason', () => {
  const about = { subscriptionId: id, requested: '2026-11-23 06:21:57' };
  const submitted = (value: unknown) => ({
    private_metadata: denyView(about, aSubscription(), 'x').private_metadata,
    state: { values: { reason: { reason: { type: 'plain_text_input', value } } } },
  });

  it('comes back with the reason and the request that was looked at', () => {
    expect(readDenyView(submitted('  not for this  '))).toEqual({ about, reason: 'not for this' });
  });

  it('comes back with an empty reason when nothing but white space was typed', () => {
    expect(readDenyView(submitted('   ')).reason).toBe('');
  });

  it.each([null, 'x'.repeat(1001)])('does not come back with %j', (value) => {
    expect(() => readDenyView(submitted(value))).toThrow();
  });

  it('does not come back with somebody else’s metadata', () => {
    expect(() => readDenyView({ ...submitted('no'), private_metadata: '{}' })).toThrow();
  });
});
