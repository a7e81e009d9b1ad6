import { describe, expect, it } from 'vitest';
import { closedCard } from '../../src/blocks/closed-card.ts';
import { deed } from '../../src/blocks/deeds.ts';
import { eventEntry } from '../../src/blocks/entries.ts';
import { type Happening, happened } from '../../src/blocks/happened.ts';
import { fallback, line, rich } from '../../src/blocks/rich.ts';
import { anAccount } from '../support/factories.ts';

const KINDS = ['approve', 'deny', 'change', 'revoke', 'import', 'create'];
const at = '2026-11-23T06:30:00.000Z';

function told(happening: Omit<Happening, 'by' | 'at'>): string {
  const pieces = happened({ by: 'U0RITA', at, ...happening });
  const named = pieces.map((piece) => (typeof piece === 'object' && piece.type === 'user' ? '@rita' : piece));
  return fallback([rich(line(...named))]).replace(' · 2026-11-23 06:30 UTC', '');
}

describe('what happened is told in words', () => {
  it.each([
    ['approve', 'claimed', '@rita approved it'],
    ['approve', 'done', 'The approval by @rita was carried out'],
    ['approve', 'partly', 'The approval by @rita was done in part'],
    ['approve', 'taking back', 'What @rita had granted by then is being taken back'],
    ['approve', 'taken back', 'What @rita had granted by then was taken back'],
    ['revoke', 'again', 'The revocation by @rita is carried out once more, for it was changed elsewhere meanwhile'],
    ['deny', 'claimed', '@rita denied it'],
    ['change', 'failed', 'The change of the grants by @rita did not work'],
    ['revoke', 'claimed', '@rita revoked the grants'],
    ['import', 'claimed', '@rita ordered the import'],
    ['create', 'done', 'The creation of the data products by @rita was carried out'],
    ['constructor', 'done', 'The decision by @rita was carried out'],
    [undefined, 'connected', '@rita connected the account'],
    [undefined, 'edited', '@rita changed the connection of the account'],
    [undefined, 'disconnected', '@rita disconnected the account'],
  ] as const)('%s, %s', (kind, what, expected) => {
    expect(told({ what, ...(kind && { kind }) })).toBe(expected);
  });

  it.each(KINDS)('and never in those that it is kept in: %s', (kind) => {
    for (const what of ['claimed', 'done', 'partly', 'failed', 'taking back', 'taken back'] as const) {
      expect(told({ what, kind })).not.toMatch(new RegExp(`\\b(${kind}:|claimed|partly|failed|undefined)`));
    }
  });

  it('with why, and what came in the way', () => {
    const error = { code: 'Unexpected', details: {} } as const;
    expect(told({ what: 'failed', kind: 'approve', notes: 'go on', error })).toBe(
      'The approval by @rita did not work — “go on” — Something failed that Meshdesk does not know. Try again, and call the platform team if it stays.',
    );
  });

  it('with what became of the tables, as many as fit a line', () => {
    const tables = [
      ...Array.from({ length: 12 }, (_, at) => ({ table: `t${at}`, state: 'granted' })),
      { table: 'item', state: 'unchanged' },
      { table: 'store', state: 'failed' },
    ];
    expect(told({ what: 'partly', kind: 'approve', tables })).toBe(
      'The approval by @rita was done in part · granted: t0, t1, t2, t3, t4 and 7 more; not done: store',
    );
    expect(told({ what: 'claimed', kind: 'approve', tables: [] })).toBe('@rita approved it');
  });

  it('and of which account or data products, in a list', () => {
    const account = anAccount();
    const about = (event: object) =>
      fallback(eventEntry({ by: 'U0RITA', at, what: 'connected', account, ...event }, 'a'));
    expect(about({})).toContain('connected the account · 2026-11-23 06:30 UTC Retail (111111111111)');
    const creation = { what: 'done', kind: 'create', databaseName: 'tpcds' };
    expect(about(creation)).toContain('data products of tpcds · Retail (111111111111)');
    const later = { ...creation, productsId: '01JD', meshDatabase: 'web-shop', tableCount: 5, retry: true };
    expect(about(later)).toContain('The retry of the data products by');
    expect(about({ ...later, what: 'claimed' })).toContain('retried the data products');
    expect(about(later)).toContain('data products of tpcds as web-shop · 5 tables · 01JD · Retail (111111111111)');
  });
});

it('tells on a card that a newer one replaced what the decision came to', () => {
  const said = (kind: string) =>
    fallback(
      closedCard({
        ...{ subscriptionId: 's', reason: 'asked-again' },
        ...{ last: { kind, by: 'U0RITA', at: new Date(at) } },
      }).blocks,
    );
  expect(KINDS.map((kind) => said(kind).split(' ')[0])).toEqual(KINDS.map((kind) => deed(kind).outcome));
  expect(said('approve')).toContain('Granted by');
  expect(said('revoke')).toContain('Ended by');
});
