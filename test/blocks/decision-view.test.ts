import type { ModalView } from '@slack/types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkOptions } from '../../local/slack/block-kit/view.ts';
import { startValues } from '../../local/slack/state/values.ts';
import { type About, readAbout, writeAbout } from '../../src/blocks/decision/about.ts';
import { foundColumns } from '../../src/blocks/decision/column-fields.ts';
import { foundTables } from '../../src/blocks/decision/table-field.ts';
import {
  decisionLoadingView,
  decisionTroubleView,
  decisionView,
  readChoices,
  readDecisionView,
  type Shown,
} from '../../src/blocks/decision/view.ts';
import { namedBy, option, optionValue } from '../../src/blocks/option.ts';
import { sentenceOf } from '../../src/blocks/sentences.ts';
import { approvalOf, type Choices, firstApproval, firstChange } from '../../src/mesh/choices.ts';
import { changesOf } from '../../src/mesh/granted.ts';
import { type Offer, offerOf } from '../../src/mesh/offer.ts';
import { anyFacts, errors, subscriptions, text } from '../support/arbitraries.ts';
import { checkSurface } from '../support/block-checks.ts';
import { anOperation, aSubscription, aTable, facts } from '../support/factories.ts';
import { choicesOf, offers } from '../support/offers.ts';

const ABOUT: About = {
  ...{ kind: 'approve', subscriptionId: 'KsW3zj257VX4YAnKjg2rt8', requested: '2026-11-23 06:21:57' },
  ...{ overturns: false, planHash: 'a'.repeat(64), orderDigest: 'b'.repeat(43) },
};
const KINDS = ['approve', 'change', 'revoke'] as const;

/** The view as Slack sends it, when nobody has touched it. */
function sent({ blocks, private_metadata }: ModalView) {
  return { private_metadata, state: { values: startValues({ blocks }) } };
}

/** A modal that shows nothing as its difference. */
function modal(offer: Offer, choices: Choices, about: About = ABOUT): ModalView {
  return decisionView({ about, facts: facts(), offer, choices, shown: { changes: [], leftOut: [], holders: [] } });
}

describe('a decision modal is one that Slack takes', () => {
  it('of any kind, whatever it is about and whatever there is to choose from', () => {
    const drawn = offers.chain((offer) => fc.tuple(fc.constant(offer), choicesOf(offer)));
    fc.assert(
      fc.property(
        fc.constantFrom(...KINDS),
        fc.boolean(),
        anyFacts,
        drawn,
        fc.option(errors),
        (kind, overturns, request, [offer, choices], notice) => {
          const { SubscriptionId: subscriptionId, CreationDate: requested } = request.subscription;
          const about = { ...ABOUT, kind, overturns, subscriptionId, requested };
          const { outlook } = request;
          const chosen = approvalOf(choices, offer);
          const shown: Shown =
            outlook !== undefined
              ? { changes: changesOf(outlook), leftOut: outlook.leftOut, holders: outlook.holders }
              : chosen.problems !== undefined
                ? { problems: chosen.problems }
                : { trouble: sentenceOf({ code: 'Unexpected', details: {} }) };
          const said = notice === null ? {} : { notice: sentenceOf(notice) };
          checkSurface(decisionView({ about, facts: request, offer, choices, shown, ...said }));
        },
      ),
      { numRuns: 150, endOnFailure: true },
    );
  }, 120_000);

  it('while it is read, and when it cannot be', () => {
    for (const kind of KINDS) checkSurface(decisionLoadingView(kind));
    fc.assert(
      fc.property(fc.constantFrom(...KINDS), errors, (kind, error) =>
        checkSurface(decisionTroubleView(kind, sentenceOf(error))),
      ),
    );
  });

  it('and so are the answers to its searches', () => {
    fc.assert(
      fc.property(offers, text(255, 0), (offer, typed) => {
        for (const found of [foundTables(offer, typed), foundColumns(offer, typed)]) {
          expect(checkOptions({ ...found })).toEqual([]);
        }
      }),
      { numRuns: 30, endOnFailure: true },
    );
  }, 120_000);

  it('for 2,000 tables of 500 columns, and finds among them in a moment', () => {
    const columns = Array.from({ length: 500 }, (_, at) => ({
      ...{ name: `c_${at}`, type: 'string', partition: false },
      tags: { pii: ['true'] } as Record<string, string[]>,
    }));
    const offer = offerOf({
      tables: Array.from({ length: 2000 }, (_, at) => aTable({ name: `table_${at}`, columns })),
    });
    const choices = firstApproval(aSubscription(), offer);
    checkSurface(modal(offer, choices));
    expect(choices).toMatchObject({ columns: [], withoutSensitive: true });
    expect(foundColumns(offer, 'table_1999.c_499')).toMatchObject({
      options: [{ value: '["table_1999","c_499"]', text: { text: 'table_1999.c_499' } }],
    });
    expect(foundTables(offer, 'table_1')).toMatchObject({
      option_groups: [{ label: { text: 'The first 100 of 1,111: type more of the name' } }],
    });
  });
});

describe('what is chosen', () => {
  it('is read back as it was drawn', () => {
    const drawn = offers.chain((offer) => fc.tuple(fc.constant(offer), choicesOf(offer)));
    fc.assert(
      fc.property(drawn, ([offer, choices]) => {
        const { about, entered } = readDecisionView(sent(modal(offer, choices)));
        expect(about).toEqual(ABOUT);
        const read = readChoices(entered, offer);
        const granted = new Set([...choices.permissions, 'DESCRIBE']);
        const passed = choices.grantable.filter((name) => choices.permissions.includes('ALL') || granted.has(name));
        expect([...read.permissions].sort()).toEqual([...choices.permissions].sort());
        expect([...read.grantable].sort()).toEqual([...passed].sort());
        const columns = choices.columns.map((column) => JSON.stringify(column)).sort();
        expect(read.columns.map((column) => JSON.stringify(column)).sort()).toEqual(columns);
      }),
      { numRuns: 60, endOnFailure: true },
    );
  }, 120_000);

  it('of tables is read back whatever their names', () => {
    fc.assert(
      fc.property(
        offers.filter(({ tables }) => tables.length > 1),
        fc.infiniteStream(fc.boolean()),
        (offer, coin) => {
          const names = offer.tables
            .slice(0, 100)
            .map(({ name }) => name)
            .filter(() => coin.next().value);
          const which = offer.tables.length > 10 ? ('except' as const) : ('only' as const);
          fc.pre(names.length > 0 && names.length < offer.tables.length);
          const choices = { ...firstApproval(aSubscription(), offer), tables: { which, names } };
          const { entered } = readDecisionView(sent(modal(offer, choices)));
          expect(readChoices(entered, offer).tables).toEqual({ which, names });
        },
      ),
      { numRuns: 40 },
    );
  });

  it('is never read out of anything else', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.anything(), fc.record({ private_metadata: fc.string(), state: fc.anything() })),
        (view) => {
          expect(() => readDecisionView(view)).toThrow();
        },
      ),
    );
  });

  it('stands under its request, whatever its id', () => {
    fc.assert(
      fc.property(subscriptions, fc.constantFrom(...KINDS), fc.boolean(), (subscription, kind, overturns) => {
        const { SubscriptionId: subscriptionId, CreationDate: requested } = subscription;
        const about = { ...ABOUT, kind, overturns, subscriptionId, requested };
        const written = writeAbout(about);
        expect(written.length).toBeLessThanOrEqual(3000);
        expect(readAbout(written)).toEqual(about);
      }),
    );
  });
});

describe('what a decision modal says of the request', () => {
  const said = (about: About, request = facts()) => {
    const [offer, shown] = [offerOf({ tables: [] }), { changes: [], leftOut: [], holders: [] }];
    const view = decisionView({ about, facts: request, offer, choices: firstChange(aSubscription()), shown });
    return [...JSON.stringify(view).matchAll(/"text":"([^"]+)"/g)].map(([, text]) => text).join('');
  };

  it('repeats the reason of a denial as it was typed, with its full stop', () => {
    const operation = anOperation({ state: 'done', order: { kind: 'deny', notes: 'No names.' } });
    const denied = facts(aSubscription({ Status: 'Denied' }), { operation });
    const view = said({ ...ABOUT, overturns: true }, denied);
    expect(view).toContain('“No names.” Approving overturns the denial.');
  });

  it('tells that a change is of permissions alone', () => {
    const stays = 'Which tables, columns and rows, stays as it was approved.';
    expect(said({ ...ABOUT, kind: 'change' })).toContain(stays);
    expect(said({ ...ABOUT, kind: 'revoke' })).not.toContain(stays);
  });
});

describe('an option', () => {
  it('has a text, and a value that tells its name among all', () => {
    fc.assert(
      fc.property(fc.uniqueArray(text(600), { minLength: 1, maxLength: 20 }), (names) => {
        for (const name of names) {
          const { text: shown, value } = option(name, optionValue(name));
          expect(shown.text.length).toBeGreaterThan(0);
          expect(shown.text.length).toBeLessThanOrEqual(75);
          expect(namedBy(value ?? '', names)).toBe(name);
        }
      }),
    );
    expect(namedBy(optionValue('x'.repeat(200)), ['y'])).toBeUndefined();
  });

  it('of a long name shows both its ends', () => {
    expect(option(`first_${'x'.repeat(200)}_last`, 'v').text.text).toMatch(/^first_x+…x+_last$/);
  });
});

describe('what is sensitive', () => {
  const table = (name: string, count: number) =>
    aTable({
      name,
      columns: Array.from({ length: count }, (_, at) => ({
        ...{ name: `c_${at}`, type: 'string', partition: false },
        tags: { pii: ['true'] },
      })),
    });

  it('is listed for leaving out, up to what Slack preselects', () => {
    const offer = offerOf({ tables: [table('a', 100), aTable({ columns: [] })] });
    expect(firstApproval(aSubscription(), offer).columns).toHaveLength(100);
    expect(JSON.stringify(modal(offer, firstApproval(aSubscription(), offer)))).toContain('🔒 pii=true');
  });

  it('beyond that is left out by one tick, which can be taken away', () => {
    const offer = offerOf({ tables: [table('a', 60), table('b', 60)] });
    const choices = firstApproval(aSubscription(), offer);
    const view = modal(offer, choices);
    expect(JSON.stringify(view)).toContain('The 120 columns tagged as sensitive');
    expect(readChoices(readDecisionView(sent(view)).entered, offer).withoutSensitive).toBe(true);
    const unticked = modal(offer, { ...choices, withoutSensitive: false });
    expect(readChoices(readDecisionView(sent(unticked)).entered, offer).withoutSensitive).toBe(false);
  });
});
