import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compilePattern, frugalCompiler } from '../../src/mesh/pattern.ts';
import { resolveTables } from '../../src/mesh/resolve.ts';

/** Each doubles the steps of a backtracking engine with every letter of the name: at 250 letters none would ever end. */
const EXPLOSIVE = [
  '(a+)+$',
  '(a|a)*$',
  '(a|aa)+$',
  '(.*a){20}$',
  '^(([a-z])+.)+[A-Z]([a-z])+$',
  '(a*)*b',
  '(?:a?){200}a{200}',
];
const NAME = `${'a'.repeat(250)}!`;
const table = (name: string) => ({ name, owner: '1', kind: 'table' as const, location: null, columns: [] });
const CATALOG = [table(NAME), ...Array.from({ length: 500 }, (_, at) => table(`table_${at}`))];

describe('a regular expression from outside', () => {
  it.each(EXPLOSIVE)('%s is matched in linear time', (pattern) => {
    expect(compilePattern(pattern)?.(NAME)).toBe(false);
    expect(resolveTables([pattern], '1', 'db', CATALOG).tables.map(({ name }) => name)).not.toContain(NAME);
  });

  it('of a few characters that stands for a hundred thousand steps is taken for none', () => {
    for (const pattern of ['x{900}'.repeat(100), '(?:.{0,30}){0,30}'.repeat(20)])
      expect(compilePattern(pattern)).toBeNull();
  });

  it('is one of a few hundred at most: the rest of a record is left out, by name', () => {
    const asked = Array.from({ length: 19_000 }, (_, at) => `(?:.{0,30}){0,30}${at}`);
    const { tables, leftOut } = resolveTables(['table_7', ...asked, 'table_8'], '1', 'db', CATALOG);
    expect(leftOut.filter(({ reason }) => reason === 'too-many-patterns').length).toBeGreaterThan(18_900);
    expect(tables.map(({ name }) => name)).toEqual(expect.arrayContaining(['table_7', 'table_8']));
  });

  it('however small, is one of two hundred: each is tried on every table', () => {
    const compile = frugalCompiler();
    const answers = Array.from({ length: 1_000 }, (_, at) => compile(`t.${at}`));
    expect(answers.filter((one) => typeof one === 'function')).toHaveLength(200);
    expect(new Set(answers.slice(200))).toEqual(new Set(['spent']));
  });

  it('costs a record no more than its budget, whatever it is', () => {
    const patterns = fc.array(
      fc.oneof(fc.string({ maxLength: 60 }), fc.constantFrom(...EXPLOSIVE, 'x{1000}', '(x{30}){30}')),
      {
        maxLength: 400,
      },
    );
    fc.assert(
      fc.property(patterns, (list) => {
        const compile = frugalCompiler();
        const compiled = list.map(compile).filter((one) => typeof one === 'function');
        expect(compiled.length).toBeLessThanOrEqual(200);
        for (const matches of compiled) expect(typeof matches(NAME)).toBe('boolean');
      }),
      { numRuns: 30, endOnFailure: true },
    );
  });
});
