import { describe, expect, it } from 'vitest';
import { changesOf, grantedBy } from '../../src/mesh/granted.ts';
import type { FrozenPlan, Order } from '../../src/mesh/order.ts';
import type { GrantEntry } from '../../src/mesh/plan.ts';
import { anOperation, anOutlook, aTable } from '../support/factories.ts';

const plan = anOutlook().plan;
const frozen = (target: GrantEntry[]): FrozenPlan => ({
  tables: ['a', 'b', 'c'],
  plan,
  target,
  leftOut: [{ asked: 'v', reason: 'view' }],
});
const both = (table: string): GrantEntry => ({ table, permissions: ['SELECT', 'DESCRIBE'], grantable: [] });

describe('grantedBy', () => {
  it('puts tables with the same holding together, and says what was left out', () => {
    const target: GrantEntry[] = [
      both('b'),
      { table: 'c', permissions: ['DESCRIBE'], grantable: ['DESCRIBE'] },
      { table: 'c', columns: { exclude: ['x'] }, permissions: ['SELECT'], grantable: [] },
      both('a'),
    ];
    expect(grantedBy(anOperation({ frozen: frozen(target) }))).toEqual({
      parts: [
        { tables: ['a', 'b'], holding: { permissions: ['DESCRIBE', 'SELECT'], grantable: [] } },
        {
          tables: ['c'],
          holding: { permissions: ['DESCRIBE', 'SELECT'], grantable: ['DESCRIBE'], columns: { exclude: ['x'] } },
        },
      ],
      leftOut: [{ asked: 'v', reason: 'view' }],
    });
  });

  it('says what a change took, and not what is held all the same', () => {
    const permissions: GrantEntry['permissions'] = ['DESCRIBE', 'INSERT', 'SELECT'];
    const all: GrantEntry = { table: 'a', permissions, grantable: ['DESCRIBE', 'SELECT'] };
    const change: Order = { kind: 'change', grantPermissions: ['DESCRIBE', 'SELECT'], notes: '' };
    const taken = (revoke: GrantEntry[], over: Partial<FrozenPlan> = {}, order: Order = change) => {
      const of = frozen([both('a'), both('b')]);
      return grantedBy(anOperation({ order, frozen: { ...of, ...over, plan: { ...plan, revoke } } }))?.taken;
    };
    expect(taken([all])).toEqual({ permissions: ['INSERT'], grantable: ['DESCRIBE', 'SELECT'] });
    expect(taken([all, { ...all, table: 'b', permissions: [], grantable: ['SELECT'] }])).toEqual({
      permissions: ['INSERT'],
      grantable: ['DESCRIBE', 'SELECT'],
    });
    expect(taken([all], { kept: [all] })).toEqual({ permissions: [], grantable: [] });
    expect(taken([])).toEqual({ permissions: [], grantable: [] });
    expect(taken([all], {}, { kind: 'approve' })).toBeUndefined();
  });

  it('knows nothing of a decision that grants nothing, or whose target was not kept', () => {
    const orders: Order[] = [
      { kind: 'deny', notes: '' },
      { kind: 'revoke', notes: '' },
    ];
    for (const order of orders) expect(grantedBy(anOperation({ order, frozen: frozen([both('a')]) }))).toBeUndefined();
    expect(grantedBy(anOperation({ frozen: { tables: [], plan } }))).toBeUndefined();
    expect(grantedBy(anOperation())).toBeUndefined();
  });
});

describe('changesOf', () => {
  it('puts tables together on which the same changes, the most first', () => {
    const held = { permissions: ['DESCRIBE' as const], grantable: [] };
    const tables = [aTable({ name: 'z', held }), aTable({ name: 'y' }), aTable({ name: 'x' })];
    const changes = changesOf(anOutlook({ tables }));
    expect(changes.map(({ tables: names }) => names)).toEqual([['x', 'y'], ['z']]);
    expect(changes[1]).toEqual({ tables: ['z'], held, after: aTable().after });
  });
});
