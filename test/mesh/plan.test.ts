import { describe, expect, it } from 'vitest';
import {
  type ColumnChoice,
  filterName,
  type GrantEntry,
  planGrants,
  type TablePermission,
  type TableTerms,
  takeBack,
} from '../../src/mesh/plan.ts';

const base = { subscriptionId: 'sub', principal: '999999999999', databaseName: 'db', held: [], needed: [] };
const on = (table: string, granted: TablePermission[], grantable: TablePermission[] = []): GrantEntry => ({
  table,
  permissions: granted,
  grantable,
});
const decided = (granted: TablePermission[], grantable: TablePermission[] = [], rest: Partial<TableTerms> = {}) =>
  new Map([['orders', { permissions: granted, grantable, ...rest }]]);

describe('planGrants', () => {
  it('implies DESCRIBE', () => {
    const { plan } = planGrants({ ...base, kind: 'approve', terms: decided(['SELECT'], ['SELECT']) });
    expect(plan.grant).toEqual([on('orders', ['DESCRIBE', 'SELECT'], ['SELECT'])]);
  });

  it('grants only what is missing', () => {
    const { plan } = planGrants({
      ...base,
      kind: 'approve',
      terms: decided(['SELECT', 'INSERT']),
      held: [on('orders', ['SELECT', 'DESCRIBE'])],
    });
    expect(plan.grant).toEqual([on('orders', ['INSERT'])]);
  });

  it('adds a grant option alone, and marks it', () => {
    const { plan } = planGrants({
      ...base,
      kind: 'change',
      terms: decided(['SELECT', 'DESCRIBE'], ['SELECT']),
      held: [on('orders', ['SELECT', 'DESCRIBE'])],
    });
    expect(plan.grant).toEqual([{ ...on('orders', ['SELECT'], ['SELECT']), onlyOption: true }]);
    expect(plan.revoke).toEqual([]);
  });

  it('takes a grant option alone', () => {
    const { plan } = planGrants({
      ...base,
      kind: 'change',
      terms: decided(['SELECT', 'DESCRIBE']),
      held: [on('orders', ['SELECT', 'DESCRIBE'], ['SELECT', 'DESCRIBE'])],
    });
    expect(plan.grant).toEqual([]);
    expect(plan.revoke).toEqual([on('orders', [], ['DESCRIBE', 'SELECT'])]);
  });

  it('takes a permission together with its grant option', () => {
    const { plan } = planGrants({
      ...base,
      kind: 'change',
      terms: decided(['DESCRIBE']),
      held: [on('orders', ['SELECT', 'DESCRIBE'], ['SELECT'])],
    });
    expect(plan.revoke).toEqual([on('orders', ['SELECT'], ['SELECT'])]);
  });

  it('grants SELECT on chosen columns in a scope of its own', () => {
    const { plan } = planGrants({
      ...base,
      kind: 'approve',
      terms: decided(['SELECT'], ['SELECT', 'DESCRIBE'], { columns: { exclude: ['email'] } }),
    });
    expect(plan.grant).toEqual([
      on('orders', ['DESCRIBE'], ['DESCRIBE']),
      { ...on('orders', ['SELECT'], ['SELECT']), columns: { exclude: ['email'] } },
    ]);
  });

  it('keeps the columns that a change finds', () => {
    const limited = { ...on('orders', ['SELECT']), columns: { include: ['id'] } };
    const { plan } = planGrants({
      ...base,
      kind: 'change',
      terms: decided(['SELECT', 'INSERT']),
      held: [limited, on('orders', ['DESCRIBE'])],
    });
    expect(plan.grant).toEqual([on('orders', ['INSERT'])]);
    expect(plan.revoke).toEqual([]);
  });

  it('gives SELECT back for what it was approved for where a change finds none of it, and for what it finds elsewhere', () => {
    const change = {
      ...base,
      kind: 'change' as const,
      held: [on('orders', ['DESCRIBE'])],
      own: [on('orders', ['DESCRIBE'])],
    };
    const approved = { columns: { exclude: ['email'] }, rowFilter: "country = 'FR'" };
    const name = filterName('sub', approved.rowFilter, approved.columns);
    const terms = decided(['SELECT', 'DESCRIBE'], [], { approved });
    expect(planGrants({ ...change, terms }).plan.grant).toEqual([
      { ...on('orders', ['SELECT']), filter: name, ...approved },
    ]);
    const narrow = { ...on('orders', ['SELECT']), columns: { include: ['id'] } };
    const found = { held: [on('orders', ['DESCRIBE']), narrow], own: [on('orders', ['DESCRIBE']), narrow] };
    expect(planGrants({ ...change, ...found, terms }).plan).toMatchObject({ grant: [], revoke: [] });
  });

  it('names a filter after what is in it', () => {
    const filterIn = (rowFilter: string) =>
      planGrants({ ...base, kind: 'approve', terms: decided(['SELECT'], [], { rowFilter }) }).plan.grant.at(-1);
    expect(filterIn("region = 'EU'")).toMatchObject({ rowFilter: "region = 'EU'", permissions: ['SELECT'] });
    expect(filterIn("region = 'EU'")?.filter).toMatch(/^meshdesk-sub-[0-9a-f]{12}$/);
    expect(filterIn("region = 'US'")?.filter).not.toBe(filterIn("region = 'EU'")?.filter);
  });

  it('has one hash whether or not the rows of a filter that is held are known', () => {
    const filter = { ...on('orders', ['SELECT']), filter: 'meshdesk-sub-1' };
    const hash = (entry: GrantEntry) =>
      planGrants({ ...base, kind: 'revoke', terms: decided([]), held: [entry] }).plan.hash;
    expect(hash({ ...filter, rowFilter: 'a = 1', columns: { include: ['a'] } })).toBe(hash(filter));
  });

  it('tells what is held before and after, by the widest SELECT', () => {
    const limited = { ...on('orders', ['SELECT']), columns: { include: ['id'] } };
    const planned = planGrants({ ...base, kind: 'approve', terms: decided(['SELECT']), held: [limited] });
    expect(planned.before('orders')).toEqual({ permissions: ['SELECT'], grantable: [], columns: { include: ['id'] } });
    expect(planned.after('orders')).toEqual({ permissions: ['DESCRIBE', 'SELECT'], grantable: [] });
  });
});

describe('a revocation of columns that others need in part', () => {
  const select = (columns?: ColumnChoice): GrantEntry => ({ ...on('orders', ['SELECT']), ...(columns && { columns }) });
  const revoke = (held: GrantEntry[], needed: GrantEntry[]) => {
    const { plan, kept } = planGrants({ ...base, kind: 'revoke', terms: decided([]), held, needed });
    return { revoke: plan.revoke, regrant: plan.regrant, kept };
  };

  it('takes of a list the columns that nobody else needs', () => {
    expect(revoke([select({ include: ['a', 'b', 'c'] })], [select({ include: ['b', 'd'] })])).toEqual({
      revoke: [select({ include: ['a', 'c'] })],
      regrant: undefined,
      kept: [select({ include: ['b'] })],
    });
  });

  it('takes all columns, and grants again those that others need', () => {
    expect(revoke([select()], [select({ include: ['b'] }), select({ include: ['a'] })])).toEqual({
      revoke: [select()],
      regrant: [select({ include: ['a', 'b'] })],
      kept: [select({ include: ['a', 'b'] })],
    });
  });

  it('widens an exclusion to what the others leave out, taken together', () => {
    const needs = [select({ exclude: ['a', 'b'] }), select({ exclude: ['b', 'c'] })];
    expect(revoke([select()], needs)).toMatchObject({ revoke: [select()], regrant: [select({ exclude: ['b'] })] });
  });

  it('takes nothing where another needs all of it', () => {
    expect(revoke([select({ exclude: ['a'] })], [select()])).toMatchObject({ revoke: [] });
  });

  it('grants nothing that others were granted and do not hold any more', () => {
    expect(revoke([select({ include: ['a'] })], [select({ include: ['b'] })])).toMatchObject({
      revoke: [select({ include: ['a'] })],
      kept: [],
    });
  });

  it('gives back the option to grant a list only where others may pass it on', () => {
    const held = [{ ...select({ include: ['a', 'b'] }), grantable: ['SELECT' as const] }];
    expect(revoke(held, [select({ include: ['a'] })])).toMatchObject({
      revoke: [
        { ...select({ include: ['a'] }), permissions: [], grantable: ['SELECT'] },
        { ...select({ include: ['b'] }), grantable: ['SELECT'] },
      ],
    });
  });
});

describe('takeBack', () => {
  it('undoes what was granted, and of an added option the option alone', () => {
    const granted = [
      on('orders', ['INSERT'], ['INSERT']),
      { ...on('orders', ['SELECT'], ['SELECT']), onlyOption: true as const },
    ];
    expect(takeBack(granted, [], []).revoke).toEqual([on('orders', ['INSERT'], ['INSERT', 'SELECT'])]);
  });

  it('spares what other live subscriptions were granted, when it is taken back', () => {
    const granted = [on('orders', ['DESCRIBE', 'INSERT', 'SELECT'], ['SELECT'])];
    const needed = [on('orders', ['DESCRIBE', 'SELECT'])];
    expect(takeBack(granted, [], needed)).toEqual({ revoke: [on('orders', ['INSERT'], ['SELECT'])] });
  });

  it('leaves the columns that were held before, and those that others need', () => {
    const columns = (...include: string[]) => ({ ...on('orders', ['SELECT']), columns: { include } });
    const held = [columns('id', 'price', 'region')];
    expect(takeBack([columns('price', 'region')], held, [columns('region')])).toEqual({ revoke: [columns('price')] });
  });
});
