import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import manifest from '../package.json' with { type: 'json' };

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const ENDS_WITH_US = new URL('./ends-with-parent.mjs', import.meta.url).href;

/** What `npm run bot` tells Node: to collect before it takes more memory, of which it would take what the machine has. */
export const BOT_NODE_OPTIONS = manifest.scripts.bot.split(' ').filter((word) => word.startsWith('--'));

/** `npm run bot`, with these settings and what it prints in this terminal. It ends with this process, however that ends. */
export function spawnBot(settings: Record<string, string>, nodeOptions: readonly string[] = []): ChildProcess {
  return spawn(
    process.execPath,
    [...BOT_NODE_OPTIONS, ...nodeOptions, '--import', ENDS_WITH_US, '--import', 'tsx', 'src/handlers/server.ts'],
    {
      cwd: ROOT,
      env: { ...process.env, ...settings },
      stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
      // Ctrl-C reaches a whole group at once: the bot is to be told by us, while the others still answer it.
      detached: true,
    },
  );
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

/**
 * The bot, started again when somebody kills it, as whoever runs it for good would. `ended` hears the exit code of one that
 * ended by itself.
 */
export function keepBot(settings: Record<string, string>, ended: (code: number) => void): { close(): Promise<void> } {
  let closing = false;
  const begin = (): ChildProcess =>
    spawnBot(settings).once('exit', (code, signal) => {
      if (closing) return;
      if (signal === null) return ended(code ?? 1);
      console.log(`The bot was killed (${signal}). It is started again, and goes on where it was.`);
      bot = begin();
    });
  let bot = begin();
  return {
    close: () => {
      closing = true;
      return stopBot(bot);
    },
  };
}
