import { inspect } from 'node:util';
import { ConfigError, readConfig } from '../config.ts';
import { startBot } from './bot.ts';
import { redactor } from './redaction.ts';

/** `npm run bot`. Ends on SIGINT or SIGTERM when its work is done; a wrong setting ends it at once, with a sentence. */
async function main(): Promise<void> {
  const bot = await startBot(readConfig());
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void bot.stop());
  await bot.ended;
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error instanceof ConfigError ? error.message : redactor([])(inspect(error)));
    process.exit(1);
  },
);
