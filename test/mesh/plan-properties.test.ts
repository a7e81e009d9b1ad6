import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ColumnChoice,
  type GrantEntry,
  type PlanInput,
  planGrants,
  TABLE_PERMISSIONS,
  type TablePermission,
  type TableTerms,
} from '../../src/mesh/plan.ts';

const TABLES = ['customer', 'store_sales', 'web_sales'];
const COLUMNS = ['a', 'b', 'c'];

const permission = fc.constantFrom(...TABLE_PERMISSIONS);
const permissions = fc.uniqueArray(permission, { minLength: 1, maxLength: 4 });
const someColumns = fc.uniqueArray(fc.constantFrom(...COLUMNS), { minLength: 1, maxLength: 2 });
const columns: fc.Arbitrary<ColumnChoice> = fc.oneof(
  someColumns.map((include) => ({ include })),
  someColumns.map((exclude) => ({ exclude })),
);
const within = (all: readonly TablePermission[]) => fc.subarray([...all]);

const wholeTable = fc
  .tuple(fc.constantFrom(...TABLES, 'elsewhere'), permissions)
  .chain(([table, held]) => within(held).map((grantable): GrantEntry => ({ table, permissions: held, grantable })));
const partOfTable = fc.tuple(fc.constantFrom(...TABLES), columns, fc.boolean()).map(
  ([table, choice, option]): GrantEntry => ({
    table,
    columns: choice,
    permissions: ['SELECT'],
    grantable: option ? ['SELECT'] : [],
  }),
);
const filtered = fc
  .tuple(fc.constantFrom(...TABLES), fc.constantFrom('meshdesk-sub-1', 'meshdesk-other-1', 'by-hand'))
  .map(([table, filter]): GrantEntry => ({ table, filter, permissions: ['SELECT'], grantable: [] }));
const held = fc.array(fc.oneof({ weight: 3, arbitrary: wholeTable }, partOfTable, filtered), { maxLength: 6 });

const terms: fc.Arbitrary<TableTerms> = fc
  .record({ permissions, columns: fc.option(columns), rowFilter: fc.option(fc.constantFrom('a > 1', 'b = 2')) })
  .chain(({ permissions: granted, columns: choice, rowFilter }) =>
    within(granted).map((grantable) => ({
      permissions: granted,
      grantable,
      ...(choice && { columns: choice }),
      ...(rowFilter && { rowFilter }),
    })),
  );

const input: fc.Arbitrary<PlanInput> = fc.record({
  kind: fc.constantFrom('approve', 'change', 'revoke', 'deny'),
  subscriptionId: fc.constant('sub'),
  principal: fc.constant('999999999999'),
  databaseName: fc.constant('tpcds-111111111111'),
  terms: fc
    .uniqueArray(fc.tuple(fc.constantFrom(...TABLES), terms), { selector: ([table]) => table, minLength: 1 })
    .map((entries) => new Map(entries)),
  held,
  needed: fc.array(fc.oneof(wholeTable, partOfTable), { maxLength: 3 }),
});

/** Lake Formation as it is documented, over single permissions: `table|scope|permission` and `…|option`. */
type Facts = Set<string>;

const EVERY = TABLE_PERMISSIONS.filter((one) => one !== 'ALL');
/** Of a list every column is a scope of its own. */
const scopesOf = ({ columns: choice, filter }: GrantEntry): string[] => {
  if (filter !== undefined) return [filter];
  if (choice === undefined) return ['*'];
  if ('exclude' in choice) return [JSON.stringify(['out', ...choice.exclude.toSorted()])];
  return choice.include.map((name) => JSON.stringify(['in', name]));
};
const spelled = (list: readonly TablePermission[]) => (list.includes('ALL') ? [...EVERY, 'ALL'] : list);
const factsOf = (entry: GrantEntry): string[] =>
  scopesOf(entry).flatMap((scope) => [
    ...spelled(entry.permissions).map((one) => `${entry.table}|${scope}|${one}`),
    ...spelled(entry.grantable).map((one) => `${entry.table}|${scope}|${one}|option`),
  ]);

function apply(facts: Facts, plan: { grant: GrantEntry[]; revoke: GrantEntry[]; regrant?: GrantEntry[] }): Facts {
  const after = new Set(facts);
  for (const entry of plan.grant) for (const fact of factsOf(entry)) after.add(fact);
  for (const entry of plan.revoke) {
    for (const fact of factsOf(entry)) after.delete(fact);
    for (const scope of scopesOf(entry)) {
      const at = `${entry.table}|${scope}|ALL`;
      if (entry.permissions.length > 0) after.delete(at);
      if (entry.grantable.length > 0) after.delete(`${at}|option`);
    }
  }
  for (const entry of plan.regrant ?? []) for (const fact of factsOf(entry)) after.add(fact);
  return after;
}

const heldFacts = (entries: readonly GrantEntry[]): Facts => new Set(entries.flatMap(factsOf));

/** The facts as entries again, as Lake Formation would list them. */
function listed(facts: Facts, like: readonly GrantEntry[]): GrantEntry[] {
  return like.flatMap((entry) =>
    scopesOf(entry).map((scope) => {
      const at = `${entry.table}|${scope}|`;
      const [, name] = scope.startsWith('["in"') ? (JSON.parse(scope) as string[]) : [];
      return {
        ...entry,
        ...(name !== undefined && { columns: { include: [name] } }),
        permissions: TABLE_PERMISSIONS.filter((one) => facts.has(`${at}${one}`)),
        grantable: TABLE_PERMISSIONS.filter((one) => facts.has(`${at}${one}|option`)),
      };
    }),
  );
}

/** Whether `facts` let the principal read the column, by no filter. */
function reads(facts: Facts, table: string, column: string, option: '' | '|option' = ''): boolean {
  return [...facts].some((fact) => {
    const [of, scope = '', one, opt] = fact.split('|');
    if (of !== table || one !== 'SELECT' || (opt === undefined) !== (option === '')) return false;
    if (scope === '*') return true;
    if (!scope.startsWith('[')) return false;
    const [way, ...names] = JSON.parse(scope) as string[];
    return names.includes(column) === (way === 'in');
  });
}

/** Whether `facts` let the principal do what `entry` wants: all columns let it read some of them. */
function gives(facts: Facts, entry: GrantEntry, one: TablePermission, option: '' | '|option'): boolean {
  if (scopesOf(entry).every((scope) => facts.has(`${entry.table}|${scope}|${one}${option}`))) return true;
  if (!entry.columns || entry.filter !== undefined) return false;
  const isIn = (name: string) => reads(heldFacts([{ ...entry, grantable: [] }]), entry.table, name);
  return [...COLUMNS, 'another'].filter(isIn).every((name) => reads(facts, entry.table, name, option));
}

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
