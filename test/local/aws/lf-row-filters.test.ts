import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { requireRowFilter } from '../../../local/aws/lakeformation/row-filter.ts';
import type { Table } from '../../../local/aws/state/catalog.ts';
import { rowFilterCheck } from '../../../src/mesh/row-filter.ts';
import { documentedFilters, FILTERED, nearlyFilters } from '../../support/arbitrary-row-filters.ts';

const now = new Date();
const table: Table = {
  name: FILTERED.name,
  database: 'shop',
  input: {
    Name: FILTERED.name,
    StorageDescriptor: { Columns: FILTERED.columns.map(({ name, type }) => ({ Name: name, Type: type })) },
  },
  createTime: now,
  updateTime: now,
  createdBy: 'test',
  version: 0,
  partitions: new Map(),
};

function refusal(expression: string): string | undefined {
  try {
    requireRowFilter(table, expression);
    return undefined;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'InvalidInputException') return error.message;
    throw error;
  }
}

describe('A row filter', () => {
  it('is taken in every form that the developer guide has', () => {
    fc.assert(
      fc.property(documentedFilters, (text) => {
        expect(refusal(text)).toBeUndefined();
      }),
    );
  });

  it.each([
    ['', 'unexpected end'],
    ["c_nope ==== 'x' ;drop", 'column c_nope, which does not exist'],
    ["c_id ==== 'x'", 'unexpected token ='],
    ["c_name = 'x' ;drop", 'unexpected token ;'],
    ["c_name = 'x", "unexpected token '"],
    ['c_name = "x"', 'unexpected token "x"'],
    ['(c_id = 1', 'unexpected end'],
    ['c_id = 1)', 'unexpected token )'],
    ['c_id = c_id', 'unexpected token c_id'],
    ['upper(c_name) = 1', 'column upper, which does not exist'],
    ['c_id IN (SELECT 1)', 'unexpected token SELECT'],
    ["group = 'x'", 'unexpected token group'],
    ["sold_at > '2026-05-01 00:00:00'", 'TIMESTAMP data type not supported for row level filter predicate.'],
    ["tags = 'x'", 'ARRAY data type not supported'],
  ])('is refused that is none: %s', (text, said) => {
    expect(refusal(text)).toContain(said);
  });

  it('is refused that is nested without end', () => {
    expect(refusal(`${'('.repeat(1000)}c_id = 1${')'.repeat(1000)}`)).toContain('nested too deeply');
  });

  it('that is taken here is never refused by the core', () => {
    fc.assert(
      fc.property(nearlyFilters, (text) => {
        if (refusal(text) === undefined) expect(rowFilterCheck(text)(FILTERED)).toBeUndefined();
      }),
      { numRuns: 2_000 },
    );
  });
});
