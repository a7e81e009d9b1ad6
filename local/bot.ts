import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import manifest from '../package.json' with { type: 'json' };

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const ENDS_WITH_US = new URL('./ends-with-parent.mjs', import.meta.url).href;

/** What `npm run bot` tells Node: to collect before it takes more memory, of which it would take what the machine has. */
export const BOT_NODE_OPTIONS = manifest.scripts.bot.split(' ').filter((word) => word.startsWith('--'));

/** What `npm run bot` runs, which `npm run build:bot` has made. */
export const BOT = manifest.scripts.bot.split(' ').at(-1) as string;

/** `npm run bot`, with these settings and what it prints in this terminal. It ends with this process, however that ends. */
export function spawnBot(settings: Record<string, string>, nodeOptions: readonly string[] = []): ChildProcess {
  return spawn(process.execPath, [...BOT_NODE_OPTIONS, ...nodeOptions, '--import', ENDS_WITH_US, BOT], {
    cwd: ROOT,
    env: { ...process.env, ...settings },
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    // Ctrl-C reaches a whole group at once: the bot is to be told by us, while the others still answer it.
    detached: true,
  });
}

/** Ends the bot, gently at first. Resolves when it is gone. */
export async function stopBot(bot: ChildProcess): Promise<void> {
  if (bot.exitCode !== null || bot.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => bot.once('exit', () => resolve()));
  bot.kill('SIGTERM');
  const late = setTimeout(() => bot.kill('SIGKILL'), 10_000);
  await ended;
  clearTimeout(late);
}

/** A bot that is there until it is closed. */
export interface KeptBot {
  /** Of its process, as it is now. */
  pid(): number | undefined;
  close(): Promise<void>;
}

/**
 * The bot, started again when somebody kills it or tells it to end, as whoever runs it for good would. `ended` hears the exit
 * code of one that could not go on.
 */
export function keepBot(settings: Record<string, string>, ended: (code: number) => void): KeptBot {
  let closing = false;
  const begin = (): ChildProcess =>
    spawnBot(settings).once('exit', (code, signal) => {
      if (closing) return;
      // Told to end by a signal, it finishes what is in flight and says 0; it never ends so by itself.
      if (signal === null && code !== 0) return ended(code ?? 1);
      bot = begin();
      const how = signal === null ? 'told to end' : `killed (${signal})`;
      console.log(`The bot was ${how}. It is started again as process ${bot.pid}, and goes on where it was.`);
    });
  let bot = begin();
  return {
    pid: () => bot.pid,
    close: () => {
      closing = true;
      return stopBot(bot);
    },
  };
}

/**
 * Writes the settings into a file of its own, for a command that starts another bot with them from whatever shell. The file
 * goes with `close`.
 */
export async function settingsFile(
  settings: Record<string, string>,
): Promise<{ command: string; close(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'meshdesk-'));
  const file = join(folder, 'bot.env');
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}\n`);
  await writeFile(file, lines.join(''), { mode: 0o600 });
  return {
    command: `env $(cat '${file}') npm --prefix '${ROOT}' run bot`,
    close: () => rm(folder, { recursive: true, force: true }),
  };
}
