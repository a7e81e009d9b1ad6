import { describe, expect, it } from 'vitest';
import { checkWithinLimits, limitedTables, limitsAfter, limitsOf } from '../../src/mesh/limits.ts';
import type { Order } from '../../src/mesh/order.ts';
import { anOperation } from '../support/factories.ts';

const columns = { orders: { exclude: ['email'] } };
const rowFilters = { Orders: "country = 'FR'" };
const approval: Order = { kind: 'approve', columns };
const change: Order = { kind: 'change', grantPermissions: ['DESCRIBE'], notes: 'Less' };

describe('what SELECT was approved for', () => {
  it('stays through every order that follows, and an approval adds its own', () => {
    const first = limitsAfter(approval, {});
    expect(first).toEqual({ columns });
    expect(limitsAfter(change, first ?? {})).toEqual({ columns });
    expect(limitsAfter({ kind: 'approve', rowFilters }, first ?? {})).toEqual({ columns, rowFilters });
    expect(limitsAfter({ kind: 'approve' }, {})).toBeUndefined();
  });

  it('is known of operations that did not keep it as long as the approval is the last decision but one', () => {
    const standing = { order: approval, actor: 'U0RITA', claimedAt: '2026-11-23T06:30:00.123Z' };
    expect(limitsOf(anOperation({ order: approval }))).toMatchObject({ columns });
    expect(limitsOf(anOperation({ order: change, standing }))).toMatchObject({ columns });
    expect(limitsOf(anOperation({ order: change }))).toEqual({});
    expect(limitsOf(anOperation({ order: change, standing, limits: { rowFilters } }))).toEqual({ rowFilters });
  });

  it('is found by table, however its name was typed', () => {
    const limited = limitedTables({ columns, rowFilters });
    expect(limited.get('orders')).toEqual({
      columns: { exclude: ['email'] },
      rowFilter: "country = 'FR'",
    });
    expect(limited.get('returns')).toBeUndefined();
  });

  it('is what was approved last, though the name was typed otherwise before', () => {
    const later = limitsAfter({ kind: 'approve', columns: { Orders: { include: ['id'] } } }, { columns });
    expect(limitedTables(later ?? {}).get('orders')).toEqual({ columns: { include: ['id'] } });
  });

  it('is not opened by ALL', () => {
    expect(() => checkWithinLimits(['ALL'], { limited: ['orders'], unknown: [] })).toThrow('without ALL');
    for (const [permissions, limited] of [
      [['ALL'], []],
      [['SELECT'], ['orders']],
    ] as const)
      expect(() => checkWithinLimits(permissions, { limited, unknown: [] })).not.toThrow();
  });
});
