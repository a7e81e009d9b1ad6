import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RequestFacts } from '../../src/blocks/facts.ts';
import type { RequestState } from '../../src/handlers/request-state.ts';
import { unwanted, wantedMessages } from '../../src/handlers/wanted.ts';
import type { KeptMessage } from '../../src/mesh/stores/messages.ts';
import { readSubscription } from '../../src/mesh/subscription.ts';
import { anyFacts } from '../support/arbitraries.ts';
import { anOperation, anOutlook, aSubscription, facts } from '../support/factories.ts';

const ADMINS = 'C0ADMINS';
const of = (request: RequestFacts): RequestState => ({ is: 'request', facts: request, stands: 'so' });
const slots = (state: RequestState) => wantedMessages(state, ADMINS).map(({ slot, edition }) => [slot, edition]);
const asked = '2026-11-23 06:21:57';
/** Metadata of a message may come to 16 KB. */
const METADATA = 16_384;

describe('wantedMessages', () => {
  it("wants a card in the owner's channel and a notice in the subscriber's", () => {
    expect(slots(of(facts()))).toEqual([
      ['card#C0RETAIL', asked],
      ['notice#C0MARKETING', asked],
    ]);
  });

  it("wants the card in the admins' channel while nobody has connected the owner", () => {
    expect(slots(of(facts(aSubscription(), { owner: undefined, subscriber: undefined })))).toEqual([
      ['card#C0ADMINS', asked],
    ]);
  });

  it('wants another card and another notice when the request is made again', () => {
    const again = aSubscription({ Status: 'Denied', CreationDate: '2026-12-01 00:00:00' });
    expect(slots(of(facts(again)))).toEqual([
      ['card#C0RETAIL', '2026-12-01 00:00:00'],
      ['notice#C0MARKETING', '2026-12-01 00:00:00'],
    ]);
  });

  it('keeps the card of a decided request, and wants a new notice for each decision', () => {
    const decided = { Status: 'Active', UpdatedDate: '2026-11-23 06:30:00' } as const;
    const editions = (over: object) =>
      slots(of(facts(aSubscription({ ...decided, ...over })))).map(([, edition]) => edition);
    const [card, granted] = editions({ PermittedGrants: ['SELECT', 'DESCRIBE'] });
    expect(card).toBe(asked);
    expect(granted).toMatch(/^2026-11-23 06:21:57 active /);
    expect(editions({ PermittedGrants: ['DESCRIBE', 'SELECT'] })).toEqual([card, granted]);
    expect(editions({ PermittedGrants: ['SELECT', 'DESCRIBE'], ImportedToConsumer: true })).toEqual([card, granted]);
    expect(editions({ PermittedGrants: ['SELECT'] })[1]).not.toBe(granted);
    expect(editions({ PermittedGrants: ['SELECT', 'DESCRIBE'], GrantableGrants: ['SELECT'] })[1]).not.toBe(granted);
    expect(editions({ Status: 'Deleted' })[1]).toMatch(/ deleted /);
  });

  it('leaves the subscriber alone while a decision is carried out', () => {
    const operation = anOperation({ state: 'running' });
    expect(slots(of(facts(aSubscription(), { operation })))).toEqual([['card#C0RETAIL', asked]]);
  });

  it("tells the admins of tables that are not the owner's", () => {
    const outlook = anOutlook({ leftOut: [{ asked: 'invoices', reason: 'foreign' }] });
    expect(slots(of(facts(aSubscription(), { outlook })))).toEqual([
      ['card#C0RETAIL', asked],
      ['notice#C0MARKETING', asked],
      ['notice#C0ADMINS#foreign', `${asked} foreign`],
    ]);
  });

  it('tells the admins of a record that cannot be read, and nobody of one that is gone', () => {
    const unreadable = { SubscriptionId: 's', OwnerPrincipal: null, problems: ['Status: is odd'] };
    expect(slots({ is: 'unreadable', unreadable })).toEqual([['card#C0ADMINS', 'unreadable Status: is odd']]);
    expect(slots({ is: 'removed' })).toEqual([]);
  });

  it('gives each message a slot of its own, even where everybody has the same channel', () => {
    const channel = ADMINS;
    const apart = (request: RequestFacts) => {
      const [owner, subscriber] = [request.owner, request.subscriber].map(
        (account) => account && { ...account, channel },
      );
      const wanted = wantedMessages(of({ ...request, owner, subscriber }), ADMINS).map(({ slot }) => slot);
      expect(new Set(wanted).size).toBe(wanted.length);
    };
    const outlook = anOutlook({ leftOut: [{ asked: 'invoices', reason: 'foreign' }] });
    apart(facts(aSubscription(), { outlook }));
    fc.assert(fc.property(anyFacts, apart), { numRuns: 50, endOnFailure: true });
  });

  it('gives each message an edition that fits into its metadata, whatever the record holds', () => {
    const small = (state: RequestState) => {
      for (const { edition, slot } of wantedMessages(state, ADMINS)) {
        expect(JSON.stringify({ edition, slot }).length).toBeLessThan(METADATA - 4000);
      }
    };
    fc.assert(
      fc.property(anyFacts, (request) => small(of(request))),
      { numRuns: 100, endOnFailure: true },
    );
    const read = readSubscription({ ...aSubscription(), TableName: Array.from({ length: 2000 }, () => ({})) });
    if (read.readable) throw new Error('the record should not be readable');
    small({ is: 'unreadable', unreadable: read.unreadable });
  });
});

describe('unwanted', () => {
  const kept = (slot: string, over: Partial<KeptMessage> = {}): KeptMessage => ({
    slot,
    channel: slot.split('#')[1] ?? '',
    edition: asked,
    ts: '1.000001',
    ...over,
  });
  const state = of(facts());
  const wanted = wantedMessages(state, ADMINS);

  it('is a card in a channel where the card no longer belongs', () => {
    const moved = kept('card#C0OLD');
    expect(unwanted([moved, kept('card#C0RETAIL'), kept('notice#C0MARKETING')], wanted, state)).toEqual([moved]);
  });

  it('is no notice of what once was so', () => {
    expect(unwanted([kept('notice#C0ADMINS')], wanted, state)).toEqual([]);
  });

  it('is every message of a record that is gone', () => {
    const all = [kept('card#C0RETAIL'), kept('notice#C0MARKETING')];
    expect(unwanted(all, [], { is: 'removed' })).toEqual(all);
  });

  it('is neither what was closed nor what was never posted', () => {
    const { ts: _, ...unposted } = kept('card#C0OLDER');
    expect(unwanted([kept('card#C0OLD', { closed: true }), unposted], wanted, state)).toEqual([]);
  });
});
