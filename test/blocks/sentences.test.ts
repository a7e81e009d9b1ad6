import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { line, rich } from '../../src/blocks/rich.ts';
import { plainSentence, sentenceOf } from '../../src/blocks/sentences.ts';
import type { MeshErrorCode, MeshErrorDetails } from '../../src/mesh/errors.ts';
import { CODES, DETAILS } from '../support/arbitraries.ts';
import { checkContent } from '../support/block-checks.ts';

function said<C extends MeshErrorCode>(code: C, details: MeshErrorDetails[C], names?: ReadonlyMap<string, string>) {
  return plainSentence(sentenceOf({ code, details: { ...details } }), names);
}

describe('every coded error', () => {
  it.each(CODES)('has a sentence that Slack takes, whatever its details: %s', (code) => {
    fc.assert(
      fc.property(DETAILS[code] as fc.Arbitrary<object>, (details) => {
        const sentence = sentenceOf({ code, details: { ...details } });
        const words = plainSentence(sentence);
        expect(words.trim().length).toBeGreaterThan(20);
        expect(words).not.toMatch(/undefined|\[object|NaN/);
        checkContent({ text: 'x', blocks: [rich(line(...sentence))] });
      }),
      { endOnFailure: true },
    );
  });

  it('is said to be unknown when it has no code', () => {
    expect(plainSentence(sentenceOf({ code: 'Unexpected', details: { message: 'secret' } }))).toBe(
      'Something failed that Meshdesk does not know. Try again, and call the platform team if it stays.',
    );
  });
});

describe('a sentence', () => {
  const taken = {
    subscriptionId: 's',
    kind: 'approve',
    by: 'U0RITA',
    at: '2026-11-23T06:30:00.000Z',
    state: 'running',
  };

  it('names who decided, when and what', () => {
    expect(sentenceOf({ code: 'DecisionTaken', details: taken })).toEqual([
      { type: 'user', user_id: 'U0RITA' },
      ' ',
      'approved this',
      ' at ',
      {
        type: 'date',
        timestamp: 1795415400,
        format: '{time}, {date_short_pretty}',
        fallback: '06:30 UTC, 2026-11-23',
      },
      ', and it is being carried out',
      '. Nothing more was done.',
    ]);
  });

  it('says what to do with fewer tables, to whoever approves and to whoever creates', () => {
    expect(said('PlanTooLarge', { kind: 'approve', tables: 3_000 })).toMatch(/3,?000 tables.*Approve fewer tables/);
    expect(said('PlanTooLarge', { kind: 'create', tables: 3_000 })).toMatch(/3,?000 tables.*Choose fewer tables/);
  });

  it('names people by their names in plain text, or not at all', () => {
    const rest = ' approved this at 06:30 UTC, 2026-11-23, and it is being carried out. Nothing more was done.';
    expect(said('DecisionTaken', taken)).toBe(`Somebody else${rest}`);
    expect(said('DecisionTaken', taken, new Map([['U0RITA', 'Rita Alvarez']]))).toBe(`Rita Alvarez${rest}`);
  });

  it('says who can do it, once, where nobody is named', () => {
    const details: MeshErrorDetails['NotAllowed'] = {
      action: 'approve',
      reason: 'not-an-approver',
      accountId: '111111111111',
      who: ['U0RITA', 'U0ROB'],
      groups: ['S0RETAIL'],
    };
    expect(said('NotAllowed', details)).toBe(
      'You are not an approver of this account. Somebody else can. Nothing was changed.',
    );
    expect(said('NotAllowed', details, new Map([['U0RITA', 'Rita']]))).toBe(
      'You are not an approver of this account. Rita or somebody else can. Nothing was changed.',
    );
    expect(said('NotAllowed', { ...details, who: [], groups: [] })).toBe(
      'You are not an approver of this account. Nothing was changed.',
    );
  });

  it('shortens long lists', () => {
    const missing = Array.from({ length: 12 }, (_, at) => `table_${at}`);
    expect(said('GrantsNotVerified', { subscriptionId: 's', missing })).toContain('table_4 and 7 more were made');
    expect(said('GrantsNotVerified', { subscriptionId: 's', missing: missing.slice(0, 2) })).toContain(
      'table_0 and table_1 were made',
    );
  });
});
