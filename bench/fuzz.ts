import { spawnSync } from 'node:child_process';
import type { Table } from './report.ts';

const RUNS = 100_000;

/** The fuzzing of the tests with more of it: so many records, events and signed payloads. MESHDESK_SEED repeats a run. Throws when anything gives way. */
export async function fuzz(): Promise<Table[]> {
  const seed = process.env.MESHDESK_SEED ?? String(Date.now() % 2 ** 31);
  const begun = performance.now();
  const { status } = spawnSync('npx', ['vitest', 'run', '--project', 'all', 'test/attacks/fuzz.test.ts'], {
    stdio: 'inherit',
    env: { ...process.env, MESHDESK_FUZZ: String(RUNS), MESHDESK_SEED: seed },
  });
  if (status !== 0) throw new Error(`something gave way with seed ${seed}`);
  const minutes = (performance.now() - begun) / 60_000;
  return [
    {
      title: `${RUNS.toLocaleString('en-US')} records, stream events and signed payloads, seed ${seed}`,
      unit: 'minutes',
      rows: [{ what: 'no crash, no unhandled rejection, no stack trace shown, nothing decided', ours: minutes }],
    },
  ];
}
