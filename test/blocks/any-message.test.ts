import fc from 'fast-check';
import { describe, it } from 'vitest';
import { card } from '../../src/blocks/card.ts';
import { closedCard } from '../../src/blocks/closed-card.ts';
import { foreignReport } from '../../src/blocks/foreign-report.ts';
import { notice } from '../../src/blocks/notice.ts';
import { unreadableCard } from '../../src/blocks/unreadable-card.ts';
import { unusableChannelNote } from '../../src/blocks/unusable-channel.ts';
import { anyFacts, KNOWN_CHANNELS, KNOWN_USERS, text } from '../support/arbitraries.ts';
import { checkContent } from '../support/block-checks.ts';
import { anOutlook } from '../support/factories.ts';

const RUNS = { numRuns: 100, endOnFailure: true };
const id = text(2048);
const channel = fc.constantFrom(...KNOWN_CHANNELS);

describe('whatever it is about, Slack takes', () => {
  it('the card of a request', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => checkContent(card(facts))),
      RUNS,
    );
  });

  it('what the subscriber is told', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => checkContent(notice(facts))),
      RUNS,
    );
  });

  it('the report of foreign tables', () => {
    const one = { asked: 'ledger', reason: 'foreign' as const };
    fc.assert(
      fc.property(anyFacts, ({ outlook = anOutlook(), ...facts }) =>
        checkContent(foreignReport({ ...facts, outlook: { ...outlook, leftOut: [...outlook.leftOut, one] } })),
      ),
      RUNS,
    );
  });

  it('what is left of a card', () => {
    const last = fc.record(
      {
        kind: fc.oneof(fc.constantFrom('approve', 'deny', 'change', 'revoke', 'valueOf', 'constructor'), text(255)),
        by: fc.constantFrom(...KNOWN_USERS),
        at: fc.date({ min: new Date(0), max: new Date('9999-12-31T00:00:00Z'), noInvalidDate: true }),
        notes: text(2000, 0),
      },
      { requiredKeys: ['kind', 'by', 'at'] },
    );
    const closing = fc.record(
      {
        subscriptionId: id,
        reason: fc.constantFrom('asked-again', 'moved', 'answered', 'removed'),
        channel,
        last,
      },
      { requiredKeys: ['subscriptionId', 'reason'] },
    );
    fc.assert(
      fc.property(closing, (why) => checkContent(closedCard(why))),
      RUNS,
    );
  });

  it('the report of a record that cannot be read', () => {
    const unreadable = fc.record({
      SubscriptionId: text(2048, 0),
      OwnerPrincipal: fc.option(fc.constant('111111111111')),
      problems: fc.array(text(3000), { minLength: 1, maxLength: 21 }),
    });
    fc.assert(
      fc.property(unreadable, (record) => checkContent(unreadableCard(record))),
      RUNS,
    );
  });

  it('the report of a channel that cannot be used', () => {
    const reason = fc.oneof(fc.constantFrom('not_in_channel', 'is_archived', 'channel_not_found'), text(255));
    fc.assert(
      fc.property(fc.constantFrom('request', 'creation'), id, channel, reason, (what, of, where, why) =>
        checkContent(unusableChannelNote({ what, id: of }, where, why)),
      ),
      RUNS,
    );
  });
});
