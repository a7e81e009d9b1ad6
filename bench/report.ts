/** One figure of ours, and what it is held against. */
export interface Row {
  what: string;
  ours: number;
  /** The same of the table's reference. */
  reference?: number;
  /** The least that the limits of the APIs allow. */
  floor?: number;
  /** Of `ours`, of its ratio to the reference, or of its ratio to the floor. */
  target?:
    | { of: 'ours' | 'ratio' | 'overFloor'; atMost: number }
    | { of: 'ours' | 'ratio' | 'overFloor'; atLeast: number };
  /** Whatever else there is to say of it, by heading. */
  more?: Record<string, number | string>;
}

/** What was measured of one thing. */
export interface Table {
  title: string;
  /** Of ours, the reference and the floor. */
  unit: string;
  /** What the reference is. */
  reference?: string;
  rows: Row[];
}

/** A row with its ratios, as it is printed and kept. */
export type Judged = Row & { ratio?: number; overFloor?: number; held?: boolean };

/** A row with what follows from it. */
export function judged(row: Row): Judged {
  const { ours, reference, floor, target } = row;
  const ratios = {
    ...(reference !== undefined && { ratio: ours / reference }),
    ...(floor !== undefined && { overFloor: ours / floor }),
  };
  if (target === undefined) return { ...row, ...ratios };
  const figure = { ours, ...ratios }[target.of];
  if (figure === undefined) throw new RangeError(`${row.what}: a target of ${target.of}, and nothing to take it of`);
  return { ...row, ...ratios, held: 'atMost' in target ? figure <= target.atMost : figure >= target.atLeast };
}

/** Says what the row came to, for those who wait for the next ones of its table. */
export function told(row: Row): Row {
  const more = Object.entries(row.more ?? {}).map(([heading, cell]) => `${heading} ${cell}`);
  console.log([`${row.what}: ${row.ours}`, ...more].join(', '));
  return row;
}

/** The table in Markdown, as it stands in docs/performance.md. Columns that no row has are left out. */
export function markdown({ title, unit, reference, rows }: Table): string {
  const all = rows.map(judged);
  const extra = [...new Set(rows.flatMap(({ more = {} }) => Object.keys(more)))];
  const columns: [string, (row: Judged) => string | number | undefined][] = [
    ['', ({ what }) => what],
    ['ours', ({ ours }) => ours],
    [reference ?? 'reference', (row) => row.reference],
    ['ours ÷ reference', ({ ratio }) => ratio?.toFixed(2)],
    ['floor', ({ floor }) => floor],
    ['ours ÷ floor', ({ overFloor }) => overFloor?.toFixed(2)],
    ['target', targetOf],
    ...extra.map((name): (typeof columns)[number] => [name, ({ more }) => more?.[name]]),
  ];
  const used = columns.filter(([, cell]) => all.some((row) => cell(row) !== undefined));
  const lines = [
    used.map(([heading]) => heading),
    used.map(() => '---'),
    ...all.map((row) => used.map(([, cell]) => shown(cell(row)))),
  ];
  return `### ${title} (${unit})\n\n${lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n`;
}

/** The value below which `share` (0 to 1) of the sample lies. */
export function quantile(sample: readonly number[], share: number): number {
  const sorted = [...sample].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

const OF = { ours: '', ratio: ' × reference', overFloor: ' × floor' };

function targetOf({ target, held }: Judged): string | undefined {
  if (target === undefined) return undefined;
  const bound = 'atMost' in target ? `≤ ${target.atMost}` : `≥ ${target.atLeast}`;
  return `${bound}${OF[target.of]}${held ? '' : ', missed'}`;
}

function shown(cell: string | number | undefined): string {
  if (cell === undefined) return '';
  if (typeof cell === 'string') return cell;
  return Number.isInteger(cell) || Math.abs(cell) >= 100 ? cell.toFixed(0) : cell.toFixed(1);
}
