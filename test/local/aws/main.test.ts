import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { startLake } from '../../../local/aws/lake.ts';

const run = (...args: string[]) =>
  spawn(process.execPath, ['--import', 'tsx', 'local/aws/main.ts', ...args], { stdio: 'pipe' });

async function firstLine(stream: NodeJS.ReadableStream): Promise<string> {
  let text = '';
  for await (const chunk of stream) {
    text += chunk;
    if (text.includes('\n')) break;
  }
  return text.trim();
}

describe('The command', () => {
  it('prints where it answers and ends on SIGTERM', async () => {
    const child = run('--port', '0');
    const line = await firstLine(child.stdout);
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0];
    expect((await fetch(`${url}/_control/calls`)).status).toBe(200);
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it('says so when its port is taken or is none', async () => {
    const lake = await startLake();
    const taken = run('--port', String(lake.port));
    expect(await firstLine(taken.stderr)).toBe(`Port ${lake.port} is taken; choose another one with --port.`);
    await lake.close();
    const wrong = run('--port', 'http');
    expect(await firstLine(wrong.stderr)).toBe('--port must be a number from 0 to 65535, not http.');
  });
});
