import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type GrantEntry, type PlanInput, planGrants } from '../../src/mesh/plan.ts';
import { COLUMNS, input } from './support/any-plan-input.ts';
import { apply, gives, heldFacts, listed, reads, spelled } from './support/permission-facts.ts';

describe('a plan', () => {
  it('leads from what is held to what was decided', () => {
    fc.assert(
      fc.property(input, (given) => {
        const { plan, target } = planGrants(given);
        const after = apply(heldFacts(given.held), plan);
        for (const entry of target) {
          for (const one of entry.permissions) expect(gives(after, entry, one, '')).toBe(true);
          for (const one of entry.grantable) expect(gives(after, entry, one, '|option')).toBe(true);
        }
        if (given.kind === 'approve' || given.kind === 'deny') {
          for (const fact of heldFacts(given.held)) expect(after).toContain(fact);
        }
      }),
    );
  });

  it('leaves, after a change or a revocation, what was decided and what other subscriptions were granted, and no more', () => {
    fc.assert(
      fc.property(input, (given) => {
        fc.pre(given.kind === 'change' || given.kind === 'revoke');
        const { plan, target } = planGrants(given);
        const after = apply(heldFacts(given.held), plan);
        const wanted = heldFacts(target);
        const spared = given.needed.map((entry) => ({
          ...entry,
          permissions: [...entry.permissions, 'DESCRIBE' as const],
        }));
        for (const fact of after) {
          const [table = '', scope = '', one = '', option] = fact.split('|');
          if (one === 'ALL' || one === 'SELECT' || !given.terms.has(table) || wanted.has(fact)) continue;
          if (scope === 'by-hand' || scope === 'meshdesk-other-1') continue;
          const others = spared.filter((entry) => entry.table === table);
          const kept = others.flatMap((entry): string[] => [...spelled(option ? entry.grantable : entry.permissions)]);
          expect(kept).toContain(one);
        }
      }),
    );
  });

  it('leaves SELECT and its option, after a change or a revocation, on the columns that were decided or that others need, and on no other', () => {
    fc.assert(
      fc.property(input, (given) => {
        fc.pre(given.kind === 'change' || given.kind === 'revoke');
        const { plan, target } = planGrants(given);
        const after = apply(heldFacts(given.held), plan);
        const before = heldFacts(given.held);
        const [wanted, needed] = [heldFacts(target), heldFacts(given.needed)];
        for (const table of given.terms.keys()) {
          for (const column of [...COLUMNS, 'another']) {
            const kept = reads(wanted, table, column) || (reads(before, table, column) && reads(needed, table, column));
            expect(reads(after, table, column)).toBe(kept);
            const others = reads(before, table, column, '|option') && reads(needed, table, column, '|option');
            const option = reads(after, table, column, '|option');
            // A whole table is never granted in parts: without the option it leaves none on all but some of its columns.
            const whole = [wanted, needed].some((facts) => facts.has(`${table}|*|SELECT`));
            if (whole && others && !option) continue;
            expect(option).toBe(reads(wanted, table, column, '|option') || others);
          }
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('takes nothing that another live subscription of the principal was granted', () => {
    fc.assert(
      fc.property(input, (given) => {
        const before = heldFacts(given.held);
        const after = apply(before, planGrants(given).plan);
        const spared = heldFacts(given.needed);
        // SELECT on all but some columns may be granted again in parts: that is told by columns, above.
        const inParts = (fact: string) => fact.includes('["out"');
        for (const fact of before) {
          if (spared.has(fact) && !fact.includes('|ALL') && !inParts(fact)) expect(after).toContain(fact);
        }
      }),
    );
  });

  it('leaves the option on the columns that are listed for another, beside all of them without it', () => {
    const { plan } = planGrants({
      kind: 'change',
      subscriptionId: 'sub',
      principal: '999999999999',
      databaseName: 'tpcds-111111111111',
      terms: new Map([['customer', { permissions: ['SELECT'], grantable: [] }]]),
      held: [{ table: 'customer', permissions: ['DESCRIBE', 'SELECT'], grantable: ['SELECT'] }],
      needed: [{ table: 'customer', columns: { include: ['a'] }, permissions: ['SELECT'], grantable: ['SELECT'] }],
    });
    expect(plan.revoke).toEqual([{ table: 'customer', permissions: [], grantable: ['SELECT'] }]);
    expect(plan.regrant).toEqual([
      { table: 'customer', columns: { include: ['a'] }, permissions: ['SELECT'], grantable: ['SELECT'] },
    ]);
  });

  it('has nothing left to do once it is applied', () => {
    fc.assert(
      fc.property(input, (given) => {
        const { plan } = planGrants(given);
        const after = apply(heldFacts(given.held), plan);
        const again = planGrants({
          ...given,
          held: listed(after, [...given.held, ...plan.grant, ...(plan.regrant ?? [])]),
        });
        expect(again.plan.grant).toEqual([]);
        expect(again.plan.revoke).toEqual([]);
        expect(again.plan.regrant).toBeUndefined();
      }),
    );
  });

  it('grants no option beyond what it grants', () => {
    fc.assert(
      fc.property(input, (given) => {
        for (const entry of planGrants(given).plan.grant) {
          expect(entry.permissions).toEqual(expect.arrayContaining(entry.grantable));
        }
      }),
    );
  });

  it('touches no table, principal or permission outside the decision', () => {
    fc.assert(
      fc.property(input, (given) => {
        const { plan } = planGrants(given);
        expect(plan.principal).toBe(given.principal);
        expect(plan.databaseName).toBe(given.databaseName);
        for (const entry of [...plan.grant, ...plan.revoke]) expect(given.terms.has(entry.table)).toBe(true);
        for (const entry of plan.grant) {
          const decided = given.terms.get(entry.table)?.permissions ?? [];
          for (const one of entry.permissions) expect([...spelled(decided), 'DESCRIBE']).toContain(one);
        }
        if (given.kind === 'approve' || given.kind === 'deny') expect(plan.revoke).toEqual([]);
        if (given.kind === 'revoke' || given.kind === 'deny') expect(plan.grant).toEqual([]);
        for (const entry of plan.revoke) expect(['by-hand', 'meshdesk-other-1']).not.toContain(entry.filter);
      }),
    );
  });

  it('is the same whatever the order of the tables, the grants and the permissions', () => {
    fc.assert(
      fc.property(input, fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (given, chance) => {
        const shuffled = <T>(items: Iterable<T>): T[] =>
          [...items]
            .map((item) => [chance.next().value, item] as const)
            .sort(([a], [b]) => a - b)
            .map(([, item]) => item);
        const mixed = (entry: GrantEntry): GrantEntry => ({
          ...entry,
          permissions: shuffled(entry.permissions),
          grantable: shuffled(entry.grantable),
        });
        const other: PlanInput = {
          ...given,
          terms: new Map(
            shuffled(given.terms).map(([table, each]) => [table, { ...each, permissions: shuffled(each.permissions) }]),
          ),
          held: shuffled(given.held.map(mixed)),
          needed: shuffled(given.needed.map(mixed)),
        };
        expect(planGrants(other).plan).toEqual(planGrants(given).plan);
      }),
    );
  });

  it('changes none of its inputs', () => {
    fc.assert(
      fc.property(input, (given) => {
        const before = structuredClone(given);
        planGrants(given);
        expect(given).toEqual(before);
      }),
    );
  });

  it('has the same hash for the same difference and another for another', () => {
    fc.assert(
      fc.property(input, input, (one, other) => {
        const [first, second] = [planGrants(one), planGrants(other)];
        const seen = ({ plan }: typeof first, given: PlanInput) => [
          plan.grant,
          plan.revoke,
          [...given.terms.keys()].sort().map((table) => [table, first.before(table), second.before(table)]),
        ];
        if (first.plan.hash === second.plan.hash) expect(seen(first, one)).toEqual(seen(second, other));
        expect(planGrants(one).plan.hash).toBe(first.plan.hash);
      }),
    );
  });
});
