import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { bundleFunctions } from '../../scripts/build/bundle.ts';
import { loadedFirst } from '../../scripts/build/loaded.ts';
import { openStage } from '../support/lambda/stage.ts';
import { cardShowing } from '../support/world.ts';

const NOTER = fileURLToPath(new URL('../support/lambda/loaded.mjs', import.meta.url));

/** KiB, minified. */
const AT_INITIALISATION = { slack: 650, subscriptions: 500, operations: 1300 };
/** KiB, minified: up to Slack's answer; up to the first card, for which the lake is looked at; up to the end of an operation. */
const TO_THE_FIRST_ANSWER = { Slack: 650, Subscriptions: 1000, Operations: 1300 };

async function folder(name: string): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), name));
  onTestFinished(() => rm(path, { recursive: true }));
  return path;
}

/** Of each process of a function that has answered: KiB that it had loaded when it was first invoked, and when it answered. */
async function loadedBy(dir: string, name: string): Promise<{ invoked: number; answering: number }[]> {
  const files = (await readdir(dir)).filter((file) => file.startsWith(`${name}Function-`));
  const notes = await Promise.all(files.map((file) => readFile(join(dir, file), 'utf8')));
  const ended = notes.map((text) => text.split('\n')).filter((lines) => lines.includes('answering'));
  return Promise.all(
    ended.map(async (lines) => ({
      invoked: await sizeOf(lines.slice(0, lines.indexOf('invoked'))),
      answering: await sizeOf(lines.slice(0, lines.indexOf('answering'))),
    })),
  );
}

/** KiB of the files that are named. */
async function sizeOf(lines: readonly string[]): Promise<number> {
  const urls = new Set(lines.filter((line) => line.startsWith('file:')));
  const sizes = await Promise.all([...urls].map(async (url) => (await stat(new URL(url))).size));
  return sizes.reduce((sum, size) => sum + size, 0) / 1024;
}

it('loads no more than its budget to initialise, by what the bundles import', async () => {
  const built = await bundleFunctions(await folder('meshdesk-bundles-'));
  for (const name of ['slack', 'subscriptions', 'operations'] as const) {
    expect.soft(loadedFirst(built[name]) / 1024, name).toBeLessThanOrEqual(AT_INITIALISATION[name]);
  }
});

it('loads no more than its budget before the first answer, by what Node.js reads', { timeout: 180_000 }, async () => {
  const dir = await folder('meshdesk-loaded-');
  const variables = { NODE_OPTIONS: `--import=${NOTER}`, LOADED_DIR: dir };
  const stage = await openStage({ node: 24, coldEvery: 1, variables });
  const rita = stage.as('U0RITA');
  const id = await stage.ask();
  expect(await rita.command('/mesh help', 'C0RETAIL')).toEqual({});
  expect(await rita.command('/mesh create', 'C0RETAIL')).toEqual({});
  const card = await cardShowing(rita, 'C0RETAIL', id, 'Approve would change', 60_000);
  expect(await rita.click(card, 'approve')).toEqual({});
  await cardShowing(rita, 'C0RETAIL', id, 'Granted by @U0RITA', 60_000);

  for (const [name, most] of Object.entries(TO_THE_FIRST_ANSWER)) {
    const loaded = await loadedBy(dir, name);
    expect.soft(loaded.length, name).toBeGreaterThan(0);
    expect.soft(Math.max(...loaded.map(({ answering }) => answering)), name).toBeLessThanOrEqual(most);
    const atFirst = AT_INITIALISATION[name.toLowerCase() as keyof typeof AT_INITIALISATION];
    expect.soft(Math.max(...loaded.map(({ invoked }) => invoked)), name).toBeLessThanOrEqual(atFirst);
  }
});
