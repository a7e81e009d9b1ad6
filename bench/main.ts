import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { Misuse } from '../scripts/arguments.ts';
import { buildBot } from '../scripts/build/bot.ts';
import { judged, markdown, type Table } from './report.ts';
import { readUsage, type Usage } from './usage.ts';

type Topics = Record<string, (usage: Usage) => Promise<Table[]>>;

/** Each topic by its name: `npm run bench` runs them all, `npm run bench -- ring` one. A topic loads what it needs when it runs. */
const TOPICS: Topics = {
  calls: async () => (await import('./calls.ts')).calls(),
  cold: async () => (await import('./cold.ts')).cold(),
  time: async () => (await import('./time.ts')).time(),
  ring: async () => (await import('./ring/topic.ts')).ring(),
  faults: async ({ only }) => (await import('./faults/faults.ts')).faults(only),
  load: async () => (await import('./load.ts')).load(),
  backlog: async () => (await import('./backlog.ts')).backlog(),
};
/** What takes as long as one likes, and is run by its name alone. */
const BY_NAME: Topics = {
  fuzz: async () => (await import('./fuzz.ts')).fuzz(),
  'busy-day': async ({ minutes }) => (await import('./faults/faults.ts')).busyDay(minutes),
};

async function main(): Promise<void> {
  const usage = readUsage(process.argv.slice(2), Object.keys(TOPICS), Object.keys(BY_NAME));
  await buildBot();
  const machine = { node: process.version, cpus: cpus().map(({ model }) => model) };
  for (const topic of usage.topics) {
    const begun = new Date().toISOString();
    const tables = (await { ...TOPICS, ...BY_NAME }[topic]?.(usage)) ?? [];
    for (const table of tables) console.log(`\n${markdown(table)}`);
    const kept = tables.map((table) => ({ ...table, rows: table.rows.map(judged) }));
    mkdirSync('dist/bench', { recursive: true });
    const path = `dist/bench/${topic}.json`;
    writeFileSync(path, `${JSON.stringify({ topic, begun, ...machine, tables: kept }, null, 2)}\n`);
    console.log(`Written to ${path}`);
  }
}

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
// What it has started ends when it exits; a signal alone would end it without.
for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));
main().then(
  // What the stand-ins' clients keep open would hold the process for minutes.
  () => process.exit(0),
  (error: unknown) => {
    console.error(error instanceof Misuse ? error.message : error);
    process.exit(1);
  },
);
