import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { expect, it, onTestFinished } from 'vitest';

const start = (...args: string[]) => {
  const child = spawn(process.execPath, ['--import', 'tsx', 'local/start.ts', ...args], { stdio: 'pipe' });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
};

it('leaves no DynamoDB Local behind when it is told to end', { timeout: 60_000 }, async () => {
  const child = start('--port', '0');
  const exit = once(child, 'exit');
  let said = '';
  for await (const chunk of child.stdout) {
    said += chunk;
    if (said.includes('Ctrl-C')) break;
  }
  const [, dynamo = ''] = /DynamoDB Local: (\S+)/.exec(said) ?? [];
  expect((await fetch(dynamo)).status).toBe(400);
  child.kill('SIGTERM');
  await exit;
  await expect(fetch(dynamo)).rejects.toThrow('fetch failed');
});

it.each([[['--port', 'abc']], [['--port', '70000']], [['--prot', '4200']], [['4200']]])(
  'says in a sentence what it takes, told %j',
  async (args) => {
    const child = start(...args);
    const exit = once(child, 'exit');
    expect(await text(child.stderr)).toBe(
      'It takes a port from 0 to 65535 and nothing else: npm start -- --port 4200. Nothing was started.\n',
    );
    expect(await exit).toEqual([1, null]);
  },
);
