/** What was measured, a row a thing. Times in milliseconds unless the heading says otherwise. */
export interface Table {
  title: string;
  headings: string[];
  rows: (string | number)[][];
}

/** Prints a table in Markdown, as it stands in docs/. */
export function print({ title, headings, rows }: Table): void {
  const text = [headings, headings.map(() => '---'), ...rows].map((cells) => `| ${cells.map(show).join(' | ')} |`);
  console.log(`\n### ${title}\n\n${text.join('\n')}`);
}

/** The value below which `share` (0 to 1) of the sample lies. */
export function quantile(sample: readonly number[], share: number): number {
  const sorted = [...sample].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

/** Median, 99th percentile and worst of a sample. */
export function spread(sample: readonly number[]): [number, number, number] {
  return [quantile(sample, 0.5), quantile(sample, 0.99), Math.max(...sample)];
}

function show(cell: string | number): string {
  return typeof cell === 'string' ? cell : cell >= 100 ? cell.toFixed(0) : cell.toFixed(1);
}
