import { readConfig } from '../../src/config.ts';
import { startBot } from '../../src/handlers/bot.ts';
import { watchTraffic } from '../core/wire.ts';

/** What the bot has used up to now. */
export interface Used {
  /** Most memory at any time, in MB. */
  megabytes: number;
  /** Processor time, in milliseconds. */
  cpu: number;
  /** Calls of AWS, by service. */
  calls: Record<string, number>;
  /** The same by service and operation. */
  operations: Record<string, number>;
}

const { calls, operations } = watchTraffic();
const bot = await startBot(readConfig());

process.on('message', async (wanted) => {
  if (wanted === 'stop') {
    await bot.stop();
    process.exit(0);
  }
  const { user, system } = process.cpuUsage();
  const megabytes = process.resourceUsage().maxRSS / 1024;
  process.send?.({
    megabytes,
    cpu: (user + system) / 1000,
    calls: { ...calls },
    operations: { ...operations },
  } satisfies Used);
});
process.send?.('ready');
