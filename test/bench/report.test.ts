import { describe, expect, it } from 'vitest';
import { judged, markdown, quantile } from '../../bench/report.ts';

describe('a table of a benchmark', () => {
  it('shows ours beside the reference and the floor, with the ratios and whether the target is held', () => {
    const target = { of: 'overFloor', atMost: 1.15 } as const;
    const table = {
      title: 'Calls',
      unit: 'calls',
      reference: 'the Python library',
      rows: [
        { what: 'create', ours: 382, reference: 6060, floor: 367, target },
        { what: 'approve', ours: 6, floor: 5, target, more: { glue: 1 } },
      ],
    };
    expect(markdown(table)).toBe(
      [
        '### Calls (calls)',
        '',
        '|  | ours | the Python library | ours ÷ reference | floor | ours ÷ floor | target | glue |',
        '| --- | --- | --- | --- | --- | --- | --- | --- |',
        '| create | 382 | 6060 | 0.06 | 367 | 1.04 | ≤ 1.15 × floor |  |',
        '| approve | 6 |  |  | 5 | 1.20 | ≤ 1.15 × floor, missed | 1 |',
        '',
      ].join('\n'),
    );
  });

  it('leaves out the columns that no row fills', () => {
    expect(markdown({ title: 'Time', unit: 'ms', rows: [{ what: 'ack', ours: 12.34 }] })).toBe(
      '### Time (ms)\n\n|  | ours |\n| --- | --- |\n| ack | 12.3 |\n',
    );
  });

  it('tells what follows from a row, for rates too', () => {
    expect(judged({ what: 'backlog', ours: 160, target: { of: 'ours', atLeast: 150 } })).toMatchObject({ held: true });
    expect(() => judged({ what: 'backlog', ours: 160, target: { of: 'ratio', atMost: 1 } })).toThrow(RangeError);
  });

  it('takes quantiles of unsorted samples', () => {
    const sample = [...Array.from({ length: 100 }, (_, index) => index + 1)].reverse();
    expect([quantile(sample, 0.5), quantile(sample, 0.99), quantile(sample, 1)]).toEqual([51, 100, 100]);
  });
});
