import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readButtonValue, writeButtonValue } from '../../src/blocks/button-value.ts';
import { denyView } from '../../src/blocks/deny-view.ts';
import { detailsErrorView, detailsView, loadingView } from '../../src/blocks/details-view.ts';
import { sentenceOf } from '../../src/blocks/sentences.ts';
import { anyFacts, errors, histories, subscriptions, text } from '../support/arbitraries.ts';
import { checkSurface } from '../support/block-checks.ts';

describe('whatever it is about, Slack takes', () => {
  it('the details of a request', () => {
    fc.assert(
      fc.property(anyFacts, histories, fc.boolean(), (facts, history, decides) =>
        checkSurface(detailsView(facts, history, { decides })),
      ),
      { numRuns: 100, endOnFailure: true },
    );
  });

  it('the details while they are read, and when they cannot be', () => {
    checkSurface(loadingView());
    fc.assert(fc.property(errors, (error) => checkSurface(detailsErrorView(sentenceOf(error)))));
  });

  it('the modal that asks for a reason', () => {
    fc.assert(
      fc.property(subscriptions, text(3000), (subscription, subscriber) => {
        const { SubscriptionId, CreationDate } = subscription;
        const about = { subscriptionId: SubscriptionId, requested: CreationDate, planHash: 'f'.repeat(64) };
        checkSurface(denyView(about, subscription, subscriber));
      }),
    );
  });
});

describe('a button', () => {
  it('carries any request and its plan, within what Slack takes', () => {
    fc.assert(
      fc.property(subscriptions, fc.boolean(), ({ SubscriptionId, CreationDate }, planned) => {
        const about = { subscriptionId: SubscriptionId, requested: CreationDate };
        const value = planned ? { ...about, planHash: 'f'.repeat(64) } : about;
        const written = writeButtonValue(value);
        expect(written.length).toBeLessThanOrEqual(2000);
        expect(readButtonValue(written)).toEqual(value);
      }),
    );
  });

  it('that carries anything else is refused', () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.string(), fc.json()), (value) => {
        expect(() => readButtonValue(value)).toThrow();
      }),
    );
    for (const value of [
      '[]',
      '["a","b"]',
      '["","b",""]',
      '["a",5,""]',
      '{"0":"a"}',
      `["${'a'.repeat(300)}","b",""]`,
    ]) {
      expect(() => readButtonValue(value)).toThrow();
    }
  });
});
