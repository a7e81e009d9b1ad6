import { describe, expect, it } from 'vitest';
import { productCard } from '../../src/blocks/product-card.ts';
import type { Creation } from '../../src/mesh/creation.ts';

const ULID = '01JD0000000000000000000000';

describe('the message of a creation', () => {
  it('that came to nothing says so, and shows no bar that looks like something', () => {
    const creation: Creation = {
      ...{ operationId: ULID, productsId: ULID, actor: 'U0RITA', state: 'partly', attempt: 1 },
      ...{ claimedAt: '2026-11-23T06:30:00.123Z', orderedAt: '2026-11-23T06:30:00.123Z' },
      order: { kind: 'create', accountId: '111111111111', parameters: { sourceDatabaseName: 'tpcds' }, matched: 2 },
      tables: ['store', 'item'].map((table) => ({ table, state: 'failed', reason: 'Rate exceeded' })),
    };
    const shown = JSON.stringify(productCard({ creation, account: undefined, meshDatabase: 'tpcds-111111111111' }));
    expect(shown).toContain('❌ Data products not created');
    expect(shown).not.toContain('█');
  });
});
