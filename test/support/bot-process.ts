import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { BOT, BOT_NODE_OPTIONS } from '../../local/bot.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The bot as `npm run bot` starts it, in a process that can be killed. */
export interface BotProcess {
  /** SIGKILL: nothing is finished, nothing is let go of. Resolves when it is gone. */
  kill(): Promise<void>;
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>;
  /** What it wrote to standard error and output. */
  output(): string;
  /** Resolves with the exit code when it ends by itself. */
  ended: Promise<number | null>;
}

/** Starts the bot with these settings and nothing else of the environment but what Node needs. It is killed with the test. */
export function botProcess(environment: Record<string, string>): BotProcess {
  const { PATH = '', HOME = '' } = process.env;
  const child: ChildProcess = spawn(process.execPath, [...BOT_NODE_OPTIONS, BOT], {
    cwd: ROOT,
    env: { PATH, HOME, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  const end = async (signal: 'SIGKILL' | 'SIGTERM') => {
    child.kill(signal);
    return ended;
  };
  onTestFinished(async () => void (await end('SIGKILL')));
  return { kill: async () => void (await end('SIGKILL')), stop: () => end('SIGTERM'), output: () => output, ended };
}
