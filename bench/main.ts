import { mkdirSync, writeFileSync } from 'node:fs';
import { print, type Table } from './report.ts';
import { ring } from './ring.ts';

/** Each topic by its name: `npm run bench` runs them all, `npm run bench -- ring` one. */
const TOPICS: Record<string, () => Promise<Table[]>> = { ring };

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in TOPICS));
if (unknown.length > 0) {
  console.error(`There is no ${unknown.join(', ')}. There is: ${Object.keys(TOPICS).join(', ')}.`);
  process.exit(1);
}
for (const [name, run] of Object.entries(TOPICS)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const tables = await run();
  for (const table of tables) print(table);
  mkdirSync('dist/bench', { recursive: true });
  writeFileSync(`dist/bench/${name}.json`, `${JSON.stringify(tables, null, 2)}\n`);
}
process.exit(0);
