import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';

const COMMAND = ['--import', 'tsx', 'local/slack/main.ts'];

test('the command prints where the page is, serves it and ends at a SIGTERM', async () => {
  const child = spawn(process.execPath, [...COMMAND, '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [chunk] = await once(child.stdout, 'data');
  const [, url = ''] = /^Slack stand-in: (\S+) \(SLACK_API_URL=\S+\/api\/\)\n$/.exec(String(chunk)) ?? [];
  expect((await fetch(url)).status).toBe(200);
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
});

test('a port that is no port is refused in a sentence', async () => {
  const child = spawn(process.execPath, [...COMMAND, '--port', 'http'], { stdio: ['ignore', 'ignore', 'pipe'] });
  const [chunk] = await once(child.stderr, 'data');
  expect(String(chunk)).toBe('--port must be a number from 0 to 65535, not "http".\n');
  expect(await once(child, 'exit')).toEqual([1, null]);
});
