import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** `npm run bot`, with these settings and what it prints in this terminal. */
export function spawnBot(settings: Record<string, string>, nodeOptions: readonly string[] = []): ChildProcess {
  return spawn(process.execPath, [...nodeOptions, '--import', 'tsx', 'src/handlers/server.ts'], {
    cwd: ROOT,
    env: { ...process.env, ...settings },
    stdio: 'inherit',
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
