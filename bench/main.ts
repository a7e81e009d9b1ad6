import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { judged, markdown, type Table } from './report.ts';

/** Each topic by its name: `npm run bench` runs them all, `npm run bench -- ring` one. A topic loads what it needs when it runs. */
const TOPICS: Record<string, () => Promise<Table[]>> = {
  calls: async () => (await import('./calls.ts')).calls(),
  cold: async () => (await import('./cold.ts')).cold(),
  time: async () => (await import('./time.ts')).time(),
  ring: async () => (await import('./ring/topic.ts')).ring(),
  faults: async () => (await import('./faults/faults.ts')).faults(values.only?.split(',')),
  load: async () => (await import('./load.ts')).load(),
  backlog: async () => (await import('./backlog.ts')).backlog(),
};

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
const { positionals: wanted, values } = parseArgs({
  allowPositionals: true,
  options: { minutes: { type: 'string', default: '30' }, only: { type: 'string' } },
});
/** What takes as long as one likes, and is run by its name alone. */
const BY_NAME: typeof TOPICS = {
  fuzz: async () => (await import('./fuzz.ts')).fuzz(),
  'busy-day': async () => (await import('./faults/faults.ts')).busyDay(Number(values.minutes)),
};
const all = { ...TOPICS, ...BY_NAME };
const unknown = wanted.filter((name) => !(name in all));
if (unknown.length > 0 || !(Number(values.minutes) > 0)) {
  const topics = Object.keys(all).join(', ');
  console.error(
    unknown.length > 0
      ? `There is no ${unknown.join(', ')}. There is: ${topics}.`
      : '--minutes must be a number above 0.',
  );
  process.exit(1);
}
const machine = { node: process.version, cpus: cpus().map(({ model }) => model) };
for (const [topic, run] of Object.entries(wanted.length > 0 ? all : TOPICS)) {
  if (wanted.length > 0 && !wanted.includes(topic)) continue;
  const begun = new Date().toISOString();
  const tables = await run().catch((error: unknown) => {
    console.error(error instanceof RangeError ? error.message : error);
    process.exit(1);
  });
  for (const table of tables) console.log(`\n${markdown(table)}`);
  const kept = tables.map((table) => ({ ...table, rows: table.rows.map(judged) }));
  mkdirSync('dist/bench', { recursive: true });
  const path = `dist/bench/${topic}.json`;
  writeFileSync(path, `${JSON.stringify({ topic, begun, ...machine, tables: kept }, null, 2)}\n`);
  console.log(`Written to ${path}`);
}
// What the stand-ins' clients keep open would hold the process for minutes.
process.exit(0);
