import { describe, expect, it } from 'vitest';
import { productCard } from '../../src/blocks/product-card.ts';
import { fallback } from '../../src/blocks/rich.ts';
import type { Creation } from '../../src/mesh/creation.ts';
import { date, richText, section, text, user } from '../support/rich-text.ts';

const ULID = '01JD0000000000000000000000';

describe('the message of a retry', () => {
  const order = {
    ...{ kind: 'create' as const, accountId: '111111111111', parameters: { sourceDatabaseName: 'tpcds' } },
    ...{ matched: 3, meant: ['a', 'b', 'c', 'd'], lacking: ['c', 'd'] },
  };
  const retry: Creation = {
    ...{
      operationId: ULID,
      productsId: ULID,
      order,
      actor: 'U0ROB',
      orderedBy: 'U0RITA',
      state: 'running',
      attempt: 1,
    },
    ...{ orderedAt: '2026-11-23T06:30:00.000Z', claimedAt: '2026-11-23T07:45:00.000Z', tables: [] },
  };
  const blocksOf = (over: Partial<Creation>) =>
    productCard({ creation: { ...retry, ...over }, account: undefined, meshDatabase: 'web-shop' }).blocks;

  it('names who ordered, who retried, and when', () => {
    const by = section(
      ...[text('ordered by '), user('U0RITA'), text(' · '), date('2026-11-23 06:30')],
      ...[text(', retried by '), user('U0ROB'), text(' · '), date('2026-11-23 07:45')],
    );
    expect(blocksOf({})).toContainEqual(richText(expect.anything(), by, expect.anything()));
  });

  it.each<[string, Partial<Creation>]>([
    [`${'█'.repeat(10)}${'░'.repeat(10)} 2 of 4 tables`, {}],
    [`${'█'.repeat(10)}${'░'.repeat(10)} 2 of 4 tables`, { tables: [{ table: 'a', state: 'unchanged' }] }],
    [`${'█'.repeat(15)}${'░'.repeat(5)} 3 of 4 tables`, { tables: [{ table: 'c', state: 'created' }] }],
    [`${'█'.repeat(10)}${'░'.repeat(10)} 2 of 4 tables`, { state: 'partly' }],
    [
      `${'█'.repeat(20)} 4 of 4 tables`,
      { state: 'done', tables: ['a', 'b', 'c', 'd'].map((table) => ({ table, state: 'unchanged' as const })) },
    ],
  ])('counts what was shared before: %s', (bar, over) => expect(fallback(blocksOf(over))).toContain(bar));
});
