import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it, onTestFinished } from 'vitest';
import { openWorld } from '../support/world.ts';

const PARENT = `
  import { spawnBot } from './local/bot.ts';
  const { pid, spawnargs } = spawnBot({});
  console.log(JSON.stringify({ pid, spawnargs }));
`;

it('starts the bot in little memory, and leaves none behind when whoever started it is killed', {
  timeout: 60_000,
}, async () => {
  const { environment, slack } = await openWorld();
  const parent = spawn(process.execPath, ['--import', 'tsx', '--input-type', 'module', '--eval', PARENT], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void parent.kill('SIGKILL'));
  const { pid: bot, spawnargs } = JSON.parse(String((await once(parent.stdout, 'data'))[0]));
  onTestFinished(() => {
    if (isThere(bot)) process.kill(bot, 'SIGKILL');
  });
  const connected = async () => {
    const { connections } = (await (await fetch(`${slack.url}/_control/socket`)).json()) as { connections: number };
    return connections > 0;
  };
  await expect.poll(connected, { timeout: 30_000 }).toBe(true);
  // As `npm run bot` starts it: without them it takes the memory that the machine has.
  expect(spawnargs).toEqual(expect.arrayContaining(['--heap-growing-percent=30', '--max-semi-space-size=8']));
  parent.kill('SIGKILL');
  await expect.poll(() => isThere(bot), { timeout: 10_000 }).toBe(false);
});

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false;
    throw error;
  }
}
