import { describe, expect, it } from 'vitest';
import { sensitiveColumns } from '../../src/mesh/sensitivity.ts';

type Tags = Record<string, string[]>;
const columns = (tags: Record<string, Tags>) =>
  Object.entries(tags).map(([name, own]) => ({ name, type: 'string', partition: false, tags: own }));

describe('sensitiveColumns', () => {
  it('finds columns that a tag of the usual keys marks', () => {
    const marked = {
      a: { sensitivity: ['personal'] },
      b: { PII: ['true'] },
      c: { data_classification: ['confidential', 'secret'] },
      d: { domain: ['retail'] },
      e: {},
    };
    expect(sensitiveColumns({ tags: {}, columns: columns(marked) })).toEqual([
      { name: 'a', because: ['sensitivity=personal'] },
      { name: 'b', because: ['PII=true'] },
      { name: 'c', because: ['data_classification=confidential', 'data_classification=secret'] },
    ]);
  });

  it.each(['public', 'Open', 'internal', 'none', 'no', 'FALSE', 'low', 'non-sensitive', 'nonPII'])(
    'takes %s for harmless',
    (value) => {
      expect(sensitiveColumns({ tags: {}, columns: columns({ a: { classification: [value] } }) })).toEqual([]);
    },
  );

  it('hands down what the table is tagged with', () => {
    const table = {
      tags: { sensitivity: ['high'], domain: ['hr'] },
      columns: columns({ a: {}, b: { domain: ['it'] } }),
    };
    expect(sensitiveColumns(table)).toEqual([
      { name: 'a', because: ['sensitivity=high'] },
      { name: 'b', because: ['sensitivity=high'] },
    ]);
  });

  it("has a column's own value take the place of the table's, for the same key only", () => {
    const table = {
      tags: { sensitivity: ['high'] },
      columns: columns({ same: { sensitivity: ['public'] }, other: { pii: ['false'] }, both: { pii: ['true'] } }),
    };
    expect(sensitiveColumns(table)).toEqual([
      { name: 'other', because: ['sensitivity=high'] },
      { name: 'both', because: ['sensitivity=high', 'pii=true'] },
    ]);
  });
});
