import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rowFilterCheck } from '../../src/mesh/row-filter.ts';
import { text } from '../support/arbitraries.ts';
import { documentedFilters, FILTERED, nearlyFilters } from '../support/arbitrary-row-filters.ts';

const problem = (filter: string) => {
  const found = rowFilterCheck(filter)(FILTERED);
  return found && `${found.at}: ${found.what}`;
};

describe('a row filter', () => {
  it.each([
    // The developer guide's own, in the columns of this table.
    "c_id > 2010 and c_name != 'US'",
    "(c_id > 2010 and c_name = 'US') or (c_id < 8 and c_id > 23)",
    "(c_name between 'Z' and 'U') and (c_id = 2018)",
    "(c_name like '%ited%') and (c_id > 2000)",
    'c_id > 2010 and address.city <> 1',
    'true',
    "c_name = 'it''s; here -- (x'",
    "c_name NOT LIKE '10!%' ESCAPE '!'",
    "C_NAME IS NOT NULL AND NOT (\"GROUP\" NOT IN ('a', 'b') OR NOT c_id NOT BETWEEN -1 AND +1)",
    // Not in the guide, and PartiQL all the same: Lake Formation decides.
    "10 < c_id AND c_name = CAST('a' AS VARCHAR(10)) AND c_id = CAST(c_name AS DOUBLE PRECISION)",
    "c_name >= DATE '2026-01-01' AND c_id * 2 + 1 > (3 - -4) AND c_name || 'x' = 'ax'",
    "c_name IN ['a', 'b'] AND address['city'] = 'x' AND c_name IS NOT MISSING AND c_id = `7`",
    '(c_id) = 1 AND c_id',
  ])('is taken: %s', (filter) => {
    expect(problem(filter)).toBeUndefined();
  });

  it.each([
    ["c_nope ==== 'x' ;drop", '9: a column or a value is expected instead of ='],
    ["c_nope = 'x'", '1: there is no column c_nope in customer'],
    ["c_id = 1 AND c_nope = 'x'", '14: there is no column c_nope in customer'],
    ['c_name = "US" OR 1 = "US"', '10: a column can be compared with values only, and text stands in single quotes'],
    ['1 = "US"', '5: there is no column "US" in customer, and text stands in single quotes'],
    ['c_name = US', '10: a column can be compared with values only, and text stands in single quotes'],
    ['c_id IN (1, (c_id))', '13: a column can be compared with values only, and text stands in single quotes'],
    ['', '1: a column or a value is expected'],
    ['c_id >', '7: a column or a value is expected'],
    ["c_name = 'a' or 'b'", "17: 'b' is compared with nothing"],
    ["'a' AND c_id = 1", "1: 'a' is compared with nothing"],
    ['1 + c_id', '1: 1 is compared with nothing'],
    ["c_id = 1 AND NOT ('a')", '18: ( is compared with nothing'],
    ['c_id = 1; DROP TABLE customer', '9: ; has no meaning here'],
    ["c_name = 'US", '10: this quote is never closed'],
    ["c_name = 'U''S", '10: this quote is never closed'],
    ['"c_name = 1', '1: this quote is never closed'],
    ['c_name = ‘US’', "10: text stands in straight single quotes, like 'US'"],
    ['(c_id = 1 OR (c_id = 2)', '1: ( is never closed'],
    ['c_id IN (1, 2', '9: ( is never closed'],
    ['c_id IN 1', '9: ( and a list of values is expected instead of 1'],
    ['c_id IN ()', '10: a column or a value is expected instead of )'],
    ['c_id = 1)', '9: AND, OR or the end is expected instead of )'],
    ['c_id = 1 c_id = 2', '10: AND, OR or the end is expected instead of c_id'],
    ['c_id NOT = 1', '10: BETWEEN, IN or LIKE is expected instead of ='],
    ['c_id BETWEEN 1, 2', '15: AND is expected instead of ,'],
    ['c_id IS 5', '9: NULL or MISSING or TRUE or FALSE or UNKNOWN is expected instead of 5'],
    ["upper(c_name) = 'US'", '1: upper is a function, and a row filter takes none'],
    [
      'c_id IN (SELECT id FROM others)',
      '10: a column or a value (a column of that name stands in double quotes) is expected instead of SELECT',
    ],
    [
      "group = 'a'",
      '1: a column or a value (a column of that name stands in double quotes) is expected instead of group',
    ],
    ["sold_at > '2026-05-01'", '1: rows cannot be filtered by sold_at, which is of type timestamp'],
    ["tags[0] = 'a'", '1: rows cannot be filtered by tags, which is of type array'],
    ["c_name = '👍🏽' AND c_nope = 1", '19: there is no column c_nope in customer'],
    [`"a\u202eb" = 1`, '1: there is no column "a\ufffdb" in customer, and text stands in single quotes'],
    [`${'x'.repeat(100)} = 1`, `1: there is no column ${'x'.repeat(59)}… in customer`],
    [`c_id = ${'1'.repeat(2042)}`, '2049: a row filter has 2,048 characters at most'],
  ])('is not taken: %s', (filter, said) => {
    expect(problem(filter)).toBe(said);
  });

  it('is taken in every form that the developer guide has', () => {
    fc.assert(
      fc.property(documentedFilters, (filter) => {
        fc.pre(filter.length <= 2048);
        expect(problem(filter)).toBeUndefined();
      }),
    );
  });

  it('is answered whatever it is: with nothing, or with words about one of its characters', () => {
    const anything = fc.oneof(nearlyFilters, text(2048, 0));
    fc.assert(
      fc.property(anything, (typed) => {
        const found = rowFilterCheck(typed)(FILTERED);
        if (found === undefined) return;
        expect(found.at).toBeGreaterThanOrEqual(1);
        expect(found.at).toBeLessThanOrEqual([...typed].length + 1);
        expect(found.what).toMatch(/^\P{C}+$/u);
        expect(found.what.length).toBeLessThan(300);
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([
    '(',
    'NOT ',
    '-',
    "c_id='",
    '"',
    '`',
    'c_id=1 OR ',
    '(c_id=1)OR',
    'c_id IN(',
    'CAST(',
    'c_id[',
    'c_id.',
    ';',
  ])('is answered when it is nothing but %s', (part) => {
    const longest = part.repeat(Math.floor(2048 / part.length));
    expect(problem(longest)).toMatch(/^\d+: /);
    expect(problem(part.repeat(1_000_000))).toBe('2049: a row filter has 2,048 characters at most');
  });

  it('is read once for all tables, whose columns are looked at once each', () => {
    const filter = rowFilterCheck(Array.from({ length: 100 }, () => 'c_id > 1').join(' AND '));
    let looks = 0;
    const counted = {
      get name() {
        looks += 1;
        return 'c_id';
      },
      type: 'int',
    };
    for (let tables = 0; tables < 10; tables += 1) expect(filter({ name: 'any', columns: [counted] })).toBeUndefined();
    expect(looks).toBe(10);
  });

  it('may have parentheses in parentheses, as deep as anybody needs', () => {
    const nested = (deep: number) => `${'('.repeat(deep)}c_id = 1${')'.repeat(deep)}`;
    expect(problem(nested(150))).toBeUndefined();
    expect(problem(nested(900))).toBe('201: so many parentheses in parentheses cannot be read');
  });
});
